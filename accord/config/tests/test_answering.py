"""How the web process answers: in a few threads of its own."""

import asyncio
import threading

from asgiref.testing import ApplicationCommunicator
from django.http import HttpResponse
from django.urls import path

from accord.config.asgi import THREADS, Handler
from accord.web.static_files import StaticFiles

SCOPE = {"type": "http", "method": "GET", "query_string": b"", "headers": [(b"host", b"localhost")]}
at_work: list[str] = []
most: list[int] = []
gate = threading.Event()


def work(request):
    at_work.append(threading.current_thread().name)
    most.append(len(at_work))
    if len(at_work) == THREADS:
        gate.set()  # as many as there may be are at work at once
    gate.wait(20)
    at_work.pop()
    return HttpResponse(threading.current_thread().name)


urlpatterns = [path("work/", work)]


async def asked(handler: Handler, address: str) -> tuple[int, str]:
    visitor = ApplicationCommunicator(handler, SCOPE | {"path": address})
    await visitor.send_input({"type": "http.request"})
    start = await visitor.receive_output(30)
    body = b""
    while True:
        part = await visitor.receive_output(30)
        body += part.get("body", b"")
        if not part.get("more_body"):
            await visitor.wait()
            return start["status"], body.decode()


def test_no_more_requests_are_worked_on_at_once_than_there_are_threads(settings):
    settings.ROOT_URLCONF, settings.MIDDLEWARE = __name__, ["django.middleware.security.SecurityMiddleware"]
    settings.ALLOWED_HOSTS = ["localhost"]

    async def crowd():
        handler = Handler()
        return await asyncio.gather(*(asked(handler, "/work/") for _person in range(THREADS * 2)))

    answers = asyncio.run(crowd())

    assert {status for status, _text in answers} == {200}
    assert len({name for _status, name in answers}) <= THREADS
    assert max(most) == THREADS


def test_a_static_file_is_answered_without_going_further():
    async def file():
        return await asked(Handler(), "/static/web/icon.svg")

    status, text = asyncio.run(file())

    assert status == 200
    assert "<svg" in text


def test_whatever_is_no_file_goes_on_in_the_same_thread(rf):
    seen = []
    middleware = StaticFiles(lambda request: seen.append(threading.current_thread()) or HttpResponse("further"))

    answer = middleware(rf.get("/deals/"))

    assert answer.content == b"further"
    assert seen == [threading.current_thread()]
