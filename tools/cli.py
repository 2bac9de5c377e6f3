"""The command line of `./dev`: its verbs, their options, their exit codes.

0: done; 1: something failed or was found wrong; 2: used wrongly.
"""

import argparse
import contextlib
import signal
import subprocess
import sys
import time

from tools import (
    browser,
    databases,
    demo,
    lint,
    odoo_process,
    pictures,
    screenshot,
    serving,
    testing,
    venv,
)
from tools.console import ToolError, say
from tools.paths import ROOT, cache_dir

EPILOG = """\
Everything that is made or downloaded is kept in
${XDG_CACHE_HOME:-~/.cache}/debtor_followup and used again.

environment:
  ODOO_HOME        use this Odoo 19 (a source checkout, or a package's prefix)
                   instead of Debian's package; needed elsewhere than on Debian
  PGHOST, PGPORT, PGUSER, PGPASSWORD, ...
                   use this PostgreSQL (13 or newer; the user may create
                   databases) instead of the embedded one, which listens on a
                   socket only and runs with fsync, synchronous_commit and
                   full_page_writes off: for throw-away data
  DEBTOR_FOLLOWUP_CI=1
                   a skipped test fails the run
"""

PORT_HELP = "(default: a free one from 8069 up)"
LOG_HELP = "Odoo's (default: warn)"
TEST_EPILOG = """\
Three steps: tests/engine and tests/tools (no Odoo), the add-ons' tests (with
HTTP and browser), tests/system (Odoo in processes of its own). Paths go to the
step that they belong to, other arguments to every step:
  ./dev test tests/engine -x
  ./dev test debtor_followup/tests/test_run.py::TestRun -k night
Without arguments the coverage of the add-ons is measured too (at least 95 %).
"""


