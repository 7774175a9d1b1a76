"""A browser reduced to what many at once need: one connection kept open, cookies, forms, nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

T = TypeVar("T")

TOKEN = "t" * 32
PATIENCE = 120.0


class Broken(Exception):
    """The connection ended before the whole answer was there: nobody knows what became of the request."""


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes = field(repr=False)

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def location(self) -> str:
        return self.headers.get("location", "")

    @property
    def is_accepted(self) -> bool:
        """A promise: from now on it is there."""
        return self.status in (200, 302)


class Visitor:
    """Somebody with cookies of their own. `session` is the key of a session; without it nobody is signed in.

    All of 127.0.0.0/8 is this machine: `address` makes somebody come from another network.
    """

    def __init__(self, url: str, session: str = "", address: str = "127.0.0.1") -> None:
        self.place, self.address = urlsplit(url), address
        self.cookies = f"csrf={TOKEN}" + (f"; session={session}" if session else "")
        self.line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str, **headers: str) -> Answer:
        return await self.ask("GET", path, b"", headers)

    async def post(self, path: str, fields: Mapping[str, Any], **headers: str) -> Answer:
        body = urlencode({"csrfmiddlewaretoken": TOKEN, **fields}, doseq=True).encode()
        return await self.ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded", **headers})

    async def send_file(self, path: str, fields: Mapping[str, str], name: str, content: bytes) -> Answer:
        parts = [
            f'--{TOKEN}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in {"csrfmiddlewaretoken": TOKEN, **fields}.items()
        ]
        head = f'--{TOKEN}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
        body = b"".join([*parts, head, content, f"\r\n--{TOKEN}--\r\n".encode()])
        return await self.ask("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={TOKEN}"})

    async def ask(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Asked once: who asks again after a broken connection may do twice what was done already."""
        try:
            return await asyncio.wait_for(self._ask(method, path, body, headers), PATIENCE)
        except (OSError, EOFError, ValueError) as error:
            self.hang_up()
            raise Broken(str(error)) from error

    async def _ask(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        await self._notice_an_end()
        if self.line is None:
            where = (self.place.hostname, self.place.port)
            self.line = await asyncio.open_connection(*where, local_addr=(self.address, 0))
        reader, writer = self.line
        said = {"Host": self.place.netloc, "Cookie": self.cookies, "Content-Length": len(body), **headers}
        head = "".join(f"{name}: {value}\r\n" for name, value in said.items())
        writer.write(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body)
        await writer.drain()
        return await self._heard(reader)

    async def _notice_an_end(self) -> None:
        """The house hangs up on those who said nothing for five seconds: that is no broken answer."""
        if self.line is not None:
            await asyncio.sleep(0.001)
            if self.line[0].at_eof():
                self.hang_up()

    async def _heard(self, reader: asyncio.StreamReader) -> Answer:
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _colon, value in (line.partition(":") for line in lines)}
        if headers.get("transfer-encoding") == "chunked":
            body = await self._in_chunks(reader)
        else:
            body = await reader.readexactly(int(headers.get("content-length", 0)))
        if headers.get("connection") == "close":
            self.hang_up()
        return Answer(int(first.split()[1]), headers, body)

    async def _in_chunks(self, reader: asyncio.StreamReader) -> bytes:
        body = b""
        while size := int(await reader.readuntil(b"\r\n"), 16):
            body += await reader.readexactly(size)
            await reader.readexactly(2)
        await reader.readexactly(2)
        return body

    def hang_up(self) -> None:
        if self.line is not None:
            self.line[1].close()
            self.line = None

    async def leave(self) -> None:
        """Hang up, and wait until the line is down."""
        if self.line is not None:
            writer = self.line[1]
            self.hang_up()
            with suppress(OSError):
                await writer.wait_closed()


class Crowd:
    """Everybody who visits one house in one test, in one event loop and a thread of its own: the browser of other tests
    has a loop in the main one.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.thread = ThreadPoolExecutor(max_workers=1)
        self.runner = asyncio.Runner()
        self.visitors: list[Visitor] = []

    def visit(self, person: Any = None, **options: str) -> Visitor:
        """Open a browser as this person; nobody is a stranger."""
        visitor = Visitor(self.url, session_of(person) if person is not None else "", **options)
        self.visitors.append(visitor)
        return visitor

    def wait_for(self, doing: Coroutine[Any, Any, T]) -> T:
        return self.thread.submit(self.runner.run, doing).result()

    def at_once(self, *asked: Coroutine[Any, Any, Answer]) -> list[Answer]:
        """All sent before the first is answered."""

        async def gathered() -> list[Answer]:
            return list(await asyncio.gather(*asked))

        return self.wait_for(gathered())

    def go_home(self) -> None:
        async def leave() -> None:
            await asyncio.gather(*(visitor.leave() for visitor in self.visitors))

        self.wait_for(leave())
        self.thread.submit(self.runner.close).result()
        self.thread.shutdown()


def session_of(person: Any) -> str:
    """The key of a new session of this person, made on the server's side."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client.cookies[settings.SESSION_COOKIE_NAME].value
