"""People at a running server: as many requests at once as wanted, from one asyncio program that costs little itself."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import perf_counter
from urllib.parse import urlencode

FORGERY = "benchbenchbenchbenchbenchbenchbe"
"""What a form sends back and the cookie says; whoever chose both is its own visitor."""


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float = 0.0


@dataclass
class Visitor:
    """One person's browser: a cookie, and one connection that stays open."""

    port: int
    session: str
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    async def get(self, path: str) -> Answer:
        return await self.send("GET", path)

    async def post(self, path: str, values: Mapping[str, object]) -> Answer:
        return await self.send("POST", path, urlencode(values).encode())

    async def send(self, method: str, path: str, body: bytes = b"") -> Answer:
        begun = perf_counter()
        answer = await self._answered(method, path, body)
        answer.seconds = perf_counter() - begun
        return answer

    async def listen(self, path: str) -> asyncio.StreamReader:
        """Open a stream and read its head; what comes is the caller's to read."""
        reader, _writer = await self._asked("GET", path, b"")
        status, _headers = await _head(reader)
        assert status == 200, status
        return reader

    def leave(self) -> None:
        if self.writer is not None:
            self.writer.close()
        self.reader = self.writer = None

    async def _answered(self, method: str, path: str, body: bytes) -> Answer:
        reader, _writer = await self._asked(method, path, body)
        status, headers = await _head(reader)
        text = await _body(reader, headers)
        if headers.get("connection") == "close":
            self.leave()
        return Answer(status, headers, text)

    async def _asked(self, method: str, path: str, body: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self.reader is None or self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        lines = {
            "Host": "localhost",
            "Cookie": f"session={self.session}; csrf={FORGERY}",
            "Accept-Encoding": "gzip",
            **self.headers,
        }
        if method == "POST":
            kind = "application/x-www-form-urlencoded"
            lines |= {"X-CSRFToken": FORGERY, "Content-Type": kind, "Content-Length": str(len(body))}
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        self.writer.write(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body)
        await self.writer.drain()
        return self.reader, self.writer


async def _head(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    pairs = (line.split(": ", 1) for line in lines if line)
    return int(first.split()[1]), {name.lower(): value for name, value in pairs}


async def _body(reader: asyncio.StreamReader, headers: Mapping[str, str]) -> bytes:
    if headers.get("transfer-encoding") != "chunked":
        return await reader.readexactly(int(headers.get("content-length", 0)))
    parts = []
    while size := int(await reader.readline(), 16):
        parts.append(await reader.readexactly(size))
        await reader.readline()
    await reader.readline()
    return b"".join(parts)
