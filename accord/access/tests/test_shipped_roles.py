"""The roles that are there after the installation, each met on its pages."""

import pytest
from django.test import Client

from accord.access.models import Grant, Role
from accord.accounts.models import User

SECTIONS = ("/companies/", "/contacts/", "/requests/", "/deals/", "/payments/")


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


def status(person, record, door=""):
    return client_of(person).get(f"{record.get_absolute_url()}{door}").status_code


def fresh(record):
    return type(record).objects.get(pk=record.pk)


def hire(office, name, **fields):
    """Ada fills in the form of a new colleague."""
    form = {"first_name": name, "username": name.lower(), "time_zone": "UTC", "new_password": "a phrase that is long"}
    answer = client_of(office.ada).post("/settings/people/new/", form | fields)
    assert answer.status_code == 302, answer.content.decode()
    return User.objects.get(username=name.lower())


def role(code):
    """The number of a shipped role, as the boxes of the form send it."""
    return Role.objects.get(code=code).pk


def named(page, *records):
    """Which of these stand in the list, each by its link."""
    text = page.content.decode()
    return [f">{record}</a>" in text for record in records]


@pytest.mark.covers("DC-006")
@pytest.mark.parametrize(
    ("who", "sections"),
    [
        ("anna", set(SECTIONS)),
        ("olga", set(SECTIONS) - {"/payments/"}),
        ("alba", {"/companies/", "/deals/", "/payments/"}),
        ("erik", set(SECTIONS)),
        ("sven", set()),
    ],
)
def test_the_roles_decide_which_sections_somebody_meets(office, who, sections):
    menu = client_of(getattr(office, who)).get("/").content.decode().split("</nav>", 1)[0]

    assert {section for section in SECTIONS if f'href="{section}"' in menu} == sections


@pytest.mark.covers("DC-012")
def test_whoever_is_hired_is_a_co_worker_without_anybody_choosing_that(office):
    nina = hire(office, "Nina")

    offered = client_of(office.ada).get(f"/settings/people/{nina.pk}/").content.decode()
    assert nina.compiled["roles"] == ["co_worker"]
    assert "Co-worker" not in offered
    assert client_of(nina).get("/").status_code == 200


@pytest.mark.covers("DC-012")
def test_what_co_workers_may_do_everybody_may(office):
    nina = hire(office, "Nina", department=office.north.pk)
    before = client_of(nina).get(office.acme.get_absolute_url()).status_code

    Grant.objects.add(
        by=office.ada.acting(), role_id=role("co_worker"), type="company", right="view", reach="department"
    )

    assert (before, status(nina, office.acme), status(office.sven, office.acme)) == (404, 200, 200)
    assert status(nina, office.solar) == 404


@pytest.mark.covers("DC-013", "CK-004")
def test_a_sales_manager_takes_a_deal_to_work_and_then_does_everything_with_it(office):
    boris = client_of(office.boris)
    deal = office.deal("From outside", amount=1000)
    deal.change("freed", by=office.house, owner=None)
    url = f"/deals/{deal.pk}/"

    boris.post(f"{url}take/")
    boris.post(f"{url}move/", {"stage": office.stage("Decision").pk})
    boris.post(f"{url}field/name/", {"name": "Rings for Kiel", "version": fresh(deal).version})
    boris.post(f"{url}win/", {"reason": office.signed.pk, "closed_on": "2026-11-01"})

    deal = fresh(deal)
    assert (deal.owner, deal.name, deal.is_won) == (office.boris, "Rings for Kiel", True)
    assert boris.post(f"{url}delete/").status_code == 302
    assert not fresh(deal).is_live
    assert boris.post(f"/deals/{office.crane.pk}/delete/").status_code == 403


@pytest.mark.covers("CK-010", "CK-011")
@pytest.mark.parametrize(
    ("code", "name", "owner_of_all"),
    [("sales_manager", "Sales manager", False), ("commercial_director", "Commercial director", True)],
)
def test_an_administrator_puts_people_into_the_roles_that_are_there_from_the_start(office, code, name, owner_of_all):
    listed = client_of(office.ada).get("/settings/roles/").content.decode()
    assert name in listed

    nina = hire(office, "Nina", department=office.north.pk, roles=[role(code)])

    assert client_of(nina).get("/deals/new/").status_code == 200
    assert (status(nina, office.pumps, "edit/") == 200) is owner_of_all
    assert name in client_of(office.ada).get("/settings/people/").content.decode()


@pytest.mark.covers("CK-006")
def test_the_commercial_director_sees_every_deal_and_decides_on_it(office):
    dora = client_of(office.dora)
    crane, pumps = office.crane, office.pumps

    assert named(dora.get("/deals/?all=1"), crane, pumps) == [True, True]
    dora.post(f"/deals/{crane.pk}/win/", {"reason": office.signed.pk, "closed_on": "2026-11-01"})
    dora.post(f"/deals/{pumps.pk}/lose/", {"reason": office.too_dear.pk, "closed_on": "2026-11-01"})
    assert (fresh(crane).is_won, fresh(pumps).is_lost) == (True, True)


@pytest.mark.covers("CK-022")
def test_the_director_keeps_the_workspace_and_the_sellers_use_it(office):
    assert client_of(office.dora).get("/directories/industry/new/").status_code == 200
    assert client_of(office.anna).get("/directories/industry/new/").status_code == 404
    assert [client_of(office.anna).get(section).status_code for section in SECTIONS] == [200] * 5


