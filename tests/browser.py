"""A real browser before a real server: `page` is signed out, `sign_in(person)` signs in without the password form.

Whatever the page complains about on its console, each script error and each request that would leave this machine
fails the test, unless the test says beforehand that it expects it (`page.expected_complaints`).
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
    expect,
    sync_playwright,
)

from accord.config.supervisor import die_with_parent
from tools import assets

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
HERE = re.compile(r"^(data:|blob:|about:|http://(127\.0\.0\.1|localhost|\[::1\])[:/])")
PATIENCE_MS = 30_000
"""A busy machine answers late; what takes this long is broken."""

START_WITHIN = 30.0


@dataclass
class Live:
    """The product, served from a process of its own on the test database."""

    url: str
    process: "subprocess.Popen[bytes]"

    def __str__(self) -> str:
        return self.url

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@dataclass
class Complaints:
    """What went wrong in the browser while a test ran."""

    heard: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def expect(self, pattern: str) -> None:
        """Let complaints that match the pattern pass in this test."""
        self.expected.append(pattern)

    def listen_to(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("weberror", lambda error: self.heard.append(f"script error: {error.error}"))
        context.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.heard.append(f"console {message.type}: {message.text} ({message.location.get('url', '')})")

    def _request(self, request: Request) -> None:
        if not HERE.match(request.url):
            self.heard.append(f"request to elsewhere: {request.url}")

    @property
    def unexpected(self) -> list[str]:
        return [text for text in self.heard if not any(re.search(pattern, text) for pattern in self.expected)]


@pytest.fixture(scope="session")
def served(django_db_setup: None) -> Iterator[Live]:
    """One server for all tests of this worker; it keeps nothing between requests that is not in the database."""
    assets.main()
    server = start_server()
    yield server
    server.stop()


@pytest.fixture
def live(transactional_db: None, served: Live) -> Live:
    """The served product; what the test writes to the database, the server sees, and the other way round."""
    return served


def start_server(**environment: str) -> Live:
    """Serve the test database on a free port until `stop()`: for tests that kill it or start it otherwise."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        sock.listen(128)
        sock.set_inheritable(True)
        port = sock.getsockname()[1]
        words = [sys.executable, "-m", "accord", "web", "--socket", str(sock.fileno())]
        surroundings = {**os.environ, **served_database(), **environment}
        process = subprocess.Popen(words, pass_fds=[sock.fileno()], env=surroundings, preexec_fn=die_with_parent)
    server = Live(f"http://127.0.0.1:{port}", process)
    wait_until_it_answers(server)
    return server


def served_database() -> dict[str, str]:
    """The environment that leads another process to the test database; on SQLite the data folder does already."""
    from django.db import connection

    if connection.vendor == "sqlite":
        return {}
    server = os.environ["ACCORD_DATABASE_URL"].rpartition("/")[0]
    return {"ACCORD_DATABASE_URL": f"{server}/{connection.settings_dict['NAME']}"}


def wait_until_it_answers(server: Live) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + START_WITHIN
    while time.monotonic() < deadline:
        assert server.process.poll() is None, "The server ended while it started."
        try:
            opener.open(f"{server.url}/healthz", timeout=START_WITHIN).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
        else:
            return
    server.stop()
    raise AssertionError("The server did not answer in time.")


def browser_program() -> str:
    """Where the browser is. That there is none is an error of the run, never a reason to skip."""
    for name in PROGRAMS:
        if found := shutil.which(name):
            return found
    raise pytest.UsageError("There is no browser: install chromium, or leave these tests out (--without browser).")


@pytest.fixture(scope="session")
def playwright_() -> Iterator[Playwright]:
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        # Playwright's loop runs in this thread, and Django would take every query for one inside async code.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        yield playwright
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)


@pytest.fixture(scope="session")
def browser(playwright_: Playwright) -> Iterator[Browser]:
    """One browser a run; each test opens windows of its own in it."""
    arguments = [*ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    browser = playwright_.chromium.launch(executable_path=browser_program(), args=arguments)
    yield browser
    browser.close()


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    """Fails the test at its end for whatever its pages complained about."""
    complaints = Complaints()
    yield complaints
    assert complaints.unexpected == []


@pytest.fixture
def new_window(browser: Browser, live: Live, complaints: Complaints) -> Iterator[Callable[..., Page]]:
    """Open a window with cookies of its own: another person, another screen size, no JavaScript."""
    contexts: list[BrowserContext] = []

    def open_window(**options: Any) -> Page:
        context = browser.new_context(**{"base_url": live.url, "viewport": {"width": 1440, "height": 900}, **options})
        context.set_default_timeout(PATIENCE_MS)
        complaints.listen_to(context)
        contexts.append(context)
        return context.new_page()

    yield open_window
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_window: Callable[..., Page]) -> Page:
    """One window on a desk's screen, nobody signed in."""
    return new_window()


@pytest.fixture
def sign_in(live: Live) -> Callable[[Page, Any], None]:
    """Sign a person in by a session made on the server's side; the sign-in page has tests of its own."""

    def sign_in_on(page: Page, person: Any) -> None:
        from django.conf import settings
        from django.test import Client

        client = Client()
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live.url}])

    return sign_in_on
