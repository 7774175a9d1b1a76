"""Who keeps people and departments. `access` lies above, so the compiled column is read here by its word."""

from django.utils.translation import gettext_lazy as _

from accord.history.models import Actor
from accord.kit.errors import NotAllowed


def require_administrator(by: Actor) -> None:
    """Raise NotAllowed unless the actor administers people, or is the house itself."""
    compiled = getattr(by.person, "compiled", {})
    if by.asks_for_rights and "administer" not in compiled.get("specials", []):
        raise NotAllowed(_("Only administrators may change this."))
