"""The browser that goes from picture to picture of the guides.

Run as a program with the virtual environment's Python; `./dev pictures` does so.
"""

import argparse
import base64
import io
import json
import subprocess
import tempfile
import urllib.request
from pathlib import Path
from types import SimpleNamespace

from tools import pictures, screenshot

WIDTH, HEIGHT = 1366, 1600
MAIL_WIDTH = 700
PAPER_DOTS = 80  # an inch
MARGIN = 40
COLOURS = 128
ACTION = "/odoo/action-debtor_followup."
#: Whatever comes first: it says in which menu the browser is.
MENU = "debtor_debtor_action"
#: The box of an element, in pixels of the page.
BOX = """
(() => {
    const box = document.querySelector(%s).getBoundingClientRect();
    return {x: box.x, y: box.y, width: box.width, height: box.height};
})()
"""
#: What an error dialog says; null without one.
ERROR = "document.querySelector('.o_error_dialog')?.innerText ?? null"
MAIL = """
document.open();
document.write(%s);
document.close();
"""
MAIL_PAGE = (
    "<meta charset='utf-8'><body style='margin:0'>"
    "<div id='mail' style='width:{width}px;box-sizing:border-box;padding:24px;"
    "font:14px/1.5 sans-serif'>"
    "<p style='font-size:16px'><b>{subject}</b></p>{body}</div>"
)


class Camera(screenshot.Page):
    """A browser that goes from picture to picture.

    :param int port: of the browser's protocol
    :param str server: address of the database that is shown
    """

    def __init__(self, port, server, session):
        super().__init__(port)
        self.server, self.session = server, session

    def take(self, picture) -> bytes:
        """Return a picture as PNG.

        :raise RuntimeError: what it shows is not there
        """
        self._go("/web/health")
        if isinstance(picture, pictures.Paper):
            return self._take_paper(picture)
        if isinstance(picture, pictures.Mail):
            return self._take_mail(picture)
        if picture.before_start:
            self._begin_anew()
        path = f"{ACTION}{picture.action}"
        if picture.record:
            path += f"/{self._find(*picture.record)}"
        self._go(path)
        for script in picture.scripts:
            self.evaluate(script)
            self.wait_until_ready()
        error = self.evaluate(ERROR)
        if error:
            raise RuntimeError(f"{picture.name} shows an error: {error}")
        return self._shoot(picture.crop or "body", picture.height)

    def _go(self, path):
        self.call("Page.navigate", url=f"{self.server}{path}")
        self.wait_until_ready()

    def _shoot(self, selector, height):
        box = self.evaluate(BOX % json.dumps(selector))
        box["height"] = min(box["height"], height)
        made = self.call(
            "Page.captureScreenshot",
            format="png",
            captureBeyondViewport=True,
            clip={**box, "scale": 1},
        )
        return base64.b64decode(made["data"])

    def _take_mail(self, picture):
        names = ["subject", "preview_html"]
        notice = self._ask(
            picture.record[0], "read", [self._find(*picture.record)], names
        )[0]
        page = MAIL_PAGE.format(
            width=MAIL_WIDTH, subject=notice["subject"], body=notice["preview_html"]
        )
        self.evaluate(MAIL % json.dumps(page))
        self.wait_until_ready()
        return self._shoot("#mail", picture.height)

    def _take_paper(self, picture):
        model, _domain = picture.record
        record = self._find(*picture.record)
        files = self._ask(model, "read", [record], [picture.field])[0][picture.field]
        request = urllib.request.Request(
            f"{self.server}/web/content/{files[0]}",
            headers={"Cookie": f"session_id={self.session}"},
        )
        with urllib.request.urlopen(request) as answer:
            paper = answer.read()
        size = ["-r", str(PAPER_DOTS), "-f", "1", "-l", "1"]
        done = subprocess.run(
            ["pdftoppm", "-png", *size], input=paper, capture_output=True, check=True
        )
        return trim(done.stdout)

    def _begin_anew(self):
        """Give up a start that an earlier picture began."""
        ends = ["started", "closed"]
        model, domain = "debtor.activation", [["state", "not in", ends]]
        found = self._ask(model, "search", domain)
        if found:
            self._ask(model, "action_close", found)

    def _find(self, model, domain):
        """Return the id of the newest record that fits.

        :raise RuntimeError: there is none
        """
        found = self._ask(model, "search", domain, limit=1, order="id desc")
        if not found:
            raise RuntimeError(f"nothing to show: {model} {domain}")
        return found[0]

    def _ask(self, model, method, *values, **named):
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
            f"fetch('{self.server}/web/dataset/call_kw', {{method: 'POST', "
            "headers: {'Content-Type': 'application/json'}, "
            f"body: {json.dumps(json.dumps(call))}}}).then(one => one.json())"
        )
        if "error" in answer:
            raise RuntimeError(
                f"{model}.{method}: {answer['error']['data']['message']}"
            )
        return answer.get("result")


def trim(paper: bytes) -> bytes:
    """Return the picture of a page without what is empty at its foot."""
    from PIL import Image, ImageOps  # only the virtual environment has it

    image = Image.open(io.BytesIO(paper)).convert("RGB")
    box = ImageOps.invert(image).getbbox() or (0, 0, *image.size)
    height = min(image.height, box[3] + MARGIN)
    image = ImageOps.expand(image.crop((0, 0, image.width, height)), 1, "#c8c8c8")
    trimmed = io.BytesIO()
    image.save(trimmed, "PNG")
    return trimmed.getvalue()


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
    login, folder = pictures.READERS[options.lang]
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    window = SimpleNamespace(
        width=WIDTH,
        height=HEIGHT,
        scale=1,
        server=options.server,
        database=options.database,
        login=login,
        password=None,
    )
    with tempfile.TemporaryDirectory(
        prefix="debtor_followup-", ignore_cleanup_errors=True
    ) as profile:
        browser, port = screenshot.start_browser(Path(profile))
        try:
            session = screenshot.log_in(window)
            camera = Camera(port, options.server, session)
            screenshot.set_up(camera, window, session)
            camera._go(f"{ACTION}{MENU}")
            for picture in pictures.choose(options.names, options.before_start):
                made = shrink(camera.take(picture))
                (target / f"{picture.name}.png").write_bytes(made)
                print(
                    f"{folder}/{picture.name}.png: {len(made) // 1024} kB", flush=True
                )
        finally:
            browser.terminate()
            browser.wait()


def main() -> None:
    """Take pictures of a server that runs."""
    command = argparse.ArgumentParser()
    command.add_argument("--server", required=True)
    command.add_argument("--database", required=True)
    command.add_argument("--lang", choices=pictures.READERS, required=True)
    command.add_argument("--before-start", action="store_true")
    command.add_argument("names", nargs="*")
    take(command.parse_args())


if __name__ == "__main__":
    main()
