"""Clocks of the reports; `config/recurring.py` says when."""

from accord.access import policy
from accord.access.words import Special
from accord.accounts.models import Department, User
from accord.analytics.income import IncomeSummary
from accord.analytics.models import Snapshot
from accord.analytics.scope import DepartmentScope
from accord.history.models import Actor
from accord.jobs import job
from accord.preferences import switches


@job
def take_income_snapshots() -> None:
    """At the end of a month, the income of every department in which somebody reads it; once a day."""
    switched, by = switches.load(), Actor.house()
    today = switched.today()
    readers = policy.holders(Special.ANALYTICS, User.objects.filter(is_active=True))
    read = {pk for person in readers for pk in person.compiled.get("departments", [])}
    taken = set(Snapshot.objects.filter(day=today, taken_by=None).values_list("department", flat=True))
    for department in Department.objects.live().filter(pk__in=read - taken).order_by("pk"):
        summary = IncomeSummary(DepartmentScope(department), today, switched)
        kept = summary.figures.as_json()
        Snapshot.objects.add(
            by=by, verb="taken", day=today, currency=summary.currency, department=department, kept=kept
        )
