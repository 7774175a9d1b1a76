"""Pipelines, stages and their groups as forms."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accord.administration.forms import Writing
from accord.deals.models import Deal, Pipeline, Stage, StageGroup
from accord.history.models import Actor, Changeable
from accord.records.models.record import field_label

REQUIRABLE = (
    "company", "contact", "amount", "expected_on", "product", "next_step", "next_step_on", "description", "source",
    "category", "partner", "number_of_users",
)  # fmt: skip
"""The fields of a deal that a stage may ask for."""


def requirable() -> list[tuple[str, Any]]:
    return [(name, capfirst(field_label(Deal, name))) for name in REQUIRABLE]


class Renaming(Writing):
    """What Accord brought along is shown in one's own language; a name that nobody changed stays as it was stored."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["name"] = self._shown_name = str(self.instance)

    def write(self, *, by: Actor) -> Changeable:
        if self.instance.pk and self.cleaned_data["name"] == self._shown_name:
            del self.cleaned_data["name"]
        return super().write(by=by) if self.instance.pk else self.write_new(by)

    def write_new(self, by: Actor) -> Changeable:
        raise NotImplementedError


class PipelineForm(Renaming):
    like = forms.ModelChoiceField(
        label=_("Begin with the stages of"),
        queryset=Pipeline.objects.none(),
        required=False,
        empty_label=_("three stages: new, won, lost"),
        help_text=_("You can arrange, rename, add and retire stages afterwards."),
    )

    class Meta:
        model = Pipeline
        fields = ("name", "departments")
        widgets: ClassVar = {"departments": forms.CheckboxSelectMultiple}
        help_texts: ClassVar = {"departments": _("Who uses this pipeline. None chosen: everybody.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["like"]
        else:
            self.fields["like"].queryset = Pipeline.objects.live()  # type: ignore[attr-defined]

    def write_new(self, by: Actor) -> Changeable:
        del self.cleaned_data["version"]
        return Pipeline.objects.introduce(by=by, **self.cleaned_data)


class OfPipeline(Renaming):
    """Something of one pipeline; new ones come to it."""

    def __init__(self, *args: Any, pipeline: Pipeline, **kwargs: Any) -> None:
        self.pipeline = pipeline
        super().__init__(*args, **kwargs)


class StageForm(OfPipeline):
    required = forms.MultipleChoiceField(
        label=_("A deal needs, to come here"), choices=requirable, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Stage
        fields = ("name", "state", "group", "probability", "is_default", "goods_shipped", "required")
        help_texts: ClassVar = {
            "state": _("What the stage means decides what happens, never its name."),
            "group": _("The part of the stage bar it belongs to."),
            "probability": _("What deals are given when they come here."),
            "goods_shipped": _("Everything that was sold has been delivered here."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = self.pipeline.groups.live()  # type: ignore[attr-defined]
        self.fields["group"].empty_label = _("beside the bar")  # type: ignore[attr-defined]

    def write(self, *, by: Actor) -> Changeable:
        begins = self.cleaned_data.pop("is_default")
        stage = super().write(by=by)
        assert isinstance(stage, Stage)
        if begins and not stage.is_default:
            self.pipeline.begin_with(Stage.objects.get(pk=stage.pk), by=by)
        return stage

    def write_new(self, by: Actor) -> Changeable:
        del self.cleaned_data["version"]
        return self.pipeline.add_stage(by=by, **self.cleaned_data)


class GroupForm(OfPipeline):
    class Meta:
        model = StageGroup
        fields = ("name", "percent")
        help_texts: ClassVar = {"percent": _("How far a deal has come. Empty: beside the way, like a pause.")}

    def write_new(self, by: Actor) -> Changeable:
        del self.cleaned_data["version"]
        return self.pipeline.add_group(by=by, **self.cleaned_data)


class RetireForm(forms.Form):
    """Where the deals of a stage go on; nothing is asked of an empty one."""

    to = forms.ModelChoiceField(label=_("Its deals go on in"), queryset=Stage.objects.none(), empty_label=None)

    def __init__(self, data: Any = None, *, stage: Stage) -> None:
        super().__init__(data)
        following = stage.successors()
        self.fields["to"].queryset = Stage.objects.filter(pk__in=[each.pk for each in following])  # type: ignore[attr-defined]
        self.fields["to"].required = stage.deals.exists()
        if not self.fields["to"].required:
            del self.fields["to"]
