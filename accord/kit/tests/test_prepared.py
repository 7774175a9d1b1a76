"""Questions whose words are kept: they are asked with the values of the day, and answer as the query would."""

from accord.kit.prepared import STAND_INS, Prepared


def test_a_kept_question_answers_as_the_query_it_was_made_from(office, django_assert_num_queries):
    deals = type(office.crane).objects
    owned = Prepared(deals.filter(owner=STAND_INS[0]).select_related("owner", "stage__group", "company"))
    asked = deals.select_related("owner", "stage__group", "company")

    for person in (office.anna, office.zoe):
        with django_assert_num_queries(1):
            found = owned.ask(person.pk)
            names = [(deal.owner.username, str(deal.stage), str(deal.company)) for deal in found]

        assert found == list(asked.filter(owner=person))
        assert all(name == person.username for name, _stage, _company in names)


def test_a_value_stands_wherever_its_stand_in_stood(office):
    first, second = STAND_INS[:2]
    people = type(office.anna).objects
    either = Prepared(people.filter(pk__in=[first, second]).exclude(manager=first).order_by("pk"))

    assert either.ask(office.boris.pk, office.anna.pk) == sorted([office.anna, office.boris], key=lambda p: p.pk)
