"""Without signing in one gets through no address of the product, save the few that are meant for everybody."""

import re
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

# What is meant for people without an account, and why.
PUBLIC = {
    r"^healthz$": "monitors ask whether the product lives",
    r"^accounts/": "signing in, a forgotten password, the first administrator",
    r"^first/": "the one-time link of the first administrator",
    r"^forms?/": "web forms for customers",
    r"^(x/)?(add-request|contact-form)/": "the addresses of older forms on customers' sites",
    r"^static/": "styles and scripts hold no data",
    r"^(robots\.txt|favicon\.ico|manifest\.webmanifest|csp-report)": "browsers ask before anybody signs in",
    r"^i18n/": "the language of the sign-in page",
}
CONVERTERS = {"int": "1", "uuid": "6b1b4ffb-7d0b-4a2b-9d38-0d2a43f6fd10"}
CLOSED = {302, 401, 403, 404, 405}


def addresses(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern).lstrip("^")
        if isinstance(entry, URLPattern):
            yield filled(route)
        else:
            yield from addresses(entry, route)


def filled(route: str) -> str:
    """An address that the route matches."""
    route = re.sub(r"<(?:(\w+):)?\w+>", lambda match: CONVERTERS.get(match[1] or "str", "x"), route)
    return re.sub(r"\(\?P<\w+>.*?\)", "x", route).rstrip("$")


def closed_addresses() -> list[str]:
    every = sorted(set(addresses(get_resolver())))
    return [address for address in every if not any(re.match(public, address) for public in PUBLIC)]


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_address_answers_a_stranger(client, method):
    answers = {address: getattr(client, method)(f"/{address}") for address in closed_addresses()}

    assert len(answers) > 20
    open_ = {address: answer.status_code for address, answer in answers.items() if answer.status_code not in CLOSED}
    assert open_ == {}


@pytest.mark.django_db
def test_a_stranger_is_sent_to_the_sign_in_page_only(client):
    answers = [client.get(f"/{address}") for address in closed_addresses()]

    ways = {answer.headers["Location"].split("?")[0] for answer in answers if answer.status_code == 302}

    assert ways == {"/accounts/login/"}
