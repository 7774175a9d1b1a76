"""What every answer says about itself."""

import pytest
from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory

from accord.web.headers import SecurityHeaders
from accord.web.measure import ServerTiming


def answered(view=lambda request: HttpResponse()):
    return SecurityHeaders(view)(RequestFactory().get("/"))


def test_a_page_is_kept_by_nobody_and_used_by_nobody_else():
    answer = answered()

    assert answer["Cache-Control"] == "no-store"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "camera=()" in answer["Permissions-Policy"]
    assert {"HX-Request", "Cookie"} <= set(answer["Vary"].split(", "))


def test_a_view_that_decides_for_itself_is_left_alone():
    answer = answered(lambda request: HttpResponse(headers={"Cache-Control": "public, max-age=60"}))

    assert answer["Cache-Control"] == "public, max-age=60"
    assert "Vary" not in answer


def test_the_content_policy_allows_this_site_and_nothing_else():
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]

    assert policy["default-src"] == ["'none'"]
    assert policy["frame-ancestors"] == ["'none'"]
    assert not [word for words in policy.values() for word in words if "unsafe" in str(word) or "http" in str(word)]


def test_measuring_counts_the_queries_of_the_answer(settings, db):
    settings.ACCORD_MEASURE = True

    def view(request):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.execute("SELECT 2")
        return HttpResponse()

    answer = ServerTiming(view)(RequestFactory().get("/"))

    assert 'queries;dur=2;desc="count"' in answer["Server-Timing"]
    assert answer["Server-Timing"].startswith("total;dur=")
    assert not connection.execute_wrappers


def test_nothing_is_measured_unless_asked(settings):
    settings.ACCORD_MEASURE = False

    with pytest.raises(MiddlewareNotUsed):
        ServerTiming(lambda request: HttpResponse())
