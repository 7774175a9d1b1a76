"""Says in `Server-Timing` what an answer cost, so that anybody can measure from outside (`ACCORD_MEASURE=1`)."""

from collections.abc import Callable
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import connection
from django.http import HttpRequest, HttpResponseBase
from django.utils.deprecation import MiddlewareMixin


class Meter:
    """Counts the queries of one request and their time, as a wrapper around the database's `execute`."""

    def __init__(self) -> None:
        self.started = perf_counter()
        self.queries = 0
        self.database = 0.0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        begun = perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.queries += 1
            self.database += perf_counter() - begun

    def __str__(self) -> str:
        total = (perf_counter() - self.started) * 1000
        return f'total;dur={total:.1f}, db;dur={self.database * 1000:.1f}, queries;dur={self.queries};desc="count"'


class ServerTiming(MiddlewareMixin):
    """The outermost middleware, so that session and person are counted too; absent unless measuring is on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not getattr(settings, "ACCORD_MEASURE", False):
            raise MiddlewareNotUsed
        super().__init__(get_response)

    def process_request(self, request: HttpRequest) -> None:
        meter = Meter()
        request._meter = meter  # type: ignore[attr-defined]
        connection.execute_wrappers.append(meter)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        meter: Meter = request._meter  # type: ignore[attr-defined]
        if meter in connection.execute_wrappers:
            connection.execute_wrappers.remove(meter)
        response.headers["Server-Timing"] = str(meter)
        return response
