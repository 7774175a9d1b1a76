"""What tests do cheaply, an installation does dearly."""

from django.conf import settings
from django.contrib.auth.hashers import get_hasher
from django.test import Client

from tests.thrift import DEAR


def test_a_password_costs_in_an_installation_what_argon2_asks_for():
    """OWASP asks for 19 MiB and two rounds at least."""
    assert settings.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    assert DEAR["memory_cost"] >= 19 * 1024
    assert DEAR["time_cost"] >= 2
    assert get_hasher().memory_cost < DEAR["memory_cost"]


def test_what_one_client_loaded_serves_the_next_until_a_setting_changes(settings, db):
    first, second, third = Client(), Client(), Client()

    for client in (first, second):
        client.get("/accounts/login/")
    settings.ACCORD_MEASURE = True
    measured = third.get("/accounts/login/")

    assert first.handler._middleware_chain is second.handler._middleware_chain
    assert third.handler._middleware_chain is not first.handler._middleware_chain
    assert "Server-Timing" in measured.headers


def test_clients_serve_files_too(db):
    answer = Client().get("/static/web/icon.svg")

    assert answer.status_code == 200
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_context_of_a_page_and_of_a_part_that_is_the_answer_are_kept(office, client):
    client.force_login(office.anna)

    page = client.get("/deals/")
    part = client.get("/deals/", headers={"HX-Request": "true"})

    assert page.context["page"].pages.record.kind == "deal"
    assert part.context["page"].pages.record.kind == "deal"
