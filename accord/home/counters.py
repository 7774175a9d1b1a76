"""The counters beside the sections: red is today's, black what is older (django-crm §3.24)."""

from accord.accounts.models import User
from accord.inquiries.models import Inquiry
from accord.inquiries.models.waiting import COUNTED_TO, waiting_counts
from accord.records.counts import Counted


def counters(person: User) -> dict[str, tuple[Counted, Counted]]:
    """(today, older) by kind."""
    today, older = waiting_counts(person)
    return {Inquiry.kind: (Counted(today, COUNTED_TO), Counted(older, COUNTED_TO))}
