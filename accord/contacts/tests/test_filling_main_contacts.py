"""Until the company named its main contact, each contact said so of itself: those marks move to the company."""

from importlib import import_module

from django.apps import apps

from accord.contacts.models import Company, Contact

fill = import_module("accord.contacts.migrations.0011_fill_main_contacts").fill


def test_a_mark_moves_to_the_company_and_one_in_the_trash_waits_there(office):
    first, second = office.contact("Aaron", "Able", company=office.acme), office.contact("Berta", "Best")
    second.change("changed", by=office.house, company=office.acme)
    gone = office.contact("Carl", "Gone", company=office.company("Kiel Dock"))
    for contact in (second, gone):
        Contact.objects.filter(pk=contact.pk).derive(main=True)
    second.refresh_from_db()
    gone.refresh_from_db()
    gone.discard(by=office.house)

    for _once_and_again in range(2):
        fill(apps, None)

    named = dict(Company.objects.exclude(main_contact=None).values_list("name", "main_contact"))
    assert named == {office.acme.name: second.pk, "Kiel Dock": gone.pk}
    assert set(Contact.objects.filter(main=True)) == {second, gone}
    assert first not in Contact.objects.filter(main=True)


def test_of_two_marks_the_one_in_the_trash_goes(office):
    old, new = office.contact("Aaron", "Old", company=office.acme), office.contact("Berta", "New", company=office.acme)
    old.discard(by=office.house)
    Contact.objects.filter(pk__in=[old.pk, new.pk]).derive(main=True)

    fill(apps, None)

    assert Company.objects.get(pk=office.acme.pk).main_contact == new
    assert list(Contact.objects.filter(main=True)) == [new]
