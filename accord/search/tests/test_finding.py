"""A record is found by a few letters of what people know about it."""

import pytest

from accord.search.query import has_words, search


def titles(person, text, **more):
    return [hit.title for hit in search(person, text, **more).hits]


@pytest.mark.parametrize("text", ["harbour", "harb cran", "CRANE harb", "retrofit", "  crane  ", "hárbour"])
def test_all_typed_words_are_found_however_unfinished(office, text):
    crane = office.crane

    assert crane.name in titles(office.anna, text)


@pytest.mark.parametrize("text", ["harbour bridge", "rbour", "zzzzzz"])
def test_what_lacks_a_word_is_not_found(office, text):
    crane = office.crane

    assert crane.name not in titles(office.anna, text, kinds=["deal"])


@pytest.mark.parametrize(
    "text", ["", "   ", "!?", "'", '"', "*", "a OR b", ") (", "NEAR(", "\x00", "\ud800", "':*", "&|"]
)
def test_nothing_typed_finds_nothing_and_breaks_nothing(office, text):
    crane = office.crane

    assert crane.name not in titles(office.anna, text)


@pytest.mark.parametrize(
    "text", ["rudi@acme.example", "rudi@acme", "acme.example", "49 40 123456", "+4940123456", "123456"]
)
def test_a_contact_is_found_by_mail_and_telephone(office, text):
    rudi = office.rudi

    assert str(rudi) in titles(office.anna, text, kinds=["contact"])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Александр Невский GmbH", "alexandr nevsk"),
        ("Александр Невский GmbH", "невский"),
        ("Müller & Söhne", "muller sohne"),
        ("Şişli Çelik A.Ş.", "sisli celik"),
        ("Łódź Stal", "lodz"),
        ("شركة النور", "النور"),
        ("Сергей Йода", "сергей йода"),
    ],
)
def test_names_are_found_in_any_letters(office, name, text):
    office.company(name)

    assert name in titles(office.anna, text)


@pytest.mark.parametrize(
    "text", ["harbuor crane", "harbour crnae", "habour", "retroift", "hrabour", "harbour craen retrofit", "retrofitt"]
)
def test_a_typo_is_forgiven(office, text):
    crane = office.crane

    assert crane.name in titles(office.anna, text, kinds=["deal"])


def test_a_typo_in_a_long_name_is_forgiven_before_it_is_typed_out(office):
    office.company("Hafenbetriebe Nord")

    assert titles(office.anna, "hafnbetr") == ["Hafenbetriebe Nord"]


def test_the_whole_title_comes_first_and_then_the_newest(office):
    for name in ("Maria", "Maria Stein", "Maria Holz"):
        office.company(name)

    assert titles(office.anna, "maria") == ["Maria", "Maria Holz", "Maria Stein"]


def test_an_exact_title_is_found_among_any_number_of_newer_ones(office):
    office.company("Nordlicht")
    for number in range(8):
        office.company(f"Nordlicht {number}")

    assert titles(office.anna, "nordlicht", limit=3)[0] == "Nordlicht"


def test_no_type_crowds_out_another(office):
    office.company("Bergmann AG")
    for number in range(6):
        office.deal(f"Bergmann order {number}")

    found = search(office.anna, "bergmann", limit=4)

    assert [hit.kind for hit in found.hits].count("deal") == 4
    assert "Bergmann AG" in [hit.title for hit in found.hits]


def test_a_changed_name_is_found_and_the_old_one_no_more(office):
    office.acme.change("changed", by=office.anna.acting(), name="Zenith Dock")

    assert titles(office.anna, "zenith") == ["Zenith Dock"]
    assert titles(office.anna, "acme", kinds=["company"]) == []


def test_the_trash_is_never_found(office):
    office.crane.discard(by=office.dora.acting())

    assert titles(office.anna, "harbour", kinds=["deal"]) == []


def test_what_comes_back_from_the_trash_is_found_again(office):
    office.crane.discard(by=office.dora.acting())
    office.crane.restore(by=office.dora.acting())

    assert titles(office.anna, "harbour", kinds=["deal"]) == [office.crane.name]


@pytest.mark.parametrize("line", ["ID{pk}", "id {pk}", "Deal {pk}", "deals {pk}"])
def test_an_id_names_a_record(office, line):
    crane = office.crane

    found = search(office.anna, line.format(pk=crane.pk))

    assert crane.name in [hit.title for hit in found.exact]


def test_a_type_and_a_number_name_one_record_of_that_type(office):
    crane = office.crane

    assert search(office.anna, f"deal {crane.pk}").opens.title == crane.name


@pytest.mark.parametrize("line", ["ticket:{ticket}", "ticket {ticket}", "Ticket: {ticket}", "{ticket}"])
def test_a_ticket_names_its_request(office, line):
    request = office.web_request

    found = search(office.olga, line.format(ticket=request.ticket))

    assert [(hit.kind, hit.record_id) for hit in found.exact] == [("inquiry", request.pk)]


def test_a_ticket_one_may_not_see_names_nothing(office):
    request = office.web_request

    assert search(office.zoe, f"ticket:{request.ticket}").hits == []


def test_a_list_searches_with_the_same_words(office):
    office.company("Harbour Bank")
    deals = type(office.crane).objects.visible_to(office.anna)

    assert list(deals.filter(has_words("pk", office.anna, "deal", "harb cran"))) == [office.crane]
    assert list(deals.filter(has_words("pk", office.anna, "deal", f"ID{office.crane.pk}"))) == [office.crane]
    assert not deals.filter(has_words("pk", office.anna, "deal", "???")).exists()
