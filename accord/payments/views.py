"""The verbs of a payment."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accord.records.asking import verb

pay = verb("payment", "pay", _("The payment is recorded."))
plan = verb("payment", "plan", _("The payment is planned."))
confirm = verb("payment", "confirm", _("The payment is confirmed."))
cancel = verb("payment", "cancel", _("The payment is cancelled."))
reopen = verb("payment", "reopen", _("The payment is open again."))
