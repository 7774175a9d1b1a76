"""Who keeps people and departments. `access` lies above, so the compiled column is read here by its word."""

from django.utils.translation import gettext_lazy as _

from accord.history.models import Actor
from accord.kit.errors import NotAllowed


def administers(person: object) -> bool:
    return "administer" in getattr(person, "compiled", {}).get("specials", [])


def require_administrator(by: Actor) -> None:
    """Raise NotAllowed unless the actor administers people, or is the house itself."""
    if by.asks_for_rights and not administers(by.person):
        raise NotAllowed(_("Only administrators may change this."))
