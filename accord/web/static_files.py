"""Static files, without a loop: every other request goes on in the thread that it came in."""

from collections.abc import Callable

from asgiref.sync import async_to_sync
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from servestatic.middleware import ServeStaticMiddleware


class StaticFiles:
    """ServeStatic's middleware is for a loop only, and would send each request there and back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.static = ServeStaticMiddleware(_no_further)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path, known = request.path_info, self.static
        file = known.find_file(path) if known.autorefresh else known.files.get(path)
        return self.get_response(request) if file is None else async_to_sync(known.aserve)(file, request)


async def _no_further(request: HttpRequest) -> HttpResponseBase:
    raise AssertionError(request.path)
