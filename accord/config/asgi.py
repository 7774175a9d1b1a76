"""The entry for uvicorn."""

import gc
import os
from concurrent.futures import ThreadPoolExecutor

import django
from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.db import close_old_connections
from django.http import HttpRequest
from django.http.response import HttpResponseBase

THREADS = 8
"""Requests that are worked on at once. They share one processor: whoever writes keeps the others from writing for as
long as all of them calculate, so those who come later wait outside, and hold nothing.
"""


class Handler(ASGIHandler):
    """Answers a request in one thread, from the first middleware to the last.

    Django's own would go back and forth between the loop and a thread of each request for every middleware.
    """

    def __init__(self) -> None:
        self.load_middleware(is_async=False)
        self.answering = sync_to_async(
            self._answered, thread_sensitive=False, executor=ThreadPoolExecutor(THREADS, thread_name_prefix="answering")
        )
        gc.freeze()  # what is loaded now stays: looking through it for garbage took up to a third of a page's time

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        return await self.answering(request)

    def _answered(self, request: HttpRequest) -> HttpResponseBase:
        try:
            return self.get_response(request)
        finally:
            close_old_connections()


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accord.config.settings")
django.setup(set_prefix=False)

application = Handler()
