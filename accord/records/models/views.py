"""Saved views of lists and the records one opened last; both private to a person."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accord.history.models import Actor, Changeable, ChangeableQuerySet
from accord.kit.errors import NotAllowed


class SavedView(Changeable):
    """A list as somebody likes it: the query string holds filters, sort, columns and layout."""

    kind = "view"

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="views"
    )
    type = models.CharField(_("type"), max_length=40)
    name = models.CharField(_("name"), max_length=80)
    query = models.TextField(_("filters, sort and columns"), blank=True)
    pinned = models.BooleanField(_("pinned in the navigation"), default=False)
    is_default = models.BooleanField(_("opens first"), default=False)

    objects: ClassVar[ChangeableQuerySet["SavedView"]] = ChangeableQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["person", "type"])]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "type", "name"],
                condition=models.Q(deleted_at=None),
                name="view_name_once",
                violation_error_message=_("You already have a view of this name."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def check_writable(self, by: Actor, fields: frozenset[str]) -> None:
        if by.asks_for_rights and self.person_id != by.person_id:
            raise NotAllowed(_("This view belongs to somebody else."))


class Visit(models.Model):
    """The last time a person opened a record; written when the page reports itself read, never by a GET."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="visits")
    kind = models.CharField(_("type"), max_length=40)
    record_id = models.BigIntegerField(_("ID"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("visit")
        constraints = [models.UniqueConstraint(fields=["person", "kind", "record_id"], name="visit_once")]
        indexes = [models.Index(fields=["person", "-at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id}"
