"""Whose figures a report shows: the reader's sight, narrowed by owner and department. It lives in the address."""

from __future__ import annotations

from functools import cached_property
from typing import Any, TypeVar

from django import forms
from django.db.models import prefetch_related_objects
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accord.access import policy
from accord.access.words import Reach, Right
from accord.accounts.models import Department, User
from accord.deals.models import Deal
from accord.payments.models import Payment
from accord.records.forms import LinkField
from accord.records.lists.linked import put_seen
from accord.records.models import RecordQuerySet

Q = TypeVar("Q", bound="RecordQuerySet[Any]")

EVERYBODY = "everybody"
"""What the address says when a seller looks beyond their own figures."""


class ScopeForm(forms.Form):
    """Owner and department; what nobody can choose between is not asked."""

    def __init__(self, data: Any, *, departments: Any) -> None:
        super().__init__(data)
        self.fields["owner"] = LinkField(User.objects.all(), label=_("Owner"), required=False)
        if departments is not None:
            self.fields["department"] = forms.ModelChoiceField(
                departments, label=_("Department"), required=False, empty_label=_("All departments")
            )


class Scope:
    """One reader, and whom they ask about. Sellers begin with themselves, and one click widens it.

    A record counts for its owner alone, not for a co-owner too, so that the figures of people add up to the whole.
    """

    def __init__(self, reader: User, params: QueryDict) -> None:
        self.reader, self.params = reader, params

    # ── asking ──

    def of(self, records: Q) -> Q:
        """These records as far as the reader sees them and the filters let them through."""
        seen: Q = records.visible_to(self.reader)
        if self.owner is not None:
            seen = seen.filter(owner=self.owner)
        if self.department is not None:
            seen = seen.filter(department=self.department)
        return seen

    @property
    def owner(self) -> User | None:
        return self._chosen.get("owner")

    @property
    def department(self) -> Department | None:
        return self._chosen.get("department")

    @property
    def is_valid(self) -> bool:
        return not self.form.errors

    def introduce(self, payments: list[Payment]) -> list[Payment]:
        """With their deals and companies, as far as the reader may see them."""
        put_seen(payments, ["deal"], self.reader)
        put_seen([payment.deal for payment in payments if payment.deal], ["company"], self.reader)
        return payments

    # ── showing ──

    @cached_property
    def form(self) -> ScopeForm:
        given = self.params.dict()
        if "owner" not in given and "owner_text" not in given and self._sells:
            given["owner"] = str(self.reader.pk)
        if given.get("owner") == EVERYBODY:
            given["owner"] = ""
        return ScopeForm(given, departments=self._departments)

    @property
    def is_only_mine(self) -> bool:
        return self.owner is not None and self.owner.pk == self.reader.pk

    def list_filters(self) -> dict[str, str]:
        """The same narrowing in the words of a list, for the way from a bar to the rows behind it."""
        chosen = {"owner": self.owner, "department": self.department}
        return {name: str(value.pk) for name, value in chosen.items() if value is not None}

    # ── private ──

    @cached_property
    def _chosen(self) -> dict[str, Any]:
        return self.form.cleaned_data if self.form.is_valid() else {}

    @property
    def _sells(self) -> bool:
        """Whoever may change only their own deals begins with their own figures."""
        return policy.Scope(self.reader, Deal.kind).reach(Right.CHANGE) is Reach.OWN

    @property
    def _departments(self) -> Any:
        """Those whose figures the reader could see; None where there is only one or nothing to choose."""
        if policy.Scope(self.reader, Deal.kind).reach(Right.VIEW) is Reach.ALL:
            return Department.objects.live().order_by("name")
        mine = self.reader.compiled.get("departments", [])
        return Department.objects.live().filter(pk__in=mine).order_by("name") if len(mine) > 1 else None


class DepartmentScope(Scope):
    """A whole department as the house sees it, for the snapshot that nobody asked for; without what is private."""

    def __init__(self, whole: Department) -> None:
        self.whole, self.params = whole, QueryDict()

    def of(self, records: Q) -> Q:
        open_to_all: Q = records.live().filter(department=self.whole, private=False)
        return open_to_all

    def introduce(self, payments: list[Payment]) -> list[Payment]:
        prefetch_related_objects(payments, "deal__company")
        return payments

    def list_filters(self) -> dict[str, str]:
        return {}
