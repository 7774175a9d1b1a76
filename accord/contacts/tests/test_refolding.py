"""What the migration does to a house that kept its names in the old way."""

from importlib import import_module

from django.apps import apps

from accord.contacts.models import Identity


def test_names_kept_in_the_old_way_are_found_again(office):
    rudi = office.rudi
    Identity.objects.filter(kind="contact", record_id=rudi.pk, what="name").update(key="old way")
    Identity.objects.filter(kind="company", record_id=office.acme.pk, what="name").update(key="acme harbour")

    for _twice in range(2):
        import_module("accord.contacts.migrations.0006_fold_names").fold_names(apps, None)

    assert set(Identity.objects.filter(what="name").values_list("kind", "key")) == {
        ("contact", "rudi hakimi"),
        ("company", "acmeharbour"),
    }
    assert office.inquiry("Brakes", company_name="ACME-Harbour").company == office.acme


def test_two_companies_that_only_the_legal_form_told_apart_both_stay(office):
    first = office.company("Nordtec", country="PL")
    Identity.objects.filter(record_id=first.pk, what="company").update(key="PL:nordtec sp z oo")
    second = office.company("Nordtec Sp. z o.o.", country="PL")

    import_module("accord.contacts.migrations.0006_fold_names").fold_names(apps, None)

    rows = Identity.objects.filter(kind="company", what="company", key="PL:nordtec").order_by("exclusive")
    assert [(row.record_id, row.exclusive) for row in rows] == [(first.pk, False), (second.pk, True)]
