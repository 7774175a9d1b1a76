"""Olga's morning: ten requests of all kinds, one after the other, by the pages and the keyboard."""

import re
import urllib.request
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from accord.contacts.models import Contact
from accord.deals.models import Deal
from accord.dictionaries.models import BannedName, Source, StopPhrase
from accord.inquiries.models import Inquiry
from accord.leads.models import Lead

STRANGER = {"name": "Xaver Unterberger", "email": "xaver@unknown.example", "country": "Germany"}
SENT = {
    "A known contact": {"name": "Rudi Hakimi", "email": "rudi@acme.example"},
    "A known company": {"name": "Petra Vogel", "email": "petra@gmail.com", "company": "ACME Harbour"},
    "Nobody we know": STRANGER,
    "The same once more": STRANGER,
    "Buy our followers": {"name": "Lea", "email": "lea@unknown.example"},
    "A public address": {"name": "Ola Kos", "email": "ola@gmail.com", "company": "Kos Lifte", "country": "Germany"},
    "How do I oil it?": {"name": "Ingo", "email": "ingo@unknown.example"},
    "Casino bonus": {"name": "Bot", "email": "bot@unknown.example"},
    "Our leaflet": {"name": "Max", "email": "max@unknown.example", "company": "Megaspam Ltd"},
}  # fmt: skip
PENDING = [subject for subject in SENT if subject not in ("Casino bonus", "Our leaflet")]


@pytest.fixture
def inbox(live, office):
    """What the night has brought to the form of the north."""
    assert office.rudi
    StopPhrase.objects.add(by=office.house, name="casino bonus")
    BannedName.objects.add(by=office.house, name="Megaspam")
    form = Source.objects.add(by=office.house, name="Web", department=office.north, form_open=True)
    for subject, given in SENT.items():
        send(f"{live}/en/add-request/", given | {"subject": subject, "leadsource_token": form.form_key})


def send(url, given):
    """As the site of the company posts it, without a browser."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url, urlencode(given).encode(), timeout=30) as answer:
        assert answer.status == 200


def asked(subject):
    return Inquiry.objects.get(subject=subject)


def open_deal(page, *, making=None):
    if making is not None:
        page.get_by_label("Also add the company and the contact").set_checked(making)
    page.get_by_role("button", name="Open it and go to the next request").click()


def decide(page, name):
    """Decide, see that it is decided, and take the next one without the mouse."""
    here = page.url
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.locator(".badge--attention")).to_have_count(0)
    page.keyboard.press("n")
    expect(page).not_to_have_url(here)


def confirm_and_open(page):
    page.get_by_role("button", name="Confirm match").click()
    expect(page.get_by_role("button", name="Confirm match")).to_have_count(0)
    open_deal(page)


def mark_duplicate(page):
    here = page.url
    page.get_by_role("link", name="Duplicate", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Duplicate").click()
    expect(page.locator(".badge--attention")).to_have_count(0)
    page.keyboard.press("n")
    expect(page).not_to_have_url(here)


WORK = {
    "A known contact": confirm_and_open,
    "A known company": confirm_and_open,
    "Nobody we know": lambda page: open_deal(page, making=False),
    "The same once more": mark_duplicate,
    "Buy our followers": lambda page: decide(page, "Irrelevant"),
    "A public address": lambda page: open_deal(page, making=True),
    "How do I oil it?": lambda page: decide(page, "Close case"),
}


def work_through(page):
    """Whatever comes next, until nothing waits."""
    page.goto("/requests/")
    page.get_by_role("link", name=PENDING[-1]).first.click()
    for subject in reversed(PENDING):
        expect(page.get_by_role("heading", level=1, name=subject)).to_be_visible()
        WORK[subject](page)
    expect(page).to_have_url(re.compile(r"/requests/(\?.*)?$"))
    expect(page.get_by_text("Nothing waits for you any more.")).to_be_visible()


def look_through_spam(page):
    page.goto("/requests/?spam_suspected=yes")
    expect(page.get_by_role("link", name="Our leaflet").first).to_be_visible()
    page.get_by_role("link", name="Casino bonus").first.click()
    expect(page.get_by_text("Contains the stop phrase “casino bonus”.")).to_be_visible()
    page.get_by_role("button", name="Not spam").click()
    expect(page.get_by_text("Put aside as suspected spam")).to_have_count(0)
    page.get_by_role("button", name="Irrelevant", exact=True).click()
    expect(page.locator(".badge--attention")).to_have_count(0)


def enter_by_hand(page, office):
    page.goto("/requests/new/")
    page.get_by_label("Request for").fill("By telephone")
    page.get_by_label("First name").fill("Bill")
    page.get_by_label("Last name").fill("Whitaker")
    page.get_by_label("Phone").fill("0049 40 765432")
    page.get_by_label("Owner", exact=True).select_option(str(office.boris.pk))
    page.get_by_role("button", name=re.compile("^Save")).first.click()
    expect(page.get_by_role("heading", level=1, name="By telephone")).to_be_visible()


def test_ten_requests_of_all_kinds_are_worked_through(office, inbox, page, sign_in):
    william = office.contact("William", "Whitaker", phone="+49 40 765432")
    sign_in(page, office.olga)

    work_through(page)
    look_through_spam(page)
    enter_by_hand(page, office)

    deals = {deal.name: deal for deal in Deal.objects.select_related("contact", "company", "lead")}
    known, company, nobody, public = (deals[name] for name in [*list(SENT)[:3], "A public address"])
    assert (known.contact, known.company, known.owner) == (office.rudi, office.acme, office.anna)
    assert (str(company.contact), company.company) == ("Petra Vogel", office.acme)
    assert (nobody.contact, nobody.company, nobody.lead) == (None, None, Lead.objects.get())
    assert (str(public.company), str(public.contact)) == ("Kos Lifte", "Ola Kos")
    assert len(deals) == 4

    decided = dict(Inquiry.objects.values_list("subject", "status"))
    assert [name for name in deals if decided[name] != "processed"] == []
    assert decided["The same once more"] == "duplicate"
    assert decided["Buy our followers"] == decided["Casino bonus"] == "irrelevant"
    assert decided["How do I oil it?"] == "closed"
    assert (asked("Our leaflet").status, asked("Our leaflet").spam_suspected) == ("pending", True)
    by_hand = asked("By telephone")
    assert (by_hand.contact, by_hand.owner, by_hand.status) == (william, office.boris, "pending")
    assert Contact.objects.filter(last_name="Bot").count() == 0
