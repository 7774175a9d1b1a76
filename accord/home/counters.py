"""The counters beside the sections: red is today's, black what is older (django-crm §3.24)."""

from accord.accounts.models import User
from accord.inquiries.models import Inquiry


def counters(person: User) -> dict[str, tuple[int, int]]:
    """(today, older) by kind."""
    return {Inquiry.kind: Inquiry.objects.pending_counts(person)}
