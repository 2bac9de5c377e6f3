"""Locks between `./dev` commands that run at the same time.

They are `flock`s: the kernel frees them when their process ends, however it ends.
"""

import fcntl
from contextlib import contextmanager

from tools.console import say, shared_locks
from tools.paths import cache_folder


@contextmanager
def exclusive(name: str):
    """Hold the lock of that name; say so when another command has it first."""
    path = cache_folder("locks") / f"{name}.lock"
    with path.open("w", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"waiting for another ./dev command ({name})")
            fcntl.flock(file, fcntl.LOCK_EX)
        shared_locks.add(file.fileno())
        try:
            yield
        finally:
            shared_locks.discard(file.fileno())


class UserCount:
    """Counts the processes that use something, so that the last can end it."""

    def __init__(self, name: str):
        """Prepare the count of that name; nothing is counted yet."""
        self._path = cache_folder("locks") / f"{name}.users"
        self._file = None

    def enter(self) -> None:
        """Count this process; waits while the last user is ending the thing."""
        self._file = self._path.open("w", encoding="utf-8")
        fcntl.flock(self._file, fcntl.LOCK_SH)

    @contextmanager
    def leave(self):
        """Uncount this process; yield whether it was the last.

        While the block runs for the last one, `enter` waits in other processes.
        """
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            is_last = True
        except BlockingIOError:
            is_last = False
        try:
            yield is_last
        finally:
            self._file.close()
            self._file = None
