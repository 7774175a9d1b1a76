"""Who a request may be from, and what speaks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accord.inquiries.models.inquiry import Inquiry  # noqa: F401 - the foreign key names it


class Evidence(models.TextChoices):
    EMAIL = "email", _("Same e-mail")
    PHONE = "phone", _("Same phone")
    COMPANY = "company", _("Same company name")
    PERSON = "person", _("Same name")
    AT_COMPANY = "at company", _("A name like it at the company")
    NEAR_COMPANY = "near company", _("Nearly the same company name")
    PLACE = "place", _("Same place")
    COLLEAGUE = "colleague", _("Its contact wrote")
    DOMAIN = "domain", _("Same mail domain as the company’s site or mail")
    OTHER_NAME = "other name", _("Another name")
    OTHER_COUNTRY = "other country", _("Another country")


AGAINST, WEAK, MEDIUM, STRONG = 0, 1, 2, 3


class Candidate(models.Model):
    """One reason for one record. Worked out anew on each save while the request is pending; nobody edits it."""

    inquiry = models.ForeignKey(
        "inquiries.Inquiry", verbose_name=_("request"), on_delete=models.CASCADE, related_name="candidates"
    )
    kind = models.CharField(_("type"), max_length=40)
    record_id = models.BigIntegerField(_("ID"))
    evidence = models.CharField(_("reason"), max_length=16, choices=Evidence)
    value = models.CharField(_("what is equal"), max_length=300, blank=True)
    strength = models.PositiveSmallIntegerField(_("strength"), default=STRONG)

    class Meta:
        verbose_name = _("candidate")
        verbose_name_plural = _("candidates")
        ordering = ["-strength", "id"]
        indexes = [models.Index(fields=["kind", "record_id"], name="candidate_record")]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id}: {self.evidence}"

    @property
    def strength_name(self) -> Any:
        return {AGAINST: _("Speaks against"), WEAK: _("Weak"), MEDIUM: _("Medium"), STRONG: _("Strong")}[self.strength]
