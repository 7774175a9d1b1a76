"""Every clock in the product."""

from datetime import tzinfo
from zoneinfo import ZoneInfo

from accord.jobs.clocks import Every
from accord.jobs.jobs import tidy_queue
from accord.notifications.jobs import forget_read_notices
from accord.preferences import switches

RECURRING = [
    Every("day 03:30", tidy_queue),
    Every("day 03:40", forget_read_notices),
]


def zone() -> tzinfo:
    """The clocks run where the company is."""
    return ZoneInfo(switches.load().company_time_zone)
