"""One event stream: what happens, to one tab of one person."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

from asgiref.sync import sync_to_async
from django.db import connections
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from accord.accounts.models import User
from accord.kit.numbers import LARGEST_ID, as_number
from accord.notifications.live import news
from accord.notifications.live.hub import Hub, Stream, hub, in_thread, unread
from accord.notifications.live.news import Message

STILL_HERE_EVERY = 15.0
LAST_SECOND = 32_503_680_000  # of the year 2999


async def live(request: HttpRequest) -> HttpResponseBase:
    """Server-sent events `changed`, `gone` and `notice`. One that comes back says its last event, a new one says when
    its page was made.
    """
    person = request.user
    if request.method != "GET" or not isinstance(person, User):
        return HttpResponse(status=403)
    last = as_number(request.headers.get("Last-Event-ID") or request.GET.get("since", ""), most=LARGEST_ID)
    made = _moment(request.GET.get("at", ""))
    stream = Stream(person.pk, str(request.session.session_key), person.compiled)
    lines = _lines(stream, last, made)
    response = StreamingHttpResponse(lines, content_type="text/event-stream")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _moment(text: str) -> datetime | None:
    """Seconds of the century, as the page was given them."""
    number = as_number(text[:11], most=LARGEST_ID)
    return None if number is None else datetime.fromtimestamp(min(number, LAST_SECOND), UTC)


async def _lines(stream: Stream, last: int | None, made: datetime | None) -> AsyncIterator[str]:
    await sync_to_async(connections.close_all)()  # the stream outlives its request by hours, the connection must not
    centre = hub()
    async with centre.joined(stream):
        start, counts = await in_thread(lambda: (news.newest(), unread([stream.person])))
        stream.unread = counts.get(stream.person, 0)
        yield f"id: {start}\n{Message('notice', {'unread': stream.unread})}"
        for message in await in_thread(lambda: _missed(centre, stream, last, made)):
            yield str(message)
        while True:
            try:
                message_or_end = await asyncio.wait_for(stream.queue.get(), STILL_HERE_EVERY)
            except TimeoutError:
                yield ": still here\n\n"
                continue
            if message_or_end is None:
                return
            yield str(message_or_end)


def _missed(centre: Hub, stream: Stream, last: int | None, made: datetime | None) -> list[news.Message]:
    assert centre.reader is not None
    if last is not None:
        events = centre.reader.missed_since(last)
    elif made is not None:
        events = news.since(made)
    else:
        return []
    people = User.objects.active().in_bulk([stream.person])
    return news.messages(events, people).get(stream.person, [])
