"""The bell of PostgreSQL: one connection per web process that listens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg
from django.db import connection

CHANNEL = "accord_live"
WANTED = {"dbname", "user", "password", "host", "port", "sslmode", "sslrootcert", "sslcert", "sslkey"}


class PostgresBell:
    def __init__(self) -> None:
        self.line: psycopg.AsyncConnection[tuple[object, ...]] | None = None

    async def wait(self, seconds: float) -> None:
        """A broken line counts as a ring and is laid anew; so does a new one, which heard nothing until it was laid."""
        try:
            if self.line is None:
                self.line = await _connect()
                return
            async for _ring in self.line.notifies(timeout=seconds, stop_after=1):
                pass
        except psycopg.OperationalError:
            await self.close()
            await asyncio.sleep(1)

    async def close(self) -> None:
        if self.line is not None:
            await self.line.close()
            self.line = None


@asynccontextmanager
async def postgres_bell() -> AsyncIterator[PostgresBell]:
    one = PostgresBell()
    try:
        yield one
    finally:
        await one.close()


async def _connect() -> psycopg.AsyncConnection[tuple[object, ...]]:
    parameters = {name: value for name, value in connection.get_connection_params().items() if name in WANTED}
    line = await psycopg.AsyncConnection.connect(**parameters, autocommit=True, application_name="accord live")
    await line.execute(f"LISTEN {CHANNEL}")
    return line
