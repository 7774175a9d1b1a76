"""What is done with a lead: its status by every way, its company, and the record of when work began."""

import pytest

from accord.contacts.models import Company
from accord.dictionaries.models import DisqualificationReason
from accord.leads.models import Lead, Status

HTMX = {"HX-Request": "true"}


def again(lead):
    return Lead.objects.get(pk=lead.pk)


@pytest.mark.covers("CK-098", "CK-088", "CK-089")
@pytest.mark.parametrize("status", ["nurturing", "interest", "paused", "new"])
def test_the_action_of_the_page_puts_a_lead_into_any_status(office, client, status):
    lead = office.mira
    lead.move_to(Status.INTEREST if status != "interest" else Status.NURTURING, by=office.house)
    client.force_login(office.anna)
    assert f"/leads/{lead.pk}/ask/move/" in client.get(lead.get_absolute_url()).content.decode()

    client.post(f"/leads/{lead.pk}/move/", {"status": status})

    assert again(lead).status == status


@pytest.mark.parametrize(("who", "status"), [("anna", 302), ("olga", 302), ("dora", 302), ("boris", 403), ("zoe", 404)])
def test_the_status_is_changed_by_whoever_may_change_the_lead(office, client, who, status):
    client.force_login(getattr(office, who))

    assert client.post(f"/leads/{office.mira.pk}/move/", {"status": "interest"}).status_code == status


def test_a_tick_of_the_bar_moves_and_asks_what_a_status_needs(office, client):
    client.force_login(office.anna)
    url = f"/leads/{office.mira.pk}/status/"

    moved = client.post(url, {"status": "paused"}, headers=HTMX)
    asked = client.post(url, {"status": "disqualified"}, headers=HTMX).content.decode()
    unknown = client.post(url, {"status": "sold"})

    assert moved.headers["HX-Redirect"] == f"/leads/{office.mira.pk}/"
    assert again(office.mira).status == Status.PAUSED
    assert f"/leads/{office.mira.pk}/disqualify/" in asked
    assert unknown.status_code == 404


@pytest.mark.covers("CK-077")
def test_the_board_has_all_six_statuses(office, client):
    office.lead("Being nurtured").move_to(Status.NURTURING, by=office.house)
    assert office.mira
    client.force_login(office.anna)

    page = client.get("/leads/board/?all=1").content.decode()

    for word in ("New", "Nurturing", "Interest", "Paused", "Disqualified", "Deal"):
        assert word in page
    assert "Being nurtured" in page
    assert "Terminal lighting" in page


@pytest.mark.covers("CK-099")
def test_a_card_is_dragged_to_another_status(office, client):
    client.force_login(office.anna)
    url = f"/leads/{office.mira.pk}/drop/"

    client.post(url, {"to": "interest", "version": 1}, headers=HTMX)
    asked = client.post(url, {"to": "disqualified", "version": 2}, headers=HTMX)

    assert again(office.mira).status == Status.INTEREST
    assert "Disqualification reason" in asked.content.decode()


@pytest.mark.covers("CK-100", "CK-101")
def test_rows_of_the_list_change_their_status(office, client):
    other = office.lead("Another")
    client.force_login(office.anna)
    assert "/leads/bulk/move/" in client.get("/leads/").content.decode()

    client.post(
        "/leads/bulk/move/",
        {"pick": [f"{pk}.1" for pk in (office.mira.pk, other.pk)], "confirmed": "1", "status": "interest"},
    )

    assert {again(office.mira).status, again(other).status} == {"interest"}


@pytest.mark.covers("CK-102", "CK-103", "CK-104")
def test_a_lead_is_disqualified_with_one_of_fifteen_reasons(office, client):
    client.force_login(office.anna)
    url = f"/leads/{office.mira.pk}/disqualify/"

    silent = client.post(url, {})
    form = silent.context["form"]
    client.post(url, {"reason": office.no_answer.pk})
    page = client.get(office.mira.get_absolute_url()).content.decode()

    assert silent.status_code == 422
    assert len(form.fields["reason"].queryset) == DisqualificationReason.objects.count() == 15
    assert again(office.mira).disqualification_reason == office.no_answer
    assert "Disqualified: No contact at all" in page


@pytest.mark.covers("DC-141")
def test_disqualified_leads_warn_and_are_not_counted(office, client):
    office.mira.disqualify(by=office.anna.acting(), reason=office.no_answer)
    office.lead("At work")
    client.force_login(office.anna)

    page = client.get(office.mira.get_absolute_url()).content.decode()
    listed = client.get("/leads/").content.decode()
    asked = client.get("/leads/?state=disqualified").content.decode()

    assert "Read the description before you go on." in page
    assert "Terminal lighting" not in listed
    assert "At work" in listed
    assert "Terminal lighting" in asked
    assert [lead.subject for lead in Lead.objects.live().counted()] == ["At work"]


