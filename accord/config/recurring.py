"""Every clock in the product."""

from datetime import tzinfo

from accord.analytics.jobs import take_income_snapshots
from accord.files.jobs import sweep_files
from accord.inquiries.jobs import forget_form_posts, receive_left_behind
from accord.jobs import Every
from accord.jobs.jobs import renew_statistics, tidy_queue
from accord.notifications.jobs import forget_read_notices
from accord.payments.jobs import mark_overdue_payments
from accord.preferences import switches
from accord.records.jobs import empty_trash

RECURRING = [
    Every("5 minutes", receive_left_behind),
    Every("day 00:05", mark_overdue_payments),
    Every("last 23:00", take_income_snapshots),
    Every("day 03:10", sweep_files),
    Every("day 03:20", empty_trash),
    Every("day 03:30", tidy_queue),
    Every("day 03:40", forget_read_notices),
    Every("day 03:50", forget_form_posts),
    Every("day 04:00", renew_statistics),
]


def zone() -> tzinfo:
    """The clocks run where the company is."""
    return switches.load().zone
