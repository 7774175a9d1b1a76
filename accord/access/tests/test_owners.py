"""Owner, co-owner, watcher: people who have to do with one record."""

import pytest
from django.test import Client


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


def fresh(record):
    return type(record).objects.get(pk=record.pk)


def send(person, record, **values):
    """Open the record's form, change these fields, send it."""
    client, url = client_of(person), f"{record.get_absolute_url()}edit/"
    form = client.get(url).context["form"]
    kept = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in (kept | values).items() if value not in (None, "", False)}
    answer = client.post(url, sent)
    assert answer.status_code == 302, answer.context["form"].errors
    record.refresh_from_db()


def answers(person, record):
    """What they get at the page, at the form and at the question before deleting."""
    client, url = client_of(person), record.get_absolute_url()
    return [client.get(f"{url}{door}").status_code for door in ("", "edit/", "delete/")]


@pytest.mark.covers("DC-027")
def test_who_is_named_co_owner_has_the_owners_rights_and_loses_them_with_the_name(office):
    record = office.crane
    before = answers(office.zoe, record)

    send(office.anna, record, co_owner=office.zoe.pk)
    during = answers(office.zoe, record), answers(office.anna, record)
    send(office.zoe, record, name="Together", co_owner="")

    assert before == [404] * 3
    assert during == ([200] * 3, [200] * 3)
    assert fresh(record).name == "Together"
    assert answers(office.zoe, record) == [404] * 3


@pytest.mark.covers("DC-027")
def test_who_hands_a_record_over_keeps_no_more_than_a_colleague(office):
    send(office.anna, office.acme, owner=office.boris.pk)

    assert answers(office.anna, office.acme) == [200, 403, 403]
    assert answers(office.boris, office.acme) == [200] * 3


@pytest.mark.covers("CK-144")
def test_who_is_named_as_a_watcher_of_a_deal_reads_it_and_nothing_else(office):
    deal, other = office.crane, office.deal("Not for Sven")
    assert answers(office.sven, deal) == [404] * 3

    send(office.anna, deal, watchers=[office.sven.pk])

    page = client_of(office.sven).get("/deals/?all=1").content.decode()
    assert answers(office.sven, deal) == [200, 403, 403]
    assert answers(office.sven, other) == [404] * 3
    assert f">{deal}</a>" in page
    assert f">{other}</a>" not in page
    send(office.anna, deal, watchers=[])
    assert answers(office.sven, deal) == [404] * 3


def test_rights_on_a_payment_are_those_on_its_deal(office):
    payment = office.advance
    office.crane.change("shared", by=office.house, co_owner=office.zoe, watchers=[office.sven.pk])

    found = {name: answers(getattr(office, name), payment) for name in ("anna", "zoe", "boris", "sven", "dora", "olga")}

    own, read, nothing = [200] * 3, [200, 403, 403], [404] * 3
    assert found == {"anna": own, "zoe": own, "boris": read, "sven": read, "dora": own, "olga": nothing}


@pytest.mark.covers("CK-016")
@pytest.mark.parametrize("end", ["paid", "cancelled"])
def test_a_payment_that_is_paid_or_cancelled_is_only_read_by_those_who_sell(office, end):
    payment, anna = office.advance, client_of(office.anna)
    url = payment.get_absolute_url()
    verb, given = {
        "paid": ("pay", {"amount": "48600", "paid_on": "2026-11-01"}),
        "cancelled": ("cancel", {"comment": "They withdrew."}),
    }[end]
    assert answers(office.anna, payment) == [200] * 3

    anna.post(f"{url}{verb}/", given)

    assert fresh(payment).status == end
    assert answers(office.anna, payment) == [200, 403, 403]
    assert anna.post(f"{url}reopen/").status_code == 403
    assert answers(office.alba, payment)[:2] == [200, 200]
    assert answers(office.dora, payment) == [200] * 3
    client_of(office.dora).post(f"{url}reopen/")
    assert answers(office.anna, payment) == [200] * 3
