"""The pictures of the guides, taken anew by one command.

`./dev pictures` opens the databases of `./dev demo` and `./dev demo --before-start`,
makes every picture of the list below in each language, crops it and makes it small.
"""

import argparse
import base64
import io
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

from tools import screenshot

WIDTH, HEIGHT = 1366, 1100
COLOURS = 128
#: Language -> who looks, and the folder of the pictures.
READERS = {
    "en": ("admin", "docs/images"),
    "nl": ("els", "docs/images/nl"),
}
DIALOG = ".modal-content"
FORM = ".o_content"
ACTION = "/odoo/action-debtor_followup."


@dataclass(frozen=True)
class Picture:
    """One picture.

    :param str name: of its file
    :param str action: action of the add-on that is opened
    :param tuple record: model and domain of the record that is opened in it
    :param tuple scripts: JavaScript, run one by one before the picture
    :param str crop: CSS selector of what is kept; empty for the page
    :param int height: at most so many pixels
    :param bool before_start: on the database where follow-up was not started
    """

    name: str
    action: str
    record: tuple = ()
    scripts: tuple = ()
    crop: str = ""
    height: int = 768
    before_start: bool = False


def click(selector):
    """Return JavaScript that clicks on something that must be there."""
    return f"document.querySelector({json.dumps(selector)}).click()"


def button(name):
    """Return JavaScript that presses a button of a form by its method."""
    return click(f".o_form_view button[name={name}]")


def customer(name, model="debtor.debtor", **values):
    """Return model and domain of a customer's record."""
    domain = [["partner_id.name", "like", name]]
    return model, domain + [[key, "=", value] for key, value in values.items()]


START_ON = "document.querySelector('button[name=action_next]').click()"
PICTURES = (
    Picture("start", "debtor_activation_open_action", before_start=True),
    Picture(
        "start-customers",
        "debtor_activation_open_action",
        scripts=(START_ON,),
        before_start=True,
    ),
    Picture(
        "start-preview",
        "debtor_activation_open_action",
        scripts=(START_ON, START_ON, START_ON, START_ON),
        height=900,
        before_start=True,
    ),
    Picture("morning", "debtor_todo_open_action", height=900),
    Picture(
        "proposal",
        "debtor_todo_open_action",
        record=customer("Baltic", "debtor.todo", kind="proposal"),
        height=900,
    ),
    Picture(
        "call-sheet",
        "debtor_debtor_action",
        record=customer("Wuyts"),
        scripts=(button("action_open_call"),),
        crop=DIALOG,
        height=1100,
    ),
    Picture("letters", "debtor_letter_to_print_action", height=420),
    Picture(
        "letter-batch",
        "debtor_letter_batch_action",
        record=("debtor.letter.batch", [["state", "=", "posted"]]),
        height=640,
    ),
    Picture(
        "promise",
        "debtor_pause_action",
        record=customer("Wouters", "debtor.pause", reason="promise"),
        height=620,
    ),
    Picture(
        "dispute",
        "debtor_pause_action",
        record=customer("Desmet", "debtor.pause", reason="dispute"),
        height=620,
    ),
    Picture(
        "take-back",
        "debtor_notice_action",
        record=customer("Mertens", "debtor.notice", state="sent"),
        scripts=(button("action_withdraw"),),
        crop=DIALOG,
        height=900,
    ),
    Picture(
        "statement",
        "debtor_debtor_action",
        record=customer("Mertens"),
        scripts=(button("action_statement"),),
        crop=DIALOG,
    ),
    Picture("quiet-periods", "debtor_quiet_period_action", height=320),
    Picture("debtors", "debtor_debtor_action", height=640),
    Picture(
        "why",
        "debtor_debtor_action",
        record=customer("Lauwers"),
        height=820,
    ),
    Picture(
        "policy",
        "debtor_followup_policy_action",
        record=("debtor.followup.policy", [["state", "=", "active"]]),
        height=900,
    ),
)


