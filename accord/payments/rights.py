"""Limits by state on payments."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accord.access.limits import Limit
from accord.access.words import Special

LIMITS = (
    Limit(
        _("A paid payment is read-only: changing it needs a right of its own."),
        when=Q(status="paid"),
        unless=Special.EDIT_PAID,
    ),
    Limit(
        _("A cancelled payment is read-only: changing it needs a right of its own."),
        when=Q(status="cancelled"),
        unless=Special.EDIT_PAID,
    ),
)
