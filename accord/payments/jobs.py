"""Clocks of payments; `config/recurring.py` says when."""

from accord.history.models import Actor
from accord.jobs import job
from accord.payments.models import Payment
from accord.preferences import switches


@job
def mark_overdue_payments() -> None:
    """What was awaited before today and has not come is overdue."""
    Payment.objects.all().mark_overdue(on=switches.load().today(), by=Actor.house())
