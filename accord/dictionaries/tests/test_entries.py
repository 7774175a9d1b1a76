"""Directories: what they hold on the first day, who keeps them, and how readers meet their words."""

import pytest
from django.test import Client
from django.utils import translation

from accord.dictionaries import shipped
from accord.dictionaries.models import (
    BannedName,
    ClosingReason,
    Entry,
    Industry,
    InquiryCategory,
    PublicDomain,
    Source,
    StopPhrase,
)
from accord.history.models.changeable import kinds
from accord.kit.countries import choices, country_code, country_name
from accord.kit.errors import NotAllowed, RuleBroken

DIRECTORIES = [Industry, ClosingReason, Source, InquiryCategory, PublicDomain]


@pytest.mark.covers("CK-320", "CK-321", "DC-199")
def test_the_directories_are_filled_on_the_first_day(office):
    assert Industry.objects.offered().count() == 10
    assert Source.objects.offered().count() >= 10
    assert InquiryCategory.objects.offered().count() >= 12
    assert ClosingReason.objects.filter(success=True).count() == 1
    assert ClosingReason.objects.filter(success=False).count() == 4


@pytest.mark.covers("DC-084")
def test_well_known_mail_providers_are_public_from_the_start(office):
    assert PublicDomain.objects.offered().count() >= 130
    assert PublicDomain.objects.holds("Somebody@GMAIL.com")
    assert not PublicDomain.objects.holds("rudi@acme.example")


def test_filling_again_adds_nothing_and_brings_nothing_back(office):
    gone = Industry.objects.offered()[0]
    gone.discard(by=office.dora.acting())
    before = [directory.objects.count() for directory in DIRECTORIES]

    shipped.install(by=office.house)

    assert [directory.objects.count() for directory in DIRECTORIES] == before
    assert not Industry.objects.get(pk=gone.pk).is_live


@pytest.mark.covers("DC-335")
@pytest.mark.parametrize("who", ["dora", "carla", "ada"])
def test_who_keeps_the_directories(office, who):
    entry = Industry.objects.add(by=getattr(office, who).acting(), name="Mining")

    entry.change("edited", by=getattr(office, who).acting(), name="Mines")

    assert str(entry) == "Mines"


@pytest.mark.parametrize("who", ["anna", "olga", "alba", "erik", "sven"])
def test_who_does_not(office, who):
    with pytest.raises(NotAllowed):
        Industry.objects.add(by=getattr(office, who).acting(), name="Mining")


def test_a_name_stands_once_in_a_directory_and_once_in_each_department(office):
    Industry.objects.add(by=office.house, name="Mining")
    Industry.objects.add(by=office.house, name="Mining", department=office.north)

    with pytest.raises(RuleBroken, match="already"):
        Industry.objects.add(by=office.house, name="MINING")


@pytest.mark.covers("DC-024")
def test_a_department_is_offered_its_own_words_and_those_of_everybody(office):
    ours = Industry.objects.add(by=office.house, name="Cranes", department=office.north)

    assert ours in Industry.objects.offered_in(office.north.pk)
    assert ours not in Industry.objects.offered_in(office.south.pk)
    assert Industry.objects.offered_in(office.south.pk).count() == 10


def test_a_word_that_is_switched_off_is_not_offered_and_keeps_its_place_in_old_records(office):
    entry = Industry.objects.offered()[0]

    entry.change("edited", by=office.dora.acting(), active=False)

    assert entry not in Industry.objects.offered()
    assert entry in Industry.objects.live()


def test_a_shipped_word_is_the_administrators_own_once_they_renamed_it(office):
    entry = Industry.objects.offered()[0]

    entry.change("edited", by=office.dora.acting(), name="Our own word")

    with translation.override("ru"):
        assert str(entry) == "Our own word"


def test_a_reason_that_is_not_stated_fits_won_and_lost_deals(office):
    unstated = ClosingReason.objects.get(success=None)

    assert unstated in ClosingReason.objects.for_success(True)
    assert unstated in ClosingReason.objects.for_success(False)
    assert not office.signed.fits(False)


@pytest.mark.parametrize(
    "origin", ["acme.example", "https://*.acme.example", "https://acme.example/page", "javascript:x"]
)
def test_a_site_of_a_form_is_an_origin_and_nothing_else(office, origin):
    source = Source(name="Form", origins=origin)

    with pytest.raises(Exception, match="not the address of a site"):
        source.full_clean(exclude=["created_at", "changed_at", "created_by", "changed_by", "deleted_at"])


@pytest.mark.covers("DC-118")
def test_a_new_key_closes_the_old_address_of_a_form(office):
    source = Source.objects.add(by=office.house, name="Form", department=office.north, form_open=True)
    old = source.form_key

    source.new_key(by=office.ada.acting())

    assert source.form_key != old
    assert not Source.objects.with_open_form().filter(form_key=old).exists()


def test_stop_phrases_are_found_whatever_the_case(office):
    phrase = StopPhrase.objects.add(by=office.house, name="Casino Bonus")

    assert StopPhrase.objects.found_in("big CASINO bonus!") == [phrase]
    assert StopPhrase.objects.found_in("casino") == []


@pytest.mark.covers("DC-334")
@pytest.mark.parametrize(
    ("kind", "model"), [("stop_phrase", StopPhrase), ("banned_name", BannedName), ("public_domain", PublicDomain)]
)
def test_each_list_against_spam_is_kept_on_its_own_page(office, kind, model):
    client = Client()
    client.force_login(office.dora)

    client.post(f"/directories/{kind}/new/", {"name": "Evil-Corp.example", "position": "5", "active": "on"})

    assert "evil-corp.example" in client.get(f"/directories/{kind}/").content.decode().lower()
    assert model.objects.offered().filter(name__iexact="evil-corp.example").exists()


@pytest.mark.covers("DC-151")
@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Korea", "KR"), ("Philipines", "PH"), ("USA", "US"), ("United States", "US"), ("Deutschland", "DE"),
        ("Германия", "DE"), ("czech republic", "CZ"), ("jp", "JP"), ("Côte d’Ivoire", "CI"), ("Atlantis", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_country_is_understood_as_people_write_it(written, meant):
    assert country_code(written) == meant


def test_countries_are_named_and_ordered_in_the_readers_language():
    with translation.override("ru"):
        russian = choices()

    assert country_name("DE", "ru") == "Германия"
    assert russian[0][1].startswith("А")
    assert len(russian) == len(choices())


def test_every_directory_says_what_it_is_for():
    assert all(str(model.intro) for model in kinds().values() if issubclass(model, Entry))
