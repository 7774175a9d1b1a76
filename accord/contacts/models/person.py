"""A person, as contacts and leads have in common: a name, a place at work, ways to reach them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from accord.contacts.models.identity import Key, What
from accord.contacts.models.known import Known, addresses_in, check_addresses, own_list
from accord.dictionaries.models import NameTitle
from accord.kit.fields import plain_line
from accord.kit.names import person_fold
from accord.kit.phones import phone_keys
from accord.kit.text import PersonName, is_prefix, normalise, sort_key


class Sex(models.TextChoices):
    UNKNOWN = "", _("Not stated")
    FEMALE = "F", _("Female")
    MALE = "M", _("Male")
    OTHER = "O", _("Other")


def check_first_name(text: str) -> None:
    """*Dr.* alone is nobody's name."""
    if is_prefix(text):
        raise ValidationError(_("This is only a title. Add the name, please."), code="invalid")


class Person(Known):
    """Found by every e-mail and phone; one of the same name with the same e-mail or phone is the same person."""

    identity_fields = frozenset({"first_name", "last_name", "email", "second_email", "phone", "mobile", "other_phone"})

    name_title = models.ForeignKey(
        NameTitle, verbose_name=_("name title"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    first_name = models.CharField(_("first name"), max_length=100, validators=[plain_line, check_first_name])
    middle_name = models.CharField(_("middle name"), max_length=100, blank=True, validators=[plain_line])
    last_name = models.CharField(_("last name"), max_length=100, blank=True, validators=[plain_line])
    position = models.CharField(_("position"), max_length=100, blank=True, validators=[plain_line])
    division = models.CharField(_("department at the company"), max_length=100, blank=True, validators=[plain_line])

    second_email = models.CharField(
        _("second e-mail"), max_length=200, blank=True, validators=[plain_line, check_addresses]
    )
    mobile = models.CharField(_("mobile"), max_length=100, blank=True, validators=[plain_line])
    other_phone = models.CharField(_("other phone"), max_length=100, blank=True, validators=[plain_line])

    born_on = models.DateField(_("birthday"), null=True, blank=True)
    sex = models.CharField(_("sex"), max_length=1, blank=True, choices=Sex, default=Sex.UNKNOWN)

    class Meta(Known.Meta):
        abstract = True
        indexes = [*Known.Meta.indexes, own_list()]

    # ── asking ──

    @property
    def name(self) -> PersonName:
        return PersonName(self.first_name, self.middle_name, self.last_name)

    @property
    def titled(self) -> str:
        """The name as one addresses somebody. Pages of one person say it; lists would read the directory row by row."""
        return " ".join(filter(None, [str(self.name_title or ""), str(self.name)]))

    @property
    def emails(self) -> list[str]:
        return [*super().emails, *addresses_in(self.second_email)]

    @property
    def phones(self) -> list[str]:
        """As typed, the mobile first: it is the one that messengers know."""
        return [phone for phone in (self.mobile, self.phone, self.other_phone) if phone]

    def keys(self, home: str = "") -> set[Key]:
        """Without a last name nobody is taken for somebody else."""
        phones, emails = self.phone_keys(home), self.emails
        keys = {
            *Key.many(What.EMAIL, emails),
            *Key.many(What.PHONE, phones),
            *Key.many(What.NAME, [person_fold(self.first_name, self.last_name)]),
        }
        if self.first_name and self.last_name:
            name = normalise(f"{self.first_name}|{self.last_name}")
            keys |= Key.many(What.PERSON_MAIL, [f"{name}|{email}" for email in emails])
            keys |= Key.many(What.PERSON_PHONE, [f"{name}|{phone}" for phone in phones])
        return keys

    def search_text(self) -> str:
        words = [self.email, self.second_email, *self.phones, self.messengers, self.position, self.city]
        return " ".join([*words, *self.phone_keys()])

    def phone_keys(self, home: str = "") -> list[str]:
        return phone_keys("\n".join(self.phones), self.country or home)

    def derived(self) -> dict[str, Any]:
        return {**super().derived(), "sort_key": sort_key(f"{self.last_name or self.first_name} {self.first_name}")}
