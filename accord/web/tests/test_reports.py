"""Browsers report what the content policy refused; anybody may post there, so it believes and writes little."""

import json

import pytest
from django.conf import settings
from django.test import RequestFactory

from accord.web import views


@pytest.fixture(autouse=True)
def _quiet():
    views._heard.clear()
    yield
    views._heard.clear()


def reported(body):
    return views.csp_report(RequestFactory().post("/csp-report/", body, content_type="application/csp-report"))


def report(**words):
    return json.dumps({"csp-report": words})


def test_a_broken_policy_is_written_down(caplog):
    answer = reported(report(**{"violated-directive": "script-src", "blocked-uri": "https://evil.example/x?secret=1"}))

    assert answer.status_code == 204
    assert "'script-src' 'https://evil.example/x'" in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize("body", ["", "[]", "null", '{"csp-report": 7}', "\xff", '{"csp-report": null}'])
def test_nonsense_is_no_error(body, caplog):
    assert reported(body).status_code == 204
    assert "cannot be read" in caplog.text


def test_nobody_writes_lines_of_their_own_into_the_log(caplog):
    reported(report(**{"blocked-uri": "x\nERROR forged"}))

    assert "\nERROR forged" not in caplog.records[0].getMessage()


def test_a_long_report_is_not_read(caplog):
    assert reported("x" * (views.LONGEST_REPORT + 1)).status_code == 204
    assert caplog.text == ""


def test_a_flood_is_written_a_few_times_only(caplog):
    for _ in range(50):
        reported(report())

    assert len(caplog.records) == views.MOST_IN_A_MINUTE


def test_the_policy_sends_reports_here():
    assert settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["report-uri"] == ["/csp-report/"]