def test_a_reopened_lead_is_where_it_was_without_its_reason(office, client):
    office.mira.move_to(Status.INTEREST, by=office.house)
    office.mira.disqualify(by=office.house, reason=office.no_answer)
    client.force_login(office.anna)

    client.post(f"/leads/{office.mira.pk}/reopen/")

    lead = again(office.mira)
    assert (lead.status, lead.disqualification_reason, lead.disqualified) == (Status.INTEREST, None, False)


@pytest.mark.covers("CK-106")
def test_when_work_began_is_kept_once(office, client):
    client.force_login(office.anna)
    url = f"/leads/{office.mira.pk}/move/"
    assert office.mira.started_at is None

    client.post(url, {"status": "nurturing"})
    began = again(office.mira).started_at
    client.post(url, {"status": "new"})
    client.post(url, {"status": "interest"})

    assert began is not None
    assert again(office.mira).started_at == began
    assert "Work began" in client.get(office.mira.get_absolute_url()).content.decode()


def test_whoever_takes_a_lead_begins_to_work_on_it(office, client):
    client.force_login(office.boris)

    client.post(f"/leads/{office.quay.pk}/take/")

    lead = again(office.quay)
    assert (lead.owner, lead.status) == (office.boris, Status.NURTURING)
    assert lead.started_at


@pytest.mark.covers("CK-107")
def test_the_company_is_made_from_the_lead_filled_in(office, client):
    client.force_login(office.anna)
    url = f"/leads/{office.mira.pk}/company/"
    assert "Create company" in client.get(office.mira.get_absolute_url()).content.decode()

    form = client.get(f"/leads/{office.mira.pk}/ask/make_company/").context["form"]
    client.post(url, {"name": form.initial["name"], "country": form.initial["country"], "city": "Gdynia"})

    company = again(office.mira).company
    assert (company.name, company.country, company.city, company.owner) == (
        "Baltic Terminals",
        "PL",
        "Gdynia",
        office.anna,
    )
    assert "Create company" not in client.get(office.mira.get_absolute_url()).content.decode()


def test_an_equal_company_is_refused_in_the_form(office, client):
    office.company("Baltic Terminals", country="PL")
    client.force_login(office.anna)

    answer = client.post(f"/leads/{office.mira.pk}/company/", {"name": "Baltic Terminals", "country": "PL"})

    assert answer.status_code == 422
    assert "This exists already: Baltic Terminals" in answer.content.decode()
    assert Company.objects.count() == 1


@pytest.mark.covers("CK-108")
def test_an_existing_company_is_chosen(office, client):
    client.force_login(office.anna)

    client.post(f"/leads/{office.mira.pk}/choose-company/", {"company": office.acme.pk})

    assert again(office.mira).company == office.acme


def test_a_form_proposes_the_company_of_that_name(office, client):
    baltic = office.company("Baltic Terminals", country="PL")
    client.force_login(office.anna)

    form = client.get(f"/leads/{office.mira.pk}/ask/choose_company/").context["form"]

    assert form.initial["company"] == baltic


@pytest.mark.parametrize(("field", "value"), [("email", "mira@baltic.example"), ("phone", "0048 (58) 555-01-01")])
def test_the_same_person_with_the_same_mail_or_phone_is_refused_with_a_link(office, client, field, value):
    existing = office.mira.get_absolute_url()
    client.force_login(office.anna)
    key = client.get("/leads/new/").context["form"].initial["key"]

    given = {"subject": "Lights again", "first_name": "Mira", "last_name": "Holt", "country": "PL", field: value}
    answer = client.post("/leads/new/", {"key": key, **given})
    page = answer.content.decode()

    assert answer.status_code == 422
    assert f"ID {office.mira.pk}" in page
    assert f'href="{existing}"' in page


def test_what_is_only_alike_is_a_hint_while_typing(office, client):
    assert office.mira
    assert office.rudi
    client.force_login(office.anna)

    same_mail = client.get("/leads/hints/", {"email": "mira@baltic.example", "first_name": "Karl"}).content.decode()
    contact = client.get("/leads/hints/", {"email": "rudi@acme.example"}).content.decode()
    company = client.get("/leads/hints/", {"company_name": "Acme Harbour"}).content.decode()

    assert "Terminal lighting" in same_mail
    assert "Rudi Hakimi" in contact
    assert "A contact already" in contact
    assert "A company already" in company
