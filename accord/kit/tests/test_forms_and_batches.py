import time
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction

from accord.kit.batches import in_batches
from accord.kit.cursors import read_cursor, sign_cursor
from accord.kit.errors import AccordError, Conflict, NotAllowed, NotConfigured, OutsideTrouble, RuleBroken
from accord.kit.fields import CleanCharField, CleanTextField, SortKeyField


def test_text_that_is_too_long_is_refused_with_its_length_and_not_cut():
    with pytest.raises(ValidationError, match=r"80 characters \(it has 81\)"):
        CleanCharField(max_length=80).clean("x" * 81)
    with pytest.raises(ValidationError):
        CleanTextField().clean("x" * 100_001)


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800", "a\u202eb"])
def test_a_form_refuses_what_a_database_would_refuse(text):
    for field in (CleanCharField(max_length=80), CleanTextField()):
        with pytest.raises(ValidationError):
            field.clean(text)


def test_a_line_stays_a_line_and_a_text_a_text():
    assert CleanTextField().clean("a\r\nb") == "a\nb"
    with pytest.raises(ValidationError):
        CleanCharField().clean("a\nb")


def test_a_cursor_comes_back_with_its_types():
    values = [Decimal("1.5000"), date(2026, 1, 1), datetime(2026, 1, 1, 12, tzinfo=UTC), None, "é", 3, True]

    assert read_cursor(sign_cursor(values)) == values


@pytest.mark.parametrize("word", ["", "x", "x:y:z", "\x00", "WzFd:1abc:def"])
def test_a_cursor_of_somebody_else_begins_at_the_first_row(word):
    assert read_cursor(word) is None


def test_a_cursor_that_was_tampered_with_is_not_ours():
    word = sign_cursor([1, 2])

    assert read_cursor("X" + word[1:]) is None


@pytest.mark.django_db
def test_batches_hold_everything_once_and_in_order():
    assert list(in_batches(range(450))) == [list(range(200)), list(range(200, 400)), list(range(400, 450))]
    assert list(in_batches([])) == []


@pytest.mark.django_db(transaction=True)
def test_there_is_a_breath_between_batches_on_sqlite_and_never_inside_a_transaction(monkeypatch):
    pauses: list[float] = []
    monkeypatch.setattr(time, "sleep", pauses.append)

    list(in_batches(range(400)))
    with transaction.atomic():
        list(in_batches(range(400)))

    assert pauses == ([0.01, 0.01] if connection.vendor == "sqlite" else [])


def test_a_stored_sort_key_is_compared_byte_by_byte_on_both_databases():
    parameters = SortKeyField().db_parameters(connection)

    assert parameters["collation"] == ("C" if connection.vendor == "postgresql" else None)


def test_each_error_says_a_sentence_and_what_it_concerns():
    broken = RuleBroken("No.", fields={"stage": "Closed."})
    conflict = Conflict(differs={"stage": ("won", "lost")})

    assert (str(broken), broken.fields) == ("No.", {"stage": "Closed."})
    assert conflict.differs == {"stage": ("won", "lost")}
    assert "changed" in str(conflict)


def test_the_tree_of_errors_is_as_drawn():
    assert issubclass(Conflict, RuleBroken)
    assert issubclass(NotAllowed, PermissionDenied)
    assert all(issubclass(each, AccordError) for each in (RuleBroken, NotAllowed, NotConfigured, OutsideTrouble))
