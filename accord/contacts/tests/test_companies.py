"""What makes a company one, and what happens to a second one of the same name."""

import pytest

from accord.contacts.models import Company, DuplicateRefused


@pytest.mark.covers("DC-128")
def test_a_second_company_of_the_same_name_and_country_is_refused_with_the_first_one(office):
    first = office.acme

    with pytest.raises(DuplicateRefused) as refused:
        office.company("ACME Harbour, G.m.b.H.", owner=office.boris, country="DE")

    assert refused.value.existing == first
    assert str(first.pk) in str(refused.value)
    assert Company.objects.count() == 1
