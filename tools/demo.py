"""`./dev demo`: the add-on at work on a story of debtors, then served."""

import subprocess

from tools import databases, odoo_process, serving
from tools.console import ToolError, say
from tools.paths import ROOT

DATABASE = "demo"
#: The same company before anybody has started follow-up.
UNSTARTED = "demo_start"
STORY = ROOT / "tools" / "demo_story.py"
#: Language -> of the story's people, and of the jobs' remarks.
LANGUAGES = {"en": "en_GB", "nl": "nl_BE", "fr": "fr_BE"}
#: Its exit code when something that should be there is not.
SURPRISED = 3


def database(lang: str = "en", started: bool = True) -> str:
    """Return the name of the story's database.

    Before the start nobody has written anything: it is one for all languages.
    """
    if not started:
        return UNSTARTED
    return DATABASE if lang == "en" else f"{DATABASE}_{lang}"


def run(port: int | None, serve: bool, started: bool = True, lang: str = "en") -> int:
    """Make the database, tell the story, serve it; return the exit code.

    :param port: where to serve; a free one when None
    :param serve: stop after the story when False
    :param started: without follow-up when False: its start is there to be tried
    :param lang: in which language people work
    """
    port = serving.choose_port(port)
    name = database(lang, started)
    say(f"making the database {name}")
    databases.fresh(name)
    serving.mail_folder(name, empty=True)
    with serving.mail_sink(name, port) as mails:
        with serving.background(name, port):
            is_as_told = _tell_story(name, mails, started, lang)
        if started:
            print(f"\n{len(list(mails.glob('*.eml')))} mails were caught in {mails}")
        if not serve:
            return 0 if is_as_told else 1
        announce(port)
        return serving.foreground(name, port)


def _tell_story(name, mails, started, lang) -> bool:
    """Run the story in an Odoo shell; what it prints is the result.

    :return: whether it ended as it should
    :raise ToolError: it raised
    """
    if not STORY.exists():
        say(f"{STORY.relative_to(ROOT)} is not there: the database has no debtors")
        return True
    say("telling the story ...")
    done = subprocess.run(
        odoo_process.shell_command(name),
        input=STORY.read_text(encoding="utf-8"),
        env=odoo_process.environment(
            {
                "DEBTOR_FOLLOWUP_MAILS": str(mails),
                "DEBTOR_FOLLOWUP_DEMO_STARTED": "1" if started else "",
                "DEBTOR_FOLLOWUP_DEMO_LANG": LANGUAGES[lang],
            }
        ),
        cwd=ROOT,
        text=True,
        check=False,
    )
    if done.returncode not in (0, SURPRISED):
        raise ToolError(f"{STORY.relative_to(ROOT)} failed")
    return not done.returncode


def announce(port: int) -> None:
    """Say where to look, and with which login."""
    print(f"\nOdoo: {serving.url(port)}   login: admin   password: admin", flush=True)
    say("Ctrl-C ends it")
