"""Coming in by a one-time link: the first administrator, and whoever an administrator invites. No known passwords."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accord.access import shipped
from accord.access.models import Membership
from accord.accounts.models import User
from accord.administration.models import Welcome
from accord.history.models import Actor, Door
from accord.kit.errors import RuleBroken

ADMINISTRATOR = "administrator"


def has_administrator() -> bool:
    return Membership.objects.live().filter(role__code=ADMINISTRATOR, person__is_active=True).exists()


def console_link() -> str:
    """The path of the one-time link, or "" where somebody administers already."""
    return "" if has_administrator() else reverse("welcome", args=[Welcome.objects.issue()])


def welcome(invitation: Welcome, *, name: str, username: str, email: str, password: str) -> User:
    """Make the first administrator; the second to arrive with the same link is told so."""
    first, _space, last = name.strip().partition(" ")
    with transaction.atomic():
        if has_administrator() or not invitation.use():
            raise RuleBroken(_("This link has been used."))
        by = Actor.house(Door.CONSOLE)
        person = User.objects.add(by=by, username=username, email=email, first_name=first, last_name=last)
        person.set_new_password(password, by=by)
        shipped.give(person.pk, ADMINISTRATOR, by=by)
    return person


def accept(invitation: Welcome, *, password: str) -> User:
    """The person whom the link is for chooses a password; a link works once, and not for a closed account."""
    person = invitation.person
    assert person is not None
    with transaction.atomic():
        if not (person.is_active and person.is_live and invitation.use()):
            raise RuleBroken(_("This link has been used."))
        person.set_new_password(password, by=person.acting())
    return person
