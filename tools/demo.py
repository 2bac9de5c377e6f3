"""`./dev demo`: the add-on at work on a story of debtors, then served."""

import subprocess

from tools import databases, odoo_process, serving
from tools.console import ToolError, say
from tools.paths import ROOT

DATABASE = "demo"
STORY = ROOT / "tools" / "demo_story.py"


def run(port: int | None, serve: bool) -> int:
    """Make the database, tell the story, serve it; return the exit code.

    :param port: where to serve; a free one when None
    :param serve: stop after the story when False
    """
    port = serving.choose_port(port)
    say(f"making the database {DATABASE}")
    databases.fresh(DATABASE)
    serving.mail_folder(DATABASE, empty=True)
    with serving.mail_sink(DATABASE, port) as mails:
        with serving.background(DATABASE, port):
            _tell_story(mails)
        print(f"\n{len(list(mails.glob('*.eml')))} mails were caught in {mails}")
        if not serve:
            return 0
        announce(port)
        return serving.foreground(DATABASE, port)


def _tell_story(mails) -> None:
    """Run the story in an Odoo shell; what it prints is the result.

    :raise ToolError: it raised
    """
    if not STORY.exists():
        say(f"{STORY.relative_to(ROOT)} is not there: the database has no debtors")
        return
    say("telling the story ...")
    done = subprocess.run(
        odoo_process.shell_command(DATABASE),
        input=STORY.read_text(encoding="utf-8"),
        env=odoo_process.environment({"DEBTOR_FOLLOWUP_MAILS": str(mails)}),
        cwd=ROOT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ToolError(f"{STORY.relative_to(ROOT)} failed")


def announce(port: int) -> None:
    """Say where to look, and with which login."""
    print(f"\nOdoo: {serving.url(port)}   login: admin   password: admin", flush=True)
    say("Ctrl-C ends it")
