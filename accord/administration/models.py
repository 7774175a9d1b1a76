"""One-time links: by one the first administrator comes in, by others people who are invited."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.accounts.models import User

LIFETIME = timedelta(hours=72)


class WelcomeQuerySet(models.QuerySet["Welcome"]):
    def issue(self, person: User | None = None) -> str:
        """A new link's secret; older ones for the same person stop working. Only its hash is kept."""
        token = secrets.token_urlsafe(24)
        self.filter(used_at=None, person=person).delete()
        self.create(digest=digest_of(token), until=timezone.now() + LIFETIME, person=person)
        return token

    def for_token(self, token: str) -> Welcome | None:
        works = self.filter(digest=digest_of(token), used_at=None, until__gt=timezone.now())
        return works.select_related("person").first()


class Welcome(models.Model):
    """Without a person it is the first administrator's."""

    person = models.ForeignKey(User, verbose_name=_("person"), null=True, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    until = models.DateTimeField(_("works until"))
    used_at = models.DateTimeField(_("used"), null=True)

    objects = WelcomeQuerySet.as_manager()

    def __str__(self) -> str:
        return f"until {self.until}"

    def use(self) -> bool:
        """True for exactly one caller."""
        return bool(Welcome.objects.filter(pk=self.pk, used_at=None).update(used_at=timezone.now()))


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