def main(arguments: list[str] | None = None) -> int:
    """Run one `./dev` command; return its exit code."""
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGHUP, _end)
    parser = _parser()
    options, rest = parser.parse_known_args(arguments)
    if rest and not getattr(options, "takes_rest", False):
        parser.error(f"unknown arguments: {' '.join(rest)}")
    options.rest = rest
    try:
        return options.run(options) or 0
    except ToolError as error:
        print(f"dev: error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("dev: interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:  # nobody reads on, as in: ./dev test | head
        sys.stdout = None
        return 1


def _end(number, _frame):
    sys.exit(128 + number)  # so that what was started is ended too


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./dev",
        description="The one command for people who work on debtor_followup.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = parser.add_subparsers(metavar="COMMAND", required=True)

    def verb(name, run, text, **options):
        command = verbs.add_parser(
            name,
            help=text,
            description=text,
            allow_abbrev=False,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            **options,
        )
        command.set_defaults(run=run)
        return command

    verb("setup", setup, "prepare everything that the other commands need")
    _add_work_verbs(verb)
    _add_database_verbs(verb)
    _add_looking_verbs(verb)
    return parser


def _add_work_verbs(verb) -> None:
    """Add the verbs that try the add-ons out."""
    command = verb(
        "demo",
        show_demo,
        "show the add-on at work: what it decides for whom and why, then Odoo to look",
    )
    command.add_argument("--no-serve", action="store_true", help="stop after the story")
    command.add_argument(
        "--before-start",
        action="store_true",
        help="the same company before follow-up was started, to try the start\n"
        f"(database {demo.UNSTARTED})",
    )
    command.add_argument(
        "--lang", choices=demo.LANGUAGES, default="en", help="(default: en)"
    )
    command.add_argument("--port", type=int, help=PORT_HELP)
    command = verb(
        "test", test, "run all tests, or those that pytest's arguments choose"
    )
    command.epilog = TEST_EPILOG
    command.usage = "./dev test [-h] [--kills N] [pytest arguments]"
    command.set_defaults(takes_rest=True)
    command.add_argument(
        "--kills",
        type=int,
        default=10,
        metavar="N",
        help="how often the system tests kill Odoo in its work (default: 10)",
    )
    command = verb(
        "lint",
        run_linters,
        "ruff, pylint-odoo, OCA's checks, the layer rules,\nOdoo's test_lint, and "
        "whether the translation templates are up to date",
    )
    command.add_argument(
        "--fix", action="store_true", help="rewrite what can be: format, translations"
    )
    command.add_argument(
        "--quick", action="store_true", help="leave out what needs a database"
    )
    command = verb("bench", bench, "measure speed and memory", add_help=False)
    command.set_defaults(takes_rest=True)


def _add_database_verbs(verb) -> None:
    """Add the verbs that make databases and use them."""
    command = verb(
        "db",
        make_database,
        "make a database with the project's add-ons, replacing one of that name",
    )
    command.add_argument("name", metavar="NAME")
    command.add_argument(
        "--modules",
        metavar="A,B",
        help="install these and what they depend on, instead of all the add-ons",
    )
    command.add_argument(
        "--demo", action="store_true", help="with Odoo's and the add-ons' demo data"
    )
    command = verb(
        "shell",
        run_shell,
        "run standard input as Python in an Odoo shell; `env` is there; nothing is\n"
        "kept without env.cr.commit(); fails when the code raises",
    )
    command.add_argument("name", metavar="NAME")
    command.add_argument("--log-level", default="warn", help=LOG_HELP)
    command = verb(
        "run",
        run_program,
        "run a program with the environment set: PATH, PYTHONPATH, PG*, ODOO_RC\n"
        "(as in: ./dev run psql NAME)",
    )
    command.add_argument("program", nargs=argparse.REMAINDER, metavar="PROGRAM ...")


def _add_looking_verbs(verb) -> None:
    """Add the verbs that show a database in a browser."""
    command = verb(
        "serve", serve, "serve a database on localhost, its mail caught in a folder"
    )
    command.add_argument("name", metavar="NAME")
    command.add_argument("--port", type=int, help=PORT_HELP)
    command.add_argument("--log-level", default="warn", help=LOG_HELP)
    name = argparse.ArgumentParser(add_help=False)
    name.add_argument("name", metavar="NAME")
    command = verb(
        "screenshot",
        take_screenshot,
        "take a picture of a page, served for it if it is not",
        parents=[name, screenshot.parser()],
    )
    command.usage = "./dev screenshot NAME PATH OUT.png [options]"
    command = verb(
        "pictures",
        take_pictures,
        "take the pictures of the guides anew, from the databases of ./dev demo,\n"
        "./dev demo --lang nl and ./dev demo --before-start",
    )
    command.add_argument("names", nargs="*", metavar="NAME", help="(default: all)")
    command.add_argument(
        "--lang", choices=pictures.READERS, help="(default: all languages)"
    )


def prepare() -> None:
    """Make what every command needs: the virtual environment and Odoo."""
    venv.ensure()
    odoo_process.odoo()


def setup(_options) -> None:
    """Prepare everything; quick when it is there."""
    start = time.monotonic()
    prepare()
    browser.ensure()
    template = databases.layer_template("tests")
    if not databases.looks_ready(template):
        databases.ensure(template)
    seconds = time.monotonic() - start
    say(f"Odoo {odoo_process.odoo().version}")
    say(f"ready in {seconds:.1f} s; everything is in {cache_dir()}")


def make_database(options) -> None:
    """Make a database and say how to use it."""
    databases.check_name(options.name)
    prepare()
    modules = options.modules.split(",") if options.modules else None
    databases.fresh(options.name, modules, options.demo)
    print(f"database {options.name} is ready (admin/admin)")
    say(f"./dev serve {options.name}    serves it on localhost")
    say(f"./dev shell {options.name}    runs standard input in an Odoo shell on it")


def _require(name: str) -> None:
    prepare()
    if not databases.exists(name):
        raise ToolError(f"there is no database {name!r}: ./dev db {name} makes it")


def run_shell(options) -> int:
    """Run standard input in an Odoo shell; return 1 when it raised."""
    _require(options.name)
    command = odoo_process.shell_command(options.name, options.log_level)
    code = _call(command)
    if code:
        say(f"the code failed in the Odoo shell on {options.name}")
    return code


def test(options) -> int:
    """Run the tests."""
    prepare()
    return testing.run(options.rest, options.kills)


def run_linters(options) -> int:
    """Run the linters."""
    prepare()
    return lint.run(options.fix, options.quick)


def show_demo(options) -> int:
    """Show the add-on at work."""
    prepare()
    browser.ensure()
    return demo.run(
        options.port,
        serve=not options.no_serve,
        started=not options.before_start,
        lang=options.lang,
    )


def bench(options) -> int:
    """Hand over to the benchmark, which has options of its own."""
    if not (ROOT / "tools" / "bench.py").exists():
        raise ToolError("tools/bench.py is not there")
    prepare()
    print(f"Odoo {odoo_process.odoo().version}", flush=True)
    code = "import sys; from tools.bench import main; sys.exit(main(sys.argv[1:]))"
    return _call([str(venv.python()), "-c", code, *options.rest])


def serve(options) -> int:
    """Serve a database until Ctrl-C."""
    _require(options.name)
    port = serving.choose_port(options.port)
    with serving.mail_sink(options.name, port) as mails:
        say(f"mail is caught in {mails}")
        demo.announce(port)
        return serving.foreground(options.name, port, options.log_level)


def take_screenshot(options) -> int:
    """Take a picture of a page."""
    _require(options.name)
    browser.chromium()
    with _serving(options.name) as port:
        command = [str(venv.python()), "-m", "tools.screenshot"]
        command += [f"--server=http://127.0.0.1:{port}", f"--database={options.name}"]
        command += screenshot.arguments(options)
        code = _call(command)
    if not code:
        say(f"wrote {options.target}")
    return code


def take_pictures(options) -> int:
    """Take the pictures of the guides anew; return 1 when one cannot be taken."""
    unknown = set(options.names) - {picture.name for picture in pictures.PICTURES}
    if unknown:
        raise ToolError(f"there is no picture {', '.join(sorted(unknown))}")
    languages = [options.lang] if options.lang else list(pictures.READERS)
    return max(
        _take_pictures(lang, before_start, options.names)
        for lang in languages
        for before_start in (False, True)
    )


def _take_pictures(lang, before_start, names) -> int:
    """Take the pictures of one database in one language; return the exit code."""
    if not pictures.choose(names, before_start):
        return 0
    name = demo.database(lang, started=not before_start)
    is_before = ["--before-start"] if before_start else []
    if not databases.exists(name):
        verb = " ".join(["./dev demo --no-serve", *(is_before or [f"--lang {lang}"])])
        raise ToolError(f"there is no database {name!r}: {verb} makes it")
    with _serving(name) as port:
        command = [str(venv.python()), "-m", "tools.camera", f"--lang={lang}"]
        command += [f"--server=http://127.0.0.1:{port}", f"--database={name}"]
        return _call([*command, *is_before, *names])


@contextlib.contextmanager
def _serving(name: str):
    """Yield the port on which a database is served; serve it if it is not."""
    with contextlib.ExitStack() as stack:
        port = serving.served_port(name)
        if not port:
            port = odoo_process.free_port()
            stack.enter_context(serving.background(name, port))
        yield port


def run_program(options) -> int:
    """Run any program with the environment of Odoo's processes."""
    if not options.program:
        raise ToolError("which program? As in: ./dev run psql NAME")
    prepare()
    return _call(options.program)


def _call(command: list[str]) -> int:
    """Run a program in the foreground and end it with this one."""
    try:
        process = subprocess.Popen(command, env=odoo_process.environment(), cwd=ROOT)
    except OSError as error:
        raise ToolError(f"cannot run {command[0]}: {error}") from error
    try:
        code = process.wait()
    except KeyboardInterrupt:
        process.wait()  # it got the Ctrl-C as well
        return 0
    except BaseException:
        process.terminate()
        process.wait()
        raise
    return code if code >= 0 else 1
