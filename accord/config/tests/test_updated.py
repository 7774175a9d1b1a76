"""Serving a database whose tables a newer version brought up to date by hand."""

from accord.accounts.models import User
from accord.config import first_run


def test_people_carry_what_the_new_version_reads_of_them(office, monkeypatch, capsys, django_assert_num_queries):
    monkeypatch.setattr(first_run, "keep_a_write_ahead_log", lambda: None)  # not within the transaction of a test
    before = {name: value for name, value in office.anna.compiled.items() if name != "switches"}
    User.objects.filter(pk=office.anna.pk).derive(compiled=before)

    assert first_run.main(["--demo", "never", "--keep-tables"]) == 0

    anna = User.objects.get(pk=office.anna.pk)
    with django_assert_num_queries(0):
        assert anna.day_format == ""
