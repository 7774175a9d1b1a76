"""The form of a deal, and the small forms that its verbs ask first: a reason, a step, a stage."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms
from django.db import transaction
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accord.accounts.models import User
from accord.contacts.models import Company
from accord.deals.lines import LineTable
from accord.deals.models import Deal, Pipeline, QualitySignal, Stage
from accord.deals.models.deal import default_currency
from accord.dictionaries.models import ClosingReason
from accord.history.models import Actor
from accord.kit.money import known_currencies
from accord.records.asking import VerbForm
from accord.records.forms import RecordForm


class DealForm(RecordForm[Deal]):
    """A new deal may begin in any open stage; later the stage moves by verbs."""

    further = "deals/_form_lines.html"

    class Meta:
        model = Deal
        fields = (
            "name", "company", "contact", "stage", "amount", "currency", "probability", "expected_on", "next_step",
            "next_step_on", "product", "description", "offer_text", "source", "category", "partner", "contacts",
            "number_of_users", "tags", "important", "owner", "co_owner",
            "department", "private", "started_on",
        )  # fmt: skip

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields.pop("probability" if self.is_new else "stage", None)
        for name in ("amount", "probability", "started_on"):
            if name in self.fields:
                self.fields[name].required = False
        if self.is_new:
            self._begin()
        elif self.instance.has_lines and not options.get("only"):
            for name in self.fixed(self.instance):
                self.fields.pop(name, None)

    @classmethod
    def fixed(cls, record: Deal) -> frozenset[str]:
        """The stage moves by verbs; with lines, nobody types the amount."""
        return frozenset({"stage", "amount", "currency"} if record.has_lines else {"stage"})

    @cached_property
    def lines(self) -> LineTable | None:
        """What is sold can be said while the deal is being made."""
        if not self.is_new:
            return None
        asked = str(self.initial.get("products", "")).split(",")
        data = self.data if isinstance(self.data, QueryDict) and self.is_bound else None
        like = self.initial.get("copied_from")
        return LineTable(data, person=self.person, currency=self._currency, added=asked, like=like)

    @property
    def _currency(self) -> str:
        return currency_of(self.data if self.is_bound else self.initial, self.person)

    def show_unchecked(self) -> None:
        super().show_unchecked()
        for row in self.lines.rows if self.lines else ():
            row._errors = ErrorDict()  # type: ignore[attr-defined] # Django's own, which the stubs do not name

    def is_valid(self) -> bool:
        lines_are = self.lines is None or self.lines.is_valid()
        return super().is_valid() and lines_are

    def add(self, *, by: Actor) -> Deal:
        """The amount follows from the lines, where there are any."""
        said = self.lines is not None and bool(self.lines.said())
        with transaction.atomic():
            if said:
                self.cleaned_data["amount"] = Decimal(0)
            deal = super().add(by=by)
            if said and self.lines:
                self.lines.write(deal, by=by)
        return deal

    def clean_amount(self) -> Decimal:
        """Nobody knows it yet: nothing."""
        return self.cleaned_data["amount"] or Decimal(0)

    def clean_probability(self) -> int:
        value: int | None = self.cleaned_data["probability"]
        return self.instance.probability if value is None else value

    def clean_started_on(self) -> date:
        return self.cleaned_data["started_on"] or self.instance.started_on or self.person.acting().today()

    def clean_next_step_on(self) -> date | None:
        day: date | None = self.cleaned_data["next_step_on"]
        if day and day != self.instance.next_step_on and day < self.person.acting().today():
            raise forms.ValidationError(_("The next step cannot lie in the past."))
        return day

    def _begin(self) -> None:
        if "stage" in self.fields:
            stage: Any = self.fields["stage"]
            stage.choices = [("", _("At the beginning")), *stages_for(self.person)]
        self.initial.setdefault("currency", default_currency(self.person.department))
        self.initial.setdefault("started_on", self.person.acting().today())
        if not self.initial.get("amount"):
            self.initial["amount"] = None


def currency_of(given: Any, person: User) -> str:
    """The currency that a form says, else that of the person's department."""
    said = str(given.get("currency") or "").upper()
    return said if said in known_currencies() else default_currency(person.department)


def stages_for(person: User, *, closing: bool = False) -> list[tuple[Any, Any]]:
    """Open stages of the person's pipelines, under the name of each where there are several."""
    pipelines = Pipeline.offered_to(person)
    groups = [(str(pipeline), _choices(pipeline, closing=closing)) for pipeline in pipelines]
    return groups if len(groups) > 1 else groups[0][1] if groups else []


def _choices(pipeline: Pipeline, *, closing: bool) -> list[tuple[Any, Any]]:
    return [(stage.pk, str(stage)) for stage in pipeline.in_order if closing or not stage.is_closed]


# ── closing ──


class ClosingForm(VerbForm[Deal]):
    """Why, and on which day."""

    model = Deal
    success: bool | None = None

    reason = forms.ModelChoiceField(ClosingReason.objects.none(), label=_("Closing reason"), empty_label=_("Choose…"))
    closed_on = forms.DateField(label=_("Closed on"))

    def prepare(self) -> None:
        reasons = (
            ClosingReason.objects.offered() if self.success is None else ClosingReason.objects.for_success(self.success)
        )
        reason: Any = self.fields["reason"]
        reason.queryset = reasons.filter(pk__in=reasons.offered_in(self.record.department_id if self.record else None))
        self.initial.setdefault("closed_on", self.person.acting().today())

    def clean_closed_on(self) -> date:
        day: date = self.cleaned_data["closed_on"]
        if day > self.person.acting().today():
            raise forms.ValidationError(_("A deal cannot be closed in the future."))
        return day


