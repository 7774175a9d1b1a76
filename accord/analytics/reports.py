"""Which reports there are, in the order people meet them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Report:
    """`name` is the name of its address and of its page in the manual."""

    name: str
    title: str | Promise
    about: str | Promise


INCOME = Report("income", _("Income"), _("What has come in, what is expected, and how the months compare."))
FUNNEL = Report(
    "funnel", _("Sales funnel"), _("Of the deals closed in a year: how far they got and where they were lost.")
)

REPORTS = (INCOME, FUNNEL)
