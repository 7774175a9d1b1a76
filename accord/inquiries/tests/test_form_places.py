"""Country and city of a request by the network that it came from, where the house keeps a file of that."""

import pytest
from django.test import Client

from accord.dictionaries.models import Source
from accord.inquiries import geography
from accord.inquiries.models import Inquiry
from accord.inquiries.tests import maxmind

LYON = {"country": {"iso_code": "FR"}, "city": {"names": {"en": "Lyon"}}}
THERE, ELSEWHERE = "203.0.113.77", "198.51.100.3"


@pytest.fixture
def source(office) -> Source:
    return Source.objects.add(by=office.house, name="Quote", department=office.north, form_open=True)


@pytest.fixture
def geo_file(settings, tmp_path):
    settings.ACCORD_GEO_FILE = tmp_path / "geo.mmdb"
    geography._reader.cache_clear()
    yield settings.ACCORD_GEO_FILE
    geography._reader.cache_clear()


def ask(source, address, **more):
    given = {"name": "Rudi", "email": "rudi@unknown.example", "subject": f"From {address}", **more}
    answer = Client(REMOTE_ADDR=address).post(f"/form/{source.form_key}/", given)
    assert answer.status_code == 302
    asked = Inquiry.objects.order_by("-pk")[0]
    return asked.country, asked.city


@pytest.mark.covers("DC-111")
def test_a_request_that_says_no_place_gets_that_of_its_network(source, geo_file, office, client):
    maxmind.write(geo_file, "203.0.113.0/24", LYON)

    there = ask(source, THERE)
    client.force_login(office.anna)
    page = client.get(Inquiry.objects.get().get_absolute_url()).content.decode()
    elsewhere = ask(source, ELSEWHERE)

    assert there == ("FR", "Lyon")
    assert "Lyon, France" in page
    assert elsewhere == ("DE", "")


def test_what_the_customer_says_counts_more_than_the_network(source, geo_file):
    maxmind.write(geo_file, "203.0.113.0/24", LYON)

    assert ask(source, THERE, country="Spain") == ("ES", "")
    assert ask(source, THERE, country="France") == ("FR", "Lyon")
    assert ask(source, THERE, city="Nice") == ("FR", "Nice")


@pytest.mark.parametrize("content", [None, b"", b"this is no database", maxmind.MARK])
def test_without_a_file_that_can_be_read_the_place_is_that_of_the_department(source, geo_file, content):
    if content is not None:
        geo_file.write_bytes(content)

    assert ask(source, THERE) == ("DE", "")


@pytest.mark.parametrize("place", [{}, {"country": {}}, {"country": {"iso_code": "??"}}, {"country": "FR"}])
def test_a_file_that_says_nonsense_says_nothing(source, geo_file, place):
    maxmind.write(geo_file, "203.0.113.0/24", place)

    assert ask(source, THERE) == ("DE", "")


def test_a_new_file_is_read_without_a_restart(source, geo_file):
    ask(source, THERE)
    maxmind.write(geo_file, "203.0.113.0/24", LYON)

    assert ask(source, THERE, message="again") == ("FR", "Lyon")
