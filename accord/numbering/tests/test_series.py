import threading

import pytest
from django.db import connection, transaction

from accord.numbering.models import Series


def take(key: str = "invoice-1", year: int = 2026) -> int:
    with transaction.atomic():
        return Series.objects.take(key, year)


@pytest.mark.django_db
def test_numbers_of_a_series_follow_each_other_and_begin_anew_each_year():
    assert [take(), take(), take(), take(year=2027), take("invoice-2")] == [1, 2, 3, 1, 1]


@pytest.mark.django_db(transaction=True)
def test_a_number_that_was_not_used_was_not_taken():
    take()
    with transaction.atomic():
        Series.objects.take("invoice-1", 2026)
        transaction.set_rollback(True)

    assert take() == 2


@pytest.mark.django_db(transaction=True)
def test_a_number_outside_of_a_transaction_is_refused():
    with pytest.raises(RuntimeError):
        Series.objects.take("invoice-1", 2026)


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_get_fifty_numbers_without_a_gap_although_every_fifth_fails():
    got: list[int] = []
    start = threading.Barrier(50)

    def ask(number: int) -> None:
        start.wait()
        try:
            with transaction.atomic():
                taken = Series.objects.take("invoice-1", 2026)
                if number % 5 == 0:
                    raise ZeroDivisionError
            got.append(taken)
        except ZeroDivisionError:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(got) == list(range(1, 41))
