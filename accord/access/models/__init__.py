from accord.access import compiling
from accord.access.models.owned import Owned, OwnedQuerySet
from accord.access.models.participants import Participant, Participants
from accord.access.models.roles import Grant, Membership, Role

__all__ = ["Grant", "Membership", "Owned", "OwnedQuerySet", "Participant", "Participants", "Role", "compiling"]
