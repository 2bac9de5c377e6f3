"""Locks, the cache's place, translation headers, releases, add-ons, ports."""

import fcntl
import subprocess
import sys
from pathlib import Path

import pytest

from tools import console, odoo_process, odoo_source, paths
from tools.lint import _problems, without_dates
from tools.locks import UserCount


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """An empty cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "debtor_followup"


def test_cache_folder(cache, monkeypatch):
    assert paths.cache_dir() == cache
    for value in ("", "relative/path"):
        monkeypatch.setenv("XDG_CACHE_HOME", value)
        assert paths.cache_dir() == Path.home() / ".cache/debtor_followup"


def test_the_last_user_is_the_last(cache):
    first, second = UserCount("thing"), UserCount("thing")
    first.enter()
    second.enter()
    with first.leave() as is_last:
        assert not is_last
    with second.leave() as is_last:
        assert is_last


def test_a_user_that_died_does_not_count(cache):
    code = (
        "import os; from tools.locks import UserCount; "
        "UserCount('thing').enter(); os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", code], cwd=paths.ROOT, check=False)
    user = UserCount("thing")
    user.enter()
    with user.leave() as is_last:
        assert is_last


def test_a_failing_command_shows_the_end_of_its_log(tmp_path):
    command = [sys.executable, "-c", "print('first'); raise SystemExit('the reason')"]
    with pytest.raises(console.ToolError, match="the reason") as caught:
        console.run_logged(command, tmp_path / "log", "trying")
    assert "exit code 1" in str(caught.value)


def test_a_command_that_is_not_there(tmp_path):
    with pytest.raises(console.ToolError, match="cannot start"):
        console.run_logged(["no-such-program"], tmp_path / "log", "trying")


def test_translation_headers_that_change_by_themselves():
    old = (
        'msgid ""\n"POT-Creation-Date: 2026-01-01 10:00+0000\\n"\n"Language-Team: \\n"'
    )
    new = old.replace("2026-01-01", "2027-02-02")
    assert without_dates(old) == without_dates(new)
    assert without_dates(old) != without_dates(old.replace("Team", "Group"))


def test_problems_in_a_log():
    log = "\n".join(
        [
            "2026-01-01 10:00:00,000 7 INFO db odoo.a: fine",
            "2026-01-01 10:00:00,001 7 ERROR db odoo.b: wrong",
            "Traceback (most recent call last):",
            "2026-01-01 10:00:00,002 7 INFO db odoo.a: fine again",
            "2026-01-01 10:00:00,003 7 WARNING db odoo.c: look",
        ]
    )
    problems = _problems(log)
    assert [line.split(": ")[-1] for line in problems] == [
        "wrong",
        "Traceback (most recent call last):",
        "look",
    ]


def source_checkout(folder: Path, version: str) -> Path:
    """Lay out an Odoo source checkout with nothing in it."""
    (folder / "odoo").mkdir(parents=True)
    (folder / "addons").mkdir()
    (folder / "odoo-bin").touch()
    text = f"x = 1\nversion_info = ({version}, 0, FINAL, 0, '')\n"
    (folder / "odoo/release.py").write_text(text)
    return folder


def test_odoo_home_is_a_checkout(tmp_path, monkeypatch):
    home = source_checkout(tmp_path / "odoo", "19, 0")
    monkeypatch.setenv("ODOO_HOME", str(home))
    found = odoo_source.find()
    assert (found.python_path, found.addons_path) == (home, home / "addons")
    assert found.version.startswith("19.0 (source ")


def test_odoo_home_is_a_prefix(tmp_path, monkeypatch):
    packages = tmp_path / "prefix/usr/lib/python3/dist-packages"
    source_checkout(packages, "19, 0")
    (packages / "odoo-bin").unlink()
    monkeypatch.setenv("ODOO_HOME", str(tmp_path / "prefix"))
    assert odoo_source.find().python_path == packages


def test_odoo_home_is_another_release(tmp_path, monkeypatch):
    monkeypatch.setenv("ODOO_HOME", str(source_checkout(tmp_path / "odoo", "18, 0")))
    with pytest.raises(console.ToolError, match=r"Odoo 18\.0"):
        odoo_source.find()


def test_odoo_home_is_empty(tmp_path, monkeypatch):
    monkeypatch.setenv("ODOO_HOME", str(tmp_path))
    with pytest.raises(console.ToolError, match="no Odoo"):
        odoo_source.find()


def test_an_addon_that_is_not_installable_is_left_out(tmp_path, monkeypatch):
    for name, manifest in (("b", "{}"), ("a", "{}"), ("c", "{'installable': False}")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__manifest__.py").write_text(manifest)
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    assert [folder.name for folder in paths.addons()] == ["a", "b"]


def test_free_port_passes_over_taken_ones():
    taken = odoo_process.socket.create_server(("127.0.0.1", 0))
    with taken:
        number = taken.getsockname()[1]
        if number < 65000:
            assert odoo_process.free_port(number) > number


def test_a_lock_holds_as_long_as_what_was_started_under_it(cache, tmp_path):
    begun, end = tmp_path / "begun", tmp_path / "end"
    wait = (
        "import os, time\n"
        "def wait(path):\n"
        "    while not os.path.exists(path):\n"
        "        time.sleep(0.01)\n"
    )
    child = f"{wait}\nopen({str(begun)!r}, 'w').close()\nwait({str(end)!r})"
    code = (
        f"{wait}\n"
        "import sys, threading\n"
        "from pathlib import Path\n"
        "from tools import console, locks\n"
        f"die = lambda: (wait({str(begun)!r}), os._exit(9))\n"
        "threading.Thread(target=die).start()\n"
        "with locks.exclusive('x'):\n"
        f"    command = [sys.executable, '-c', {child!r}]\n"
        "    console.run_logged(command, Path('/dev/null'), '')\n"
    )
    subprocess.run(
        [sys.executable, "-c", code], cwd=paths.ROOT, check=False, capture_output=True
    )
    with (cache / "locks/x.lock").open("w") as file:
        with pytest.raises(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        end.touch()
        fcntl.flock(file, fcntl.LOCK_EX)
