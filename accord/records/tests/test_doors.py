"""The way to a record: its question is kept, whoever asks it is not."""

import pytest
from django.http import Http404

from accord.access.models import Membership
from accord.accounts.models import User
from accord.records.doors import visible


def sees(person, record):
    try:
        return visible(type(record), record.pk, to=person, related=("owner", "company")) == record
    except Http404:
        return False


def test_the_kept_question_knows_everybody_apart(office):
    unowned = type(office.crane).objects.add(
        by=office.house, name="Unowned", department=office.north, stage=office.crane.stage
    )
    deals = [office.crane, unowned]
    office.crane.change("changed", by=office.house, watchers=[office.sven])
    people = list(User.objects.order_by("pk"))

    answers = {(person.username, deal.pk): sees(person, deal) for deal in deals for person in people}

    for deal in deals:
        for person in people:
            there = type(deal).objects.visible_to(person).filter(pk=deal.pk).exists()
            assert answers[person.username, deal.pk] == there, person
    assert set(answers.values()) == {True, False}


def test_a_right_that_is_taken_away_counts_with_the_next_question(office):
    crane, boris = office.crane, office.boris
    assert sees(boris, crane)

    for membership in Membership.objects.live().filter(person=boris):
        membership.discard(by=office.house)
    boris.refresh_from_db()

    assert not sees(boris, crane)


def test_an_id_as_a_form_sends_it_is_understood(office):
    assert visible(type(office.crane), str(office.crane.pk), to=office.anna) == office.crane


@pytest.mark.parametrize("number", [0, -5, 2**63, 2**80, 987654])
def test_a_number_that_no_record_has_is_not_found(office, number):
    with pytest.raises(Http404):
        visible(type(office.crane), number, to=office.dora)