class Camera(screenshot.Page):
    """A browser that goes from picture to picture."""

    def take(self, picture, server) -> bytes:
        """Return a picture as PNG.

        :raise RuntimeError: what it shows is not there
        """
        self.call("Page.navigate", url=f"{server}/web/health")
        self.wait_until_ready()
        if picture.before_start:
            self._begin_anew(server)
        path = f"{ACTION}{picture.action}"
        if picture.record:
            path += f"/{self._find(server, *picture.record)}"
        self.call("Page.navigate", url=f"{server}{path}")
        self.wait_until_ready()
        for script in picture.scripts:
            self.evaluate(script)
            self.wait_until_ready()
        box = self.evaluate(BOX % json.dumps(picture.crop or "body"))
        box["height"] = min(box["height"], picture.height)
        made = self.call(
            "Page.captureScreenshot",
            format="png",
            captureBeyondViewport=True,
            clip={**box, "scale": 1},
        )
        return base64.b64decode(made["data"])

    def _begin_anew(self, server):
        """Give up a start that an earlier picture began."""
        ends = ["started", "closed"]
        model, domain = "debtor.activation", [["state", "not in", ends]]
        found = self._ask(server, model, "search", domain)
        if found:
            self._ask(server, model, "action_close", found)

    def _find(self, server, model, domain):
        """Return the id of the newest record that fits.

        :raise RuntimeError: there is none
        """
        found = self._ask(server, model, "search", domain, limit=1, order="id desc")
        if not found:
            raise RuntimeError(f"nothing to show: {model} {domain}")
        return found[0]

    def _ask(self, server, model, method, *values, **named):
        """Call a method of a model as the browser does; return its result.

        :raise RuntimeError: Odoo refused
        """
        call = {
            "jsonrpc": "2.0",
            "params": {
                "model": model,
                "method": method,
                "args": list(values),
                "kwargs": named,
            },
        }
        answer = self.evaluate(
            f"fetch('{server}/web/dataset/call_kw', {{method: 'POST', "
            "headers: {'Content-Type': 'application/json'}, "
            f"body: {json.dumps(json.dumps(call))}}}).then(one => one.json())"
        )
        if "error" in answer:
            raise RuntimeError(
                f"{model}.{method}: {answer['error']['data']['message']}"
            )
        return answer.get("result")


#: The box of an element, in pixels of the page.
BOX = """
(() => {
    const box = document.querySelector(%s).getBoundingClientRect();
    return {x: box.x, y: box.y, width: box.width, height: box.height};
})()
"""


def shrink(picture: bytes) -> bytes:
    """Return a PNG with fewer colours: a quarter of the size, and as readable."""
    from PIL import Image  # only the virtual environment has it

    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image = image.quantize(COLOURS, dither=Image.Dither.NONE)
    small = io.BytesIO()
    image.save(small, "PNG", optimize=True)
    return small.getvalue()


def take(options) -> None:
    """Take the pictures that the command line asks for, in one language."""
    login, folder = READERS[options.lang]
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="debtor_followup-") as profile:
        browser, port = screenshot.start_browser(Path(profile))
        try:
            camera = Camera(port)
            screenshot.set_up(camera, _window(options, login))
            for picture in choose(options):
                made = shrink(camera.take(picture, options.server))
                (target / f"{picture.name}.png").write_bytes(made)
                print(
                    f"{folder}/{picture.name}.png: {len(made) // 1024} kB", flush=True
                )
        finally:
            browser.terminate()
            browser.wait()


def choose(options) -> list:
    """Return the pictures that are asked for on this database."""
    return [
        picture
        for picture in PICTURES
        if picture.before_start == options.before_start
        and (not options.names or picture.name in options.names)
    ]


def _window(options, login):
    return SimpleNamespace(
        width=WIDTH,
        height=HEIGHT,
        scale=1,
        server=options.server,
        database=options.database,
        login=login,
        password=None,
    )


def main() -> None:
    """Take pictures of a server that runs."""
    command = argparse.ArgumentParser()
    command.add_argument("--server", required=True)
    command.add_argument("--database", required=True)
    command.add_argument("--lang", choices=READERS, required=True)
    command.add_argument("--before-start", action="store_true")
    command.add_argument("names", nargs="*")
    take(command.parse_args())


if __name__ == "__main__":
    main()
