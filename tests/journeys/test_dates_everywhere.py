"""Whoever writes days in digits reads them so on every page: no template has a way of its own."""

import re

import pytest
from django.test import Client

from accord.accounts.models import User
from accord.kit import day_formats
from tests.journeys.addresses import House, areas

MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
BY_LANGUAGE = re.compile(rf"\b\d\d? {MONTH}\b|\b{MONTH} \d\d?(?:,|\b(?!\d))|\b\d{{4}}-\d\d-\d\d\b")
MACHINES = re.compile(r"<(script|style|textarea)\b.*?</\1>|<[^>]*>", re.DOTALL)
EXAMPLES = dict(day_formats.EXAMPLES).values()
"""What one chooses from."""
TITLES = re.compile(r'title="([^"]*)"')


def test_the_guard_finds_days_that_a_language_wrote():
    for text in ("9 Nov", "9 November 2026", "Nov 9, 2026", "2026-11-09"):
        assert BY_LANGUAGE.search(f"on {text}.")
    assert not BY_LANGUAGE.search("09.11.2026, November 2026, May 2026")


@pytest.mark.broad
@pytest.mark.parametrize("area", sorted(areas().keys() - {"errors", "strangers", "directories"}))
def test_every_page_writes_days_as_the_reader_does(office, area):
    house = House(office)
    for person in User.objects.live():
        person.change("settings changed", by=person.acting(), date_format="d.m.Y", language="en")
    faults = {}

    for place in areas()[area](house):
        client = Client()
        client.force_login(User.objects.get(username=place.who))
        answer = client.post(place.address, place.post) if place.post else client.get(place.address)
        page = answer.content.decode()
        said = [*MACHINES.split(page), *TITLES.findall(page)]
        found = [text for text in said if text and text not in EXAMPLES and BY_LANGUAGE.search(text)]
        if found and not place.address.startswith("/help/"):
            faults[str(place)] = found[:3]

    assert faults == {}
