"""A picture of a page, by headless Chromium.

Run as a program with the virtual environment's Python (it has websocket-client);
`./dev screenshot` does so.
"""

import argparse
import base64
import json
import os
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

from tools.browser import chromium

TIMEOUT_SECONDS = 60
QUIET_SECONDS = 0.5
MOBILE_WIDTH = 600  # below it the page is shown as on a phone
# requests that stay open for as long as the page does
ENDLESS = ("/websocket", "/bus/", "/longpolling")
# the web client is up and nothing says that it is busy; portal pages have none
READY = """
document.readyState === "complete"
    && (!document.body.classList.contains("o_web_client") || odoo.isReady === true)
    && !document.querySelector(".o_blockUI, .o_loading_indicator")
    && document.fonts.status === "loaded"
"""
CALM = (
    "* { transition: none !important; animation: none !important; "
    "caret-color: transparent !important; }"
)


class Page:
    """One page in a browser of its own, spoken to by the DevTools protocol."""

    def __init__(self, port: int):
        """Connect to the browser's first page."""
        import websocket  # only the virtual environment has it

        with urllib.request.urlopen(f"http://127.0.0.1:{port}/json") as answer:
            pages = [page for page in json.load(answer) if page["type"] == "page"]
        self._socket = websocket.create_connection(
            pages[0]["webSocketDebuggerUrl"], suppress_origin=True
        )
        self._timeout_error = websocket.WebSocketTimeoutException
        self._number = 0
        self._open: set[str] = set()
        self._last_change = time.monotonic()

    def call(self, method: str, **parameters):
        """Call a method of the protocol and return its result.

        :raise RuntimeError: the browser refused
        """
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        self._socket.settimeout(TIMEOUT_SECONDS)
        self._socket.send(json.dumps(message))
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get("id") != self._number:
                self._note(answer)
            elif "error" in answer:
                raise RuntimeError(f"{method}: {answer['error']['message']}")
            else:
                return answer["result"]

    def evaluate(self, expression: str):
        """Run JavaScript in the page and return its value.

        :raise RuntimeError: it threw
        """
        result = self.call(
            "Runtime.evaluate",
            expression=expression,
            awaitPromise=True,
            returnByValue=True,
        )
        if "exceptionDetails" in result:
            details = result["exceptionDetails"]
            text = details.get("exception", {}).get("description", details["text"])
            raise RuntimeError(f"JavaScript: {text}")
        return result["result"].get("value")

    def _note(self, event) -> None:
        """Follow which requests are under way."""
        method, values = event.get("method", ""), event.get("params", {})
        if method == "Network.requestWillBeSent":
            address = values["request"]["url"]
            if not any(word in address for word in ENDLESS):
                self._open.add(values["requestId"])
                self._last_change = time.monotonic()
        elif method in ("Network.loadingFinished", "Network.loadingFailed"):
            self._open.discard(values["requestId"])
            self._last_change = time.monotonic()

    def _listen(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._socket.settimeout(max(0.01, end - time.monotonic()))
            try:
                self._note(json.loads(self._socket.recv()))
            except self._timeout_error:
                return

    def wait_until_ready(self) -> None:
        """Wait until the page is up and asks the server for nothing more.

        :raise TimeoutError: it does not come to rest
        """
        end = time.monotonic() + TIMEOUT_SECONDS
        while time.monotonic() < end:
            self._listen(0.1)
            quiet = time.monotonic() - self._last_change
            if not self._open and quiet > QUIET_SECONDS and self.evaluate(READY):
                return
        raise TimeoutError(f"the page is not ready after {TIMEOUT_SECONDS} s")


def take(options) -> None:
    """Take the picture that the command line asks for."""
    with tempfile.TemporaryDirectory(
        prefix="debtor_followup-", ignore_cleanup_errors=True
    ) as profile:
        browser, port = start_browser(Path(profile))
        try:
            page = Page(port)
            set_up(page, options, log_in(options) if options.login else None)
            page.call("Page.navigate", url=f"{options.server}{options.path}")
            page.wait_until_ready()
            for script in options.script:
                page.evaluate(script)
                page.wait_until_ready()
            picture = page.call(
                "Page.captureScreenshot",
                format="png",
                captureBeyondViewport=options.full,
                **({"clip": _whole_page(page, options)} if options.full else {}),
            )
        finally:
            browser.terminate()
            browser.wait()
    target = Path(options.target)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(base64.b64decode(picture["data"]))


def start_browser(profile: Path) -> tuple[subprocess.Popen, int]:
    """Start a browser of its own; return it and the port of its protocol.

    :raise RuntimeError: it does not start
    """
    command = [
        *(chromium(), "--headless", "--disable-gpu", "--hide-scrollbars"),
        *("--no-first-run", "--disable-extensions", "--disable-dev-shm-usage"),
        *("--remote-debugging-port=0", f"--user-data-dir={profile}", "--lang=en-US"),
        *(["--no-sandbox"] if os.geteuid() == 0 else []),
        "about:blank",
    ]
    log = profile / "log"
    with log.open("wb") as output:
        browser = subprocess.Popen(command, stdout=output, stderr=output)
    note = profile / "DevToolsActivePort"
    end = time.monotonic() + TIMEOUT_SECONDS
    while time.monotonic() < end and browser.poll() is None:
        if note.exists() and note.read_text().count("\n"):
            return browser, int(note.read_text().split("\n")[0])
        time.sleep(0.05)
    browser.kill()
    raise RuntimeError(f"Chromium does not start:\n{log.read_text()[-2000:]}")


def set_up(page: Page, options, session: str | None) -> None:
    """Give the page its size, its session and its calm."""
    for domain in ("Page", "Network", "Runtime"):
        page.call(f"{domain}.enable")
    page.call(
        "Emulation.setDeviceMetricsOverride",
        width=options.width,
        height=options.height,
        deviceScaleFactor=options.scale,
        mobile=options.width < MOBILE_WIDTH,
    )
    page.call(
        "Page.addScriptToEvaluateOnNewDocument",
        source="document.addEventListener('DOMContentLoaded', () => {"
        "const style = document.createElement('style');"
        f"style.textContent = {json.dumps(CALM)};"
        "document.head.appendChild(style); });",
    )
    if session:
        page.call(
            "Network.setCookie",
            name="session_id",
            value=session,
            url=options.server,
        )


def log_in(options) -> str:
    """Log in and return the session's cookie.

    :raise RuntimeError: it is refused
    """
    body = {
        "jsonrpc": "2.0",
        "params": {
            "db": options.database,
            "login": options.login,
            "password": options.password or options.login,
        },
    }
    request = urllib.request.Request(
        f"{options.server}/web/session/authenticate",
        json.dumps(body).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:
        cookies = answer.headers.get_all("Set-Cookie") or []
        values = json.load(answer)
    if "error" in values or not (values.get("result") or {}).get("uid"):
        raise RuntimeError(f"{options.login} cannot log in: is the password right?")
    for cookie in cookies:
        name, _, value = cookie.split(";")[0].partition("=")
        if name == "session_id":
            return value
    raise RuntimeError("Odoo gave no session")


def _whole_page(page: Page, options) -> dict:
    size = page.call("Page.getLayoutMetrics")["cssContentSize"]
    height = max(options.height, size["height"])
    return {"x": 0, "y": 0, "width": options.width, "height": height, "scale": 1}


def parser() -> argparse.ArgumentParser:
    """Return the options that both commands share."""
    options = argparse.ArgumentParser(add_help=False)
    options.add_argument("path", metavar="PATH", help="as in /odoo/customers")
    options.add_argument("target", metavar="OUT.png")
    options.add_argument("--login", default="admin", help="'' for nobody")
    options.add_argument("--password", help="(default: the same as the login)")
    options.add_argument("--width", type=int, default=1280)
    options.add_argument("--height", type=int, help="(default: 800; 844 on a phone)")
    options.add_argument("--scale", type=float, default=1.0, help="pixels a point")
    options.add_argument("--full", action="store_true", help="the page to its end")
    options.add_argument(
        "--script",
        action="append",
        default=[],
        metavar="JS",
        help="run in the page before the picture; can be repeated",
    )
    return options


def arguments(options) -> list[str]:
    """Return the command line that stands for options of `parser`."""
    names = ("login", "password", "width", "height", "scale")
    values = {name: getattr(options, name) for name in names}
    words = [f"--{name}={value}" for name, value in values.items() if value is not None]
    words += [f"--script={script}" for script in options.script]
    words += ["--full"] if options.full else []
    return [*words, options.path, str(Path(options.target).absolute())]


def main() -> None:
    """Take a picture of a page on a server that runs."""
    command = argparse.ArgumentParser(parents=[parser()])
    command.add_argument("--server", required=True)
    command.add_argument("--database", required=True)
    options = command.parse_args()
    options.height = options.height or (844 if options.width < MOBILE_WIDTH else 800)
    take(options)


if __name__ == "__main__":
    main()
