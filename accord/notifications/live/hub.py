"""One per web process: reads what happened once, and hands it to the streams of those it concerns.

It holds no connection of the ORM: a look takes one and gives it back, and a stream never has any.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from django.db import DatabaseError, connections
from django.db.models import Count
from django.utils import timezone

from accord.accounts.models import Session, User
from accord.notifications.live import news
from accord.notifications.live.bells import bell
from accord.notifications.live.news import Message
from accord.notifications.models import COUNTED_TO, Notification

log = logging.getLogger("accord.live")
T = TypeVar("T")

LOOK_AT_LEAST_EVERY = 2.0
PAUSE = 0.1
MOST_WAITING = 2000


@dataclass(eq=False)
class Stream:
    """One open tab. `rights` are those it was opened with; None in the queue ends it.

    `unread` is None until the opening of the stream has said the first count itself.
    """

    person: int
    session: str
    rights: Mapping[str, Any]
    queue: asyncio.Queue[Message | None] = field(default_factory=asyncio.Queue)
    unread: int | None = None
    is_open: bool = True

    def put(self, message: Message) -> None:
        """A tab that reads too slowly is cut: it comes back and says where it was."""
        if self.queue.qsize() > MOST_WAITING:
            self.cut()
        else:
            self.queue.put_nowait(message)

    def cut(self) -> None:
        if self.is_open:
            self.is_open = False
            self.queue.put_nowait(None)


@dataclass
class Look:
    """What one look at the database found, for the streams that were open then."""

    streams: Sequence[Stream] = ()
    people: Mapping[int, User] = field(default_factory=dict)
    sessions: set[str] = field(default_factory=set)
    unread: Mapping[int, int] = field(default_factory=dict)
    messages: Mapping[int, list[Message]] = field(default_factory=dict)


class Hub:
    def __init__(self) -> None:
        self.streams: set[Stream] = set()
        self.reader: news.Reader | None = None
        self.task: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def joined(self, stream: Stream) -> AsyncIterator[None]:
        """The first stream starts the hub, the last one to leave stops it."""
        if self.reader is None:
            self.reader = await in_thread(news.Reader)
        self.streams.add(stream)
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self._run())
            self.task.add_done_callback(self._ended)
        try:
            yield
        finally:
            self.streams.discard(stream)
            if not self.streams and self.task is not None:
                self.task.cancel()
                self.task = self.reader = None

    async def _run(self) -> None:
        async with bell() as rings:
            while True:
                if not (self.reader and self.reader.is_behind):
                    await rings.wait(LOOK_AT_LEAST_EVERY)
                try:
                    self.deliver(await in_thread(self.look))
                except DatabaseError:
                    log.exception("The live stream could not read what happened and tries again.")
                await asyncio.sleep(PAUSE)

    def _ended(self, task: asyncio.Task[None]) -> None:
        """Nobody listens to a hub that died of a defect: its streams come back to a fresh one."""
        if not task.cancelled() and task.exception() is not None:
            log.error("The live stream broke.", exc_info=task.exception())
            for stream in list(self.streams):
                stream.cut()

    def look(self) -> Look:
        """Everything in a handful of queries, whatever the number of streams."""
        assert self.reader is not None
        events = self.reader.read()
        streams = list(self.streams)  # after the reading: who joins later was there for none of it
        people = User.objects.active().in_bulk({stream.person for stream in streams})
        keys = {stream.session for stream in streams}
        kept = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
        return Look(
            streams=streams,
            people=people,
            sessions=set(kept.values_list("session_key", flat=True)),
            unread=unread(people),
            messages=news.messages(events, people),
        )

    def deliver(self, found: Look) -> None:
        """Cut whoever has left, been signed out or has other rights now; tell the others."""
        for stream in found.streams:
            person = found.people.get(stream.person)
            if person is None or stream.session not in found.sessions or person.compiled != stream.rights:
                stream.cut()
                continue
            for message in found.messages.get(stream.person, ()):
                stream.put(message)
            count = found.unread.get(stream.person, 0)
            if stream.unread not in {None, count}:
                stream.unread = count
                stream.put(Message("notice", {"unread": count}))


def unread(people: Iterable[int]) -> dict[int, int]:
    """Unread notices of each, counted as far as the bell shows."""
    rows = Notification.objects.unread().filter(person__in=people).order_by().values_list("person")
    return {person: min(count, COUNTED_TO) for person, count in rows.annotate(count=Count("pk"))}


HUBS: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub() -> Hub:
    """The one of this process (of its event loop)."""
    return HUBS.setdefault(asyncio.get_running_loop(), Hub())


async def in_thread(work: Callable[[], T]) -> T:
    """Let the ORM work beside the loop, with a connection that is given back at once."""

    def run() -> T:
        try:
            return work()
        finally:
            with suppress(DatabaseError):
                connections.close_all()

    return await asyncio.to_thread(run)
