"""One view answers browsers with and without script; rules become status codes in one place."""

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpResponse
from django.template import Context
from django.test import RequestFactory

from accord.kit.errors import Conflict, NotAllowed, NotConfigured, OutsideTrouble, RuleBroken
from accord.web import answers
from accord.web.templatetags.web import toasts
from accord.web.toasts import toast
from accord.web.views import not_understood

urlpatterns: list[object] = []


@pytest.fixture(autouse=True)
def _no_shell(settings):
    """The frame around pages is made above this package."""
    options = settings.TEMPLATES[0]["OPTIONS"]
    kept = [name for name in options["context_processors"] if not name.startswith("accord.")]
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"OPTIONS": options | {"context_processors": kept}}]
    settings.ROOT_URLCONF = __name__


def asked(*, htmx, **headers):
    request = RequestFactory().post("/deals/42/win/", headers=({"HX-Request": "true"} if htmx else {}) | headers)
    request._messages = CookieStorage(request)
    return request


def told(request, error):
    return answers.AnswerErrors(lambda request: HttpResponse()).process_exception(request, error)


def test_htmx_gets_the_part_and_its_toast_with_undo():
    request = asked(htmx=True)
    toast(request, "Deal won.", undo="/undo/7/")

    answer = answers.fragment(request, "web/badge.html", otherwise="/deals/42/", text="Won")

    assert answer.status_code == 200
    assert '<span class="badge">Won</span>' in answer.text
    assert '<hx-partial hx-target="#toasts"' in answer.text
    assert 'action="/undo/7/"' in answer.text


def test_a_plain_post_is_redirected_and_hears_the_toast_on_the_next_page():
    request = asked(htmx=False)
    toast(request, "Deal won.", undo="/undo/7/")

    answer = answers.fragment(request, "web/badge.html", otherwise="/deals/42/", text="Won")

    assert (answer.status_code, answer["Location"]) == (302, "/deals/42/")
    assert [(said.text, said.undo) for said in toasts(Context({"request": request}))] == [("Deal won.", "/undo/7/")]


@pytest.mark.parametrize("said", ["database is locked", "canceling statement due to lock timeout"])
def test_whoever_waited_too_long_for_a_large_piece_of_work_is_asked_to_try_again(said):
    plain, htmx = (told(asked(htmx=htmx), OperationalError(said)) for htmx in (False, True))
    interrupted = not_understood(asked(htmx=False), SessionInterrupted())

    for answer in (plain, htmx, interrupted):
        assert answer.status_code == 503
        assert "Nothing was saved" in answer.text


def test_any_other_trouble_of_the_database_stays_a_defect():
    assert told(asked(htmx=False), OperationalError("no such table: deals")) is None
    assert not_understood(asked(htmx=False), SuspiciousOperation()).status_code == 400


def test_a_refused_form_keeps_its_status_in_both_worlds():
    part = answers.invalid(asked(htmx=True), "web/badge.html", page="web/empty.html", text="x")
    page = answers.invalid(asked(htmx=False), "web/badge.html", page="web/empty.html", title="Whole page")

    assert (part.status_code, page.status_code) == (422, 422)
    assert "badge" in part.text
    assert "Whole page" in page.text


def test_another_page_is_opened_and_not_swapped_in():
    assert answers.go(asked(htmx=True), "/deals/43/")["HX-Redirect"] == "/deals/43/"
    assert answers.go(asked(htmx=False), "/deals/43/")["Location"] == "/deals/43/"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (RuleBroken("This deal is already closed."), 409),
        (Conflict("Boris was faster."), 409),
        (NotConfigured("Name a currency first."), 409),
        (OutsideTrouble("The bank does not answer."), 503),
    ],
)
@pytest.mark.parametrize("htmx", [True, False])
def test_a_rule_speaks_in_its_own_words(error, status, htmx):
    answer = told(asked(htmx=htmx), error)

    assert answer.status_code == status
    assert str(error) in answer.text


def test_a_broken_rule_changes_nothing_on_the_page():
    answer = told(asked(htmx=True), RuleBroken("This deal is already closed."))

    assert answer["HX-Reswap"] == "none"
    assert answer.text.count("hx-partial") == 2


def test_a_conflict_shows_what_differs():
    answer = told(asked(htmx=False), Conflict(differs={"Amount": ("512,000", "486,000")}))

    assert "Somebody was faster" in answer.text
    assert "512,000" in answer.text
    assert "486,000" in answer.text


@pytest.mark.parametrize(
    ("error", "status"), [(NotAllowed("Only its owner may."), 403), (PermissionDenied(), 403), (Http404(), 404)]
)
def test_htmx_is_told_in_a_plain_sentence_what_it_may_not_do(error, status):
    answer = told(asked(htmx=True), error)

    assert answer.status_code == status
    assert answer["Content-Type"].startswith("text/plain")
    assert answer.text


@pytest.mark.parametrize("error", [NotAllowed(), Http404(), ValueError("a defect")])
def test_pages_for_these_are_djangos_own(error):
    assert told(asked(htmx=False), error) is None


def test_the_way_back_stays_on_this_site():
    here = told(asked(htmx=False, Referer="http://testserver/deals/"), RuleBroken("No."))
    elsewhere = told(asked(htmx=False, Referer="https://evil.example/"), RuleBroken("No."))

    assert 'href="http://testserver/deals/"' in here.text
    assert "evil.example" not in elsewhere.text


def test_an_old_form_is_explained_and_not_accused():
    answer = answers.csrf_failure(asked(htmx=False), reason="CSRF token missing.")

    assert answer.status_code == 403
    assert "open too long" in answer.text
    assert "CSRF" not in answer.text.replace("X-CSRFToken", "")


def test_reading_the_toasts_takes_them_away():
    request = asked(htmx=True)
    toast(request, "Saved.")

    list(toasts(Context({"request": request})))

    assert get_messages(request).used