@pytest.mark.covers("DC-014")
def test_an_operator_keeps_the_requests_of_the_department_whoever_has_them(office):
    mine, theirs = office.inquiry("Rings"), office.inquiry("Pumps", department=office.south)
    mine.take(by=office.anna.acting())
    olga = client_of(office.olga)

    assert named(olga.get("/requests/?all=1"), mine, theirs) == [True, False]
    olga.post(f"/requests/{mine.pk}/irrelevant/")
    assert fresh(mine).status == "irrelevant"
    assert olga.get(f"/deals/{office.crane.pk}/edit/").status_code == 200
    assert olga.post(f"/deals/{office.crane.pk}/delete/").status_code == 403
    assert olga.get(office.advance.get_absolute_url()).status_code == 404


@pytest.mark.covers("DC-015")
def test_a_super_operator_serves_several_departments_and_requests_of_none(office):
    both = [office.north.pk, office.south.pk]
    rita = hire(office, "Rita", departments=both, roles=[role("super_operator")])
    requests = [office.inquiry("Rings"), office.inquiry("Pumps", department=office.south)]
    requests.append(office.inquiry("From nowhere", department=None))
    companies = [office.acme, office.solar]

    page = client_of(rita).get("/requests/?all=1")

    assert named(page, *requests) == [True, True, True]
    assert named(client_of(rita).get("/companies/?all=1"), *companies) == [True, True]
    for request in requests:
        assert client_of(rita).post(f"/requests/{request.pk}/irrelevant/").status_code == 302
    assert {fresh(request).status for request in requests} == {"irrelevant"}


@pytest.mark.broad
@pytest.mark.covers("DC-016")
def test_an_executive_sees_everything_and_changes_a_little_of_deals(office):
    erik = client_of(office.erik)
    records = [office.acme, office.solar, office.crane, office.pumps, office.advance, office.web_request, office.rudi]

    assert {status(office.erik, record) for record in records} == {200}
    others = [record for record in records if record.kind != "deal"]
    assert {status(office.erik, record, "edit/") for record in others} == {403}
    assert erik.get(f"/deals/{office.crane.pk}/edit/").status_code == 200
    assert erik.post(f"/deals/{office.crane.pk}/delete/").status_code == 403


@pytest.mark.covers("DC-212")
def test_the_form_of_a_deal_offers_executives_four_fields_and_takes_no_other(office):
    erik, url = client_of(office.erik), f"/deals/{office.crane.pk}/edit/"
    step = {"next_step": "Show me the offer", "next_step_on": "2097-03-01", "important": "on"}

    form = erik.get(url).context["form"]
    sent = {"version": office.crane.version, "name": "Mine now", "amount": "1", "co_owner": office.boris.pk}
    answer = erik.post(url, step | sent)

    deal = fresh(office.crane)
    assert set(form.fields) - form.own_names == {"important", "next_step", "next_step_on", "co_owner"}
    assert answer.status_code == 302
    assert (deal.important, deal.next_step, str(deal.next_step_on)) == (True, "Show me the offer", "2097-03-01")
    assert deal.co_owner == office.boris
    assert (deal.name, deal.amount) == ("Harbour crane retrofit", office.crane.amount)


@pytest.mark.covers("DC-313")
@pytest.mark.parametrize(
    ("who", "answer"),
    [("erik", 200), ("anna", 200), ("dora", 200), ("carla", 200), ("ada", 200), ("olga", 404), ("sven", 404)],
)
def test_executives_managers_and_administrators_see_analytics_from_the_start(office, who, answer):
    client = client_of(getattr(office, who))

    home = client.get("/").content.decode()

    assert ('href="/analytics/"' in home) is (answer == 200)
    assert {client.get(f"/analytics/{report}/").status_code for report in ("income", "funnel")} == {answer}


@pytest.mark.covers("DC-017")
def test_an_accountant_keeps_the_payments_of_all_departments_and_reads_the_income(office):
    theirs = office.payment(office.pumps, "1000")
    payments, alba = [office.advance, theirs], client_of(office.alba)

    assert named(alba.get("/payments/?all=1"), *payments) == [True, True]
    assert {status(office.alba, payment, "edit/") for payment in payments} == {200}
    assert {status(office.alba, deal) for deal in (office.crane, office.pumps)} == {200}
    assert {status(office.alba, deal, "edit/") for deal in (office.crane, office.pumps)} == {403}
    alba.post(f"/payments/{theirs.pk}/pay/", {"amount": "1000", "paid_on": "2026-11-02"})
    assert fresh(theirs).status == "paid"
    assert alba.get("/analytics/income/").status_code == 200
    assert alba.get("/directories/rate/new/").status_code == 200
    assert alba.get("/directories/industry/new/").status_code == 404


@pytest.mark.broad
@pytest.mark.covers("DC-020", "CK-012")
@pytest.mark.parametrize(("who", "settings"), [("carla", 404), ("ada", 200)])
def test_administrators_change_every_record_and_only_one_of_them_keeps_people(office, who, settings):
    person = getattr(office, who)
    records = [office.acme, office.solar, office.rudi, office.crane, office.pumps, office.advance, office.web_request]

    assert {status(person, record, "edit/") for record in records} == {200}
    assert {status(person, record, "delete/") for record in records} == {200}
    assert client_of(person).get("/directories/industry/new/").status_code == 200
    assert client_of(person).get("/settings/people/").status_code == settings


@pytest.mark.covers("DC-096")
@pytest.mark.parametrize(
    ("who", "answer"),
    [("anna", 403), ("boris", 403), ("erik", 403), ("zoe", 404), ("olga", 302), ("carla", 302), ("ada", 302)],
)
def test_requests_are_deleted_by_operators_and_administrators(office, who, answer):
    asked = office.inquiry("Rings")
    asked.take(by=office.anna.acting())

    assert client_of(getattr(office, who)).post(f"/requests/{asked.pk}/delete/").status_code == answer
    assert fresh(asked).is_live is (answer != 302)