class WinForm(ClosingForm):
    success = True

    def prepare(self) -> None:
        super().prepare()
        reason: Any = self.fields["reason"]
        self.initial.setdefault("reason", reason.queryset.filter(success=True).first())
        if self.record is not None and not self.record.amount:
            self.ask_for("amount")


class LoseForm(ClosingForm):
    success = False


class ArchiveForm(ClosingForm):
    """An irrelevant deal needs no reason."""

    def prepare(self) -> None:
        super().prepare()
        self.fields["reason"].required = False


# ── moving ──


class MoveForm(VerbForm[Deal]):
    """Which stage; what that stage needs is asked afterwards. For many deals at once a reason may be given here."""

    model = Deal

    stage = forms.ModelChoiceField(Stage.objects.live(), label=_("Stage"), empty_label=None)
    reason = forms.ModelChoiceField(
        ClosingReason.objects.none(),
        label=_("Closing reason"),
        required=False,
        help_text=_("Needed for a stage that closes the deal."),
    )

    def prepare(self) -> None:
        stage: Any = self.fields["stage"]
        reason: Any = self.fields["reason"]
        if self.record is None:
            stage.choices = stages_for(self.person, closing=True)
            reason.queryset = ClosingReason.objects.offered()
        else:
            del self.fields["reason"]
            stage.choices = _choices(self.record.pipeline, closing=True)
            self.initial.setdefault("stage", self.record.stage_id)


class PipelineForm(VerbForm[Deal]):
    """An open stage of another pipeline that the department of the deal uses."""

    model = Deal

    stage = forms.ModelChoiceField(Stage.objects.live(), label=_("Stage of another pipeline"), empty_label=None)

    def prepare(self) -> None:
        stage: Any = self.fields["stage"]
        stage.choices = self._other_pipelines()
        if not stage.choices:
            stage.help_text = _("The department of this deal uses no other pipeline.")

    def _other_pipelines(self) -> list[tuple[Any, Any]]:
        if self.record is None:
            return []
        usable = Pipeline.objects.usable_in(self.record.department_id).exclude(pk=self.record.pipeline_id)
        return [(str(pipeline), _choices(pipeline, closing=False)) for pipeline in usable.with_stages()]


class RequireForm(VerbForm[Deal]):
    """What the stage that the deal is on its way to needs, and the deal does not say yet."""

    model = Deal

    def prepare(self) -> None:
        if self.record is not None and self.record.target is not None:
            for name in self.record.missing_for(self.record.target, {}):
                self.ask_for(name)


# ── next step ──


class StepForm(VerbForm[Deal]):
    """What is to be done next, and when."""

    model = Deal

    def prepare(self) -> None:
        self.ask_for("next_step")
        self.ask_for("next_step_on", required=False)

    def clean_next_step_on(self) -> date | None:
        day: date | None = self.cleaned_data["next_step_on"]
        unchanged = self.record is not None and day == self.record.next_step_on
        if day and not unchanged and day < self.person.acting().today():
            raise forms.ValidationError(_("The next step cannot lie in the past."))
        return day


class StepDoneForm(VerbForm[Deal]):
    """A step is done: what follows?"""

    model = Deal

    then = forms.CharField(
        label=_("What comes next?"), max_length=250, required=False, help_text=_("May stay empty for now.")
    )
    on = forms.DateField(label=_("When"), required=False)

    def clean_on(self) -> date | None:
        day: date | None = self.cleaned_data["on"]
        if day and day < self.person.acting().today():
            raise forms.ValidationError(_("The next step cannot lie in the past."))
        return day


class MakeCompanyForm(VerbForm[Deal]):
    """Filled in from the request or the lead of the deal."""

    model = Deal
    names = ("name", "country", "city", "website")

    def prepare(self) -> None:
        given = self.record.company_values() if self.record is not None else {}
        for name in self.names:
            column: Any = Company._meta.get_field(name)
            self.fields[name] = column.formfield()
            self.initial.setdefault(name, given.get(name))


class QualityForm(VerbForm[Deal]):
    """What happened; an empty weight is that of the signal."""

    model = Deal

    signal = forms.ModelChoiceField(QualitySignal.objects.none(), label=_("What happened"), empty_label=_("Choose…"))
    weight = forms.IntegerField(
        label=_("Weight, %"),
        required=False,
        min_value=-100,
        max_value=100,
        help_text=_("Empty: what is usual for it."),
    )
    happened_on = forms.DateField(label=_("On"))
    details = forms.CharField(label=_("Details"), widget=forms.Textarea, max_length=1000, required=False)

    def prepare(self) -> None:
        signal: Any = self.fields["signal"]
        known: Any = QualitySignal.objects
        signal.queryset = known.offered_in(self.record.department_id if self.record else None)
        self.initial.setdefault("happened_on", self.person.acting().today())


class HandOverForm(VerbForm[Deal]):
    """To whom."""

    model = Deal

    owner = forms.ModelChoiceField(User.objects.active().live(), label=_("New owner"), empty_label=_("Choose…"))

    def prepare(self) -> None:
        if self.record is not None and self.record.owner_id:
            owner: Any = self.fields["owner"]
            owner.queryset = owner.queryset.exclude(pk=self.record.owner_id)
