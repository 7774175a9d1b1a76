"""Links between any two records: set by hand, seen on both, told in both histories, taken back."""

import pytest
from django.db import IntegrityError, transaction

from accord.history.models.changeable import writing
from accord.kit.errors import NotAllowed, RuleBroken
from accord.records.models import Link
from accord.records.models.links import columns_of, in_order
from accord.records.relink import relink

HTMX = {"HX-Request": "true"}


@pytest.fixture
def anna(office, client):
    client.force_login(office.anna)
    return client


def tied(office, one, other, by=None, note=""):
    return Link.objects.tie(one, other, by=(by or office.anna).acting(), note=note)


def names_on(client, record):
    return client.get(f"{record.get_absolute_url()}links/", headers=HTMX).text


@pytest.mark.covers("CK-177")
def test_any_two_records_are_linked_by_hand_and_each_shows_the_other(office, anna):
    lead = office.mira

    answer = anna.post(f"/deals/{office.crane.pk}/link/?type=lead", {"to": lead.pk, "note": "Same harbour"})

    assert answer.status_code == 302
    assert str(lead) in names_on(anna, office.crane)
    assert "Same harbour" in names_on(anna, office.crane)
    assert office.crane.name in names_on(anna, lead)


def test_without_script_one_chooses_the_type_on_a_page_and_types_a_name(office, anna):
    page = anna.get(f"/deals/{office.crane.pk}/link/").text

    answer = anna.post(f"/deals/{office.crane.pk}/link/?type=contact", {"to_text": office.rudi.last_name, "to": ""})

    assert "?type=contact" in page
    assert answer.status_code == 302
    assert "Rudi Hakimi" in names_on(anna, office.crane)


def test_a_link_is_told_in_the_history_of_both_records(office, anna):
    tied(office, office.crane, office.mira)

    for record in (office.crane, office.mira):
        told = anna.get(f"{record.get_absolute_url()}history/").text

        assert "linked" in told
        assert office.crane.name in told
        assert str(office.mira) in told


def test_a_reader_of_one_side_learns_nothing_of_the_other(office, client):
    tied(office, office.crane, office.pumps, by=office.dora)
    client.force_login(office.zoe)

    shown = names_on(client, office.pumps)
    told = client.get(f"/deals/{office.pumps.pk}/history/").text

    for text in (shown, told):
        assert "Deal you cannot see" in text
        assert office.crane.name not in text


def test_the_other_side_in_the_trash_is_not_shown_and_comes_back_with_it(office, anna):
    tied(office, office.crane, office.mira)

    office.mira.discard(by=office.anna.acting())
    while_deleted = names_on(anna, office.crane)
    office.mira.restore(by=office.anna.acting())

    assert "lines__item" not in while_deleted
    assert str(office.mira) in names_on(anna, office.crane)


def test_a_link_is_taken_off_and_that_is_taken_back(office, anna):
    link = tied(office, office.crane, office.mira)

    anna.post(f"/deals/{office.crane.pk}/unlink/{link.pk}/", {"version": link.version})
    taken_off = names_on(anna, office.crane)
    anna.post(f"/undo/{link.events.last().change_set_id}/")

    assert "lines__item" not in taken_off
    assert str(office.mira) in names_on(anna, office.crane)
    assert [event.verb for event in link.events] == ["linked", "unlinked", "undone"]


def test_setting_a_link_is_taken_back_with_its_change_set(office, anna):
    link = tied(office, office.crane, office.mira)

    link.events.get().change_set.undo(by=office.anna.acting())

    assert not Link.objects.live().of(office.crane).exists()


def test_two_records_are_linked_once_and_none_with_itself(office, anna):
    tied(office, office.crane, office.mira)

    again = anna.post(f"/leads/{office.mira.pk}/link/?type=deal", {"to": office.crane.pk})
    itself = anna.post(f"/deals/{office.crane.pk}/link/?type=deal", {"to": office.crane.pk})

    assert again.status_code == itself.status_code == 422
    assert "linked already" in again.text
    with pytest.raises(RuleBroken):
        tied(office, office.crane, office.crane)


