"""A person at a company, or on their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accord.contacts.models.company import Company
from accord.contacts.models.identity import Key, What
from accord.contacts.models.known import Known, KnownQuerySet, addresses_in, check_addresses
from accord.history.models import Actor, Event, after
from accord.kit.errors import RuleBroken
from accord.kit.fields import plain_line
from accord.kit.phones import phone_keys
from accord.kit.text import PersonName, is_prefix, normalise, sort_key

FOLLOWS = ("owner", "department")
BATCH = 200


class Sex(models.TextChoices):
    UNKNOWN = "", _("Not stated")
    FEMALE = "F", _("Female")
    MALE = "M", _("Male")
    OTHER = "O", _("Other")


def check_first_name(text: str) -> None:
    """*Dr.* alone is nobody's name."""
    if is_prefix(text):
        raise ValidationError(_("This is only a title. Add the name, please."), code="invalid")


class ContactQuerySet(KnownQuerySet["Contact"]):
    def at(self, company: Company) -> Self:
        """The people of a company, the main contact first."""
        return self.filter(company=company).order_by("-main", "sort_key", "id")


class Contact(Known):
    """Owner and department are always those of the company, where there is one."""

    kind = "contact"
    identity_fields = frozenset({"first_name", "last_name", "email", "second_email", "phone", "mobile", "other_phone"})

    first_name = models.CharField(_("first name"), max_length=100, validators=[plain_line, check_first_name])
    middle_name = models.CharField(_("middle name"), max_length=100, blank=True, validators=[plain_line])
    last_name = models.CharField(_("last name"), max_length=100, blank=True, validators=[plain_line])
    company = models.ForeignKey(
        Company,
        verbose_name=_("company"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="contacts",
    )
    position = models.CharField(_("position"), max_length=100, blank=True, validators=[plain_line])
    division = models.CharField(_("department at the company"), max_length=100, blank=True, validators=[plain_line])
    main = models.BooleanField(_("main contact"), default=False)

    second_email = models.CharField(
        _("second e-mail"), max_length=200, blank=True, validators=[plain_line, check_addresses]
    )
    mobile = models.CharField(_("mobile"), max_length=100, blank=True, validators=[plain_line])
    other_phone = models.CharField(_("other phone"), max_length=100, blank=True, validators=[plain_line])

    born_on = models.DateField(_("birthday"), null=True, blank=True)
    sex = models.CharField(_("sex"), max_length=1, blank=True, choices=Sex, default=Sex.UNKNOWN)

    objects: ClassVar[ContactQuerySet] = ContactQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Known.Meta):
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = [
            models.UniqueConstraint(
                fields=["company"],
                condition=Q(main=True, deleted_at=None),
                name="contact_main_once",
                violation_error_message=_("The company has a main contact already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.name)

    # ── asking ──

    @property
    def name(self) -> PersonName:
        return PersonName(self.first_name, self.middle_name, self.last_name)

    @property
    def emails(self) -> list[str]:
        return [*super().emails, *addresses_in(self.second_email)]

    @property
    def phones(self) -> list[str]:
        """As typed, the mobile first: it is the one that messengers know."""
        return [phone for phone in (self.mobile, self.phone, self.other_phone) if phone]

    def keys(self, home: str = "") -> set[Key]:
        """Without a last name nobody is taken for somebody else."""
        phones = phone_keys("\n".join(self.phones), self.country or home)
        keys = {
            *Key.many(What.EMAIL, self.emails),
            *Key.many(What.PHONE, phones),
            *Key.many(What.NAME, [normalise(f"{self.first_name} {self.last_name}")]),
        }
        if self.first_name and self.last_name:
            name = normalise(f"{self.first_name}|{self.last_name}")
            keys |= Key.many(What.PERSON_MAIL, [f"{name}|{email}" for email in self.emails])
            keys |= Key.many(What.PERSON_PHONE, [f"{name}|{phone}" for phone in phones])
        return keys

    def search_text(self) -> str:
        words = [self.email, self.second_email, *self.phones, self.position, self.city]
        return " ".join([*words, *self._phone_words()])

    def search_detail(self) -> str:
        return ", ".join(part for part in (self.position, self.place) if part)

    def _phone_words(self) -> list[str]:
        return [key.key for key in self.keys() if key.what is What.PHONE]

    def derived(self) -> dict[str, Any]:
        return {**super().derived(), "sort_key": sort_key(f"{self.last_name or self.first_name} {self.first_name}")}

    # ── verbs ──

    def make_main(self, *, by: Actor) -> None:
        """The one whom the company is called by; whoever was it before steps back."""
        if self.company is None:
            raise RuleBroken(_("Only a contact of a company can be its main contact."))
        for other in Contact.objects.live().filter(company=self.company, main=True).exclude(pk=self.pk):
            other.change("stepped back", by=by.consequence(), main=False)
        self.change("made main", by=by, main=True)

    def begin(self, *, by: Actor) -> None:
        if self.company is not None:
            self.owner, self.department = self.company.owner, self.company.department
        super().begin(by=by)

    @property
    def starts_unowned(self) -> bool:
        """Like its company."""
        return self.company is not None

    @classmethod
    def written_all(cls, records: Sequence[Any], events: Sequence[Event], by: Actor) -> None:
        for record, event in zip(records, events, strict=True):
            if by.asks_for_rights and event.verb != "undone" and record.left_its_company(event):
                raise RuleBroken(_("A contact belongs to the owner of its company. Hand over the company instead."))
        super().written_all(records, events, by)

    def left_its_company(self, event: Event) -> bool:
        """Somebody gave the contact alone to another owner."""
        fields = event.fields()
        if not self.company_id or "company" in fields or not fields & set(FOLLOWS):
            return False
        return self.company is not None and self.owner_id != self.company.owner_id


@after(Company, "*")
def contacts_follow(company: Any, event: Event, by: Actor) -> None:
    """A new owner or department of the company is that of its contacts, in the trash too."""
    if event.is_creation or not event.fields() & set(FOLLOWS):
        return
    values = {"owner": company.owner, "department": company.department}
    for batch in _batches(Contact.objects.filter(company=company).select_related(*FOLLOWS).order_by("pk")):
        Contact.objects.change_each([(contact, values) for contact in batch], "followed", by=by)


@after(Contact, "*")
def contact_follows_new_company(contact: Any, event: Event, by: Actor) -> None:
    if event.is_creation or "company" not in event.fields() or contact.company is None:
        return
    values = {"owner": contact.company.owner, "department": contact.company.department}
    contact.change("followed", by=by, **values)


def _batches(rows: models.QuerySet[Contact]) -> Iterator[list[Contact]]:
    last = 0
    while batch := list(rows.filter(pk__gt=last)[:BATCH]):
        yield batch
        last = batch[-1].pk
