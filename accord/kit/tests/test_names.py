"""Names as people write them, of one person and of two."""

import pytest

from accord.kit.company_names import company_fold
from accord.kit.names import Likeness, likeness, person_fold
from accord.kit.text import person_name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bill Whitaker", "William Whitaker"),
        ("Rob Vogel", "Robert Vogel"),
        ("Саша Петров", "Александр Петров"),
        ("Sergei Schtscherbakov", "Сергей Щербаков"),
        ("Yuri Yakovlev", "Юрий Яковлев"),
        ("Jurij Jakowlew", "Юрий Яковлев"),
        ("Hans Mueller", "Johannes Müller"),
        ("Hakimi Rudi", "Rudi Hakimi"),
        ("Dr. Rudi Karl Hakimi", "Rudi Hakimi"),
        ("Петров Иван Сергеевич", "Ivan Petrov"),
        ("R. Hakimi", "Rudi Hakimi"),
        ("Rudi Hakmi", "Rudi Hakimi"),
        ("Rudi Haikmi", "Rudi Hakimi"),
        ("Trev Ashworth", "Trevor Ashworth"),
        ("Maria Garcia", "Maria Garcia-Lopez"),
        ("Sean O'Connor", "Sean OConnor"),
    ],
)
def test_one_person_however_the_name_is_written(one, other):
    assert likeness(person_name(one), person_name(other)) is Likeness.SAME
    assert likeness(person_name(other), person_name(one)) is Likeness.SAME


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ivan Petrov", "Pavel Petrov"),
        ("Daniel Weber", "Daniela Weber"),
        ("Paul Weber", "Paula Weber"),
        ("Maria Rossi", "Marta Rossi"),
        ("Petra Vogel", "Rudi Hakimi"),
        ("Rudi Vogel", "Rudi Hakimi"),
        ("Petra", "Rudi Hakimi"),
        ("Ян Ли", "Ян Лю"),
    ],
)
def test_two_people_however_close_their_names_are(one, other):
    assert likeness(person_name(one), person_name(other)) is Likeness.OTHER
    assert likeness(person_name(other), person_name(one)) is Likeness.OTHER


def test_one_name_may_be_anybody_who_bears_it_and_no_name_says_nothing():
    assert likeness(person_name("Rudi"), person_name("Rudi Hakimi")) is Likeness.PART
    assert likeness(person_name("Hakimi"), person_name("Rudi Hakimi")) is Likeness.PART
    assert likeness(person_name(""), person_name("Rudi Hakimi")) is Likeness.UNSAID


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sky-Net GmbH", "skynet"),
        ("ООО «Ромашка Трейд»", "Romashka Treyd"),
        ("Nordtec Foods Sp. z o.o.", "NORDTEC FOODS"),
        ("Nordtec Foods sp. z o. o.", "Nordtec Foods sp.k."),
        ("Marks & Spencer PLC", "Marks and Spencer"),
    ],
)
def test_one_company_however_its_name_is_written(one, other):
    assert company_fold(one) == company_fold(other) != ""


def test_a_name_in_letters_that_nobody_can_read_is_still_a_name():
    assert company_fold("株式会社") != ""
    assert person_fold("Rudi", "") == ""
