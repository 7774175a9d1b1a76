"""The errors that Accord raises on purpose.

    AccordError
    ├── RuleBroken          a rule of the business says no; the person is told in these words        409
    │   └── Conflict        somebody was faster; carries what differs                                409
    ├── NotAllowed          seen, but not theirs to do; Django answers it as PermissionDenied        403
    ├── NotConfigured       an administrator has to set something up first                           409
    └── OutsideTrouble      a mail server, a bank, a web page failed; a job tries again later         503

Anything else that is raised is a defect and is reported as one.
"""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Message = str | Promise

SOMEBODY_WAS_FASTER = _("Somebody else changed this in the meantime.")
NOT_YOURS = _("You may not do this.")


class AccordError(Exception):
    """The root; `str()` of any of these is a sentence that may be shown to a person, in their language."""

    message: Message

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class RuleBroken(AccordError):
    """A rule of the business was broken. `fields` says which of the given values were at fault, and why."""

    def __init__(self, message: Message, *, fields: Mapping[str, Message] | None = None) -> None:
        super().__init__(message)
        self.fields: Mapping[str, Message] = dict(fields or {})


class Conflict(RuleBroken):
    """Somebody was faster. `differs` names each field with what is stored now and what was asked for."""

    def __init__(
        self,
        message: Message = SOMEBODY_WAS_FASTER,
        *,
        differs: Mapping[str, tuple[Any, Any]] | None = None,
    ) -> None:
        super().__init__(message)
        self.differs: Mapping[str, tuple[Any, Any]] = dict(differs or {})


class NotAllowed(AccordError, PermissionDenied):
    """The person may see this and may not do that with it."""

    def __init__(self, message: Message = NOT_YOURS) -> None:
        super().__init__(message)


class NotConfigured(AccordError):
    """Something that an administrator sets up is missing; the message says what and where."""


class OutsideTrouble(AccordError):
    """A system that is not ours did not answer as it should. Jobs keep trying for longer than after a defect."""