@pytest.mark.parametrize(("who", "status"), [("anna", 302), ("boris", 403), ("sven", 404), ("zoe", 404), ("dora", 302)])
def test_who_may_link_annas_deal_with_her_lead(office, client, who, status):
    office.crane.change("changed", by=office.house, watchers=[office.boris.pk])
    client.force_login(getattr(office, who))
    office.mira.change("changed", by=office.house, watchers=[office.boris.pk])

    answer = client.post(f"/deals/{office.crane.pk}/link/?type=lead", {"to": office.mira.pk})

    assert answer.status_code == status
    assert Link.objects.exists() == (status == 302)


def test_nothing_unseen_can_be_linked_to(office, anna):
    answer = anna.post(f"/deals/{office.crane.pk}/link/?type=deal", {"to": office.pumps.pk})

    assert answer.status_code == 422
    assert not Link.objects.exists()


@pytest.mark.parametrize(
    "given", [{"to": "x" * 500}, {"to": "9" * 40}, {"to": ""}, {"to": "\x00"}, {"note": "n" * 300}]
)
def test_nonsense_is_said_at_the_field(office, anna, given):
    answer = anna.post(f"/deals/{office.crane.pk}/link/?type=lead", {"to": office.mira.pk} | given)

    assert answer.status_code == 422
    assert not Link.objects.exists()


def test_links_move_with_a_merge_through_the_write_path_and_come_back_with_it(office, anna):
    duplicate = office.company("Acme Harbor")
    lonely, shared = tied(office, duplicate, office.mira), tied(office, duplicate, office.crane)
    stays = tied(office, office.acme, office.crane)
    between = tied(office, duplicate, office.acme)
    actor = office.dora.acting()

    relink(duplicate, office.acme, by=actor)

    live = set(Link.objects.live().of(office.acme).values_list("pk", flat=True))
    assert live == {lonely.pk, stays.pk}
    assert not Link.objects.live().of(duplicate).exists()
    assert [event.verb for event in shared.events] == [event.verb for event in between.events] == ["linked", "unlinked"]
    assert lonely.events.last().verb == "relinked"

    actor.ledger.change_set.undo(by=office.dora.acting())

    live = set(Link.objects.live().of(duplicate).values_list("pk", flat=True))
    assert live == {lonely.pk, shared.pk, between.pk}


def test_what_hangs_on_a_record_is_told_in_its_history(office, anna):
    from django.core.files.uploadedfile import SimpleUploadedFile

    anna.post(f"/files/on/deal/{office.crane.pk}/", {"files": [SimpleUploadedFile("offer.pdf", b"%PDF-1.7")]})

    told = anna.get(f"/deals/{office.crane.pk}/history/").text

    assert "added: <bdi>offer.pdf</bdi>" in told


def test_the_tabs_say_how_much_is_behind_them_and_only_what_the_reader_sees(office, client):
    assert office.crane.company == office.acme
    office.deal("Second crane", company=office.acme)
    office.deal("Secret crane", company=office.acme, owner=office.boris, private=True)
    client.force_login(office.anna)

    page = client.get(f"/companies/{office.acme.pk}/").text

    assert 'Deals <span class="tabs__count">2</span>' in page


def test_what_the_database_refuses_within_an_action_is_said_in_the_words_of_the_rule(office):
    """As when two requests tie the same pair at once: the look before the write saw nothing."""
    by = office.anna.acting()
    ends = columns_of(in_order((office.crane.kind, office.crane.pk), (office.acme.kind, office.acme.pk)))
    tied(office, office.crane, office.acme)

    with pytest.raises(RuleBroken, match="linked already"), writing(by):
        Link.objects.add(by=by, **ends)

    assert Link.objects.count() == 1


def test_a_refusal_is_not_told_as_one_that_was_got_over_before(office):
    """Whoever goes on after a refused pair and then may not write hears of the right, not of the pair."""
    by = office.anna.acting()
    ends = columns_of(in_order((office.crane.kind, office.crane.pk), (office.acme.kind, office.acme.pk)))
    tied(office, office.crane, office.acme)

    with pytest.raises(NotAllowed), writing(by):  # noqa: PT012 - the second act is the point
        with pytest.raises(IntegrityError), transaction.atomic():
            Link.objects.add(by=by, **ends)
        raise NotAllowed("Not yours.")
