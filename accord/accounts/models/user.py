"""A person who works here."""

from __future__ import annotations

from typing import Any, ClassVar, Self
from zoneinfo import ZoneInfo, available_timezones

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accord.accounts.models.department import Department
from accord.accounts.rights import require_administrator
from accord.history.models import Actor, Changeable, ChangeableQuerySet, Door
from accord.preferences import switches


class Theme(models.TextChoices):
    AUTO = "auto", _("As the device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Density(models.TextChoices):
    COMPACT = "compact", _("Compact")
    REGULAR = "regular", _("Regular")
    ROOMY = "roomy", _("Roomy")


def check_time_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(_("This time zone is not known."))


OWN_SETTINGS = frozenset(
    {"password", "phone", "portrait", "time_zone", "language", "date_format", "theme", "density", "hidden"}
)


class UserQuerySet(ChangeableQuerySet["User"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def by_name(self) -> Self:
        return self.order_by("last_name", "first_name", "pk")

    def known_as(self, words: str) -> Self:
        """Whose name, sign-in name or e-mail address holds each of these words."""
        rows = self
        for word in words.split():
            named = models.Q(first_name__icontains=word) | models.Q(last_name__icontains=word)
            rows = rows.filter(named | models.Q(username__icontains=word) | models.Q(email__icontains=word))
        return rows

    def get_by_natural_key(self, username: str) -> User:
        return self.get(username__iexact=username)


class User(AbstractBaseUser, Changeable):
    """Signs in by name or e-mail. `compiled` holds the rights that `access` worked out from the roles."""

    kind = "person"
    secret_fields = frozenset({"password"})
    named_by = ("username", "first_name", "last_name", "portrait")

    last_login = None  # the sessions know it; a sign-in is no change of the person
    username = models.CharField(_("sign-in name"), max_length=150)
    email = models.EmailField(_("e-mail"), blank=True)
    first_name = models.CharField(_("first name"), max_length=100)
    last_name = models.CharField(_("last name"), max_length=100, blank=True)
    job_title = models.CharField(_("job title"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=60, blank=True)

    department = models.ForeignKey(
        Department, verbose_name=_("main department"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    departments = models.ManyToManyField(
        Department, verbose_name=_("further departments"), blank=True, related_name="members"
    )
    manager = models.ForeignKey(
        "self", verbose_name=_("line manager"), null=True, blank=True, on_delete=models.PROTECT, related_name="reports"
    )

    time_zone = models.CharField(_("time zone"), max_length=60, default="UTC", validators=[check_time_zone])
    language = models.CharField(_("language"), max_length=10, blank=True)
    date_format = models.CharField(_("way of writing dates"), max_length=10, blank=True)
    theme = models.CharField(_("theme"), max_length=8, choices=Theme, default=Theme.AUTO)
    density = models.CharField(_("density"), max_length=8, choices=Density, default=Density.REGULAR)

    portrait = models.CharField(_("portrait"), max_length=32, blank=True, editable=False)
    hidden = models.JSONField(_("hidden sections"), default=list, blank=True, editable=False)

    is_active = models.BooleanField(_("active"), default=True)
    is_demo = models.BooleanField(_("made by the demo company"), default=False, editable=False)
    compiled = models.JSONField(default=dict, editable=False)

    objects: ClassVar[UserQuerySet] = UserQuerySet.as_manager()  # type: ignore[assignment]

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["last_name", "first_name", "id"]
        constraints = [
            models.UniqueConstraint(
                Lower("username"),
                name="user_name_once",
                violation_error_message=_("Somebody already signs in by this name."),
            ),
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once",
                condition=~models.Q(email=""),
                violation_error_message=_("Somebody already has this e-mail address."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.username

    def get_full_name(self) -> str:
        return str(self)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def initials(self) -> str:
        return (self.first_name[:1] + self.last_name[:1]).upper() or self.username[:2].upper()

    @property
    def picture_url(self) -> str:
        """The address carries the sum of the picture, so that browsers may keep it."""
        return reverse("portrait", args=[self.portrait]) if self.portrait else ""

    @property
    def can_sign_in(self) -> bool:
        """Has a password, or is one of the invented people, who need none."""
        return self.is_demo or (bool(self.password) and self.has_usable_password())

    def acting(self, door: Door = Door.WEB) -> Actor:
        """This person as the `by=` of a verb."""
        return Actor(person=self, door=door)

    def switch(self, name: str) -> Any:
        """How a switch stands that people carry (`switches.WITH_PEOPLE`), without a query."""
        carried = self.compiled.get("switches")
        if carried is None:  # compiled before people carried any
            return getattr(switches.load(), name)
        return carried.get(name, switches.DEFAULTS[name])

    @property
    def day_format(self) -> str:
        """How days are written for this person: as they chose, or as the company does."""
        return self.date_format or str(self.switch("date_format"))

    # ── who may change a person: administrators, and everybody their own settings ──

    def check_writable(self, by: Actor, fields: frozenset[str]) -> None:
        if by.person_id != self.pk or not fields <= OWN_SETTINGS:
            require_administrator(by)

    def check_addable(self, by: Actor) -> None:
        require_administrator(by)

    def check_deletable(self, by: Actor) -> None:
        require_administrator(by)

    # ── verbs ──

    def set_new_password(self, password: str, *, by: Actor) -> None:
        """Set the password and end every session of the person but the one that asked."""
        self.change("password changed", by=by, password=make_password(password))
        self.end_sessions()

    def deactivate(self, *, by: Actor) -> None:
        """Close the account at once: sessions end, open streams are cut, jobs started by the person stop."""
        self.change("deactivated", by=by, is_active=False)
        self.end_sessions()

    def reactivate(self, *, by: Actor) -> None:
        self.change("reactivated", by=by, is_active=True)

    def end_sessions(self, *, but: str | None = None) -> None:
        self.sessions.exclude(session_key=but).delete()
