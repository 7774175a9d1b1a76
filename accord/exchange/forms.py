"""The mapping of an import as a form: a column, a constant, and a table of words for each field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.exchange.importing import may_make_people, may_make_words
from accord.exchange.models import FileImport
from accord.exchange.targets import Target, targets_of

SHOWN_VALUES = 100
CONTROL = {"class": "field__control"}


class UploadForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("What the file holds"))
    file = forms.FileField(label=gettext_lazy("Excel or CSV file"), max_length=200)

    def __init__(self, *args: Any, kinds: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]


class MappingForm(forms.Form):
    """Fields named `column-NAME`, `constant-NAME`, `value-NAME-N`, `missing-NAME`;

    Read back as `FileImport.mapping`.
    """

    def __init__(self, data: Any, *, file: FileImport) -> None:
        super().__init__(data)
        self.file, self.mapping = file, file.mapping
        self.targets = targets_of(file.pages, file.person)
        columns = [
            ("", "—"),
            *((str(n), header or _("Column %(n)d") % {"n": n + 1}) for n, header in enumerate(file.headers)),
        ]
        for target in self.targets.values():
            self._ask_column(target, columns)
        for name in self.mapping.get("unknown", {}):
            if name in self.targets:
                self._ask_words(self.targets[name])
        if may_make_words(file.person) and any(target.is_word for target in self.targets.values()):
            self.fields["new_words"] = forms.BooleanField(
                label=_("Add words that a directory does not know yet to that directory"),
                required=False,
                initial=self.mapping.get("new_words", False),
            )
        if may_make_people(file.person):
            self.fields["new_people"] = forms.BooleanField(
                label=_("Make a person who cannot sign in for each unknown name"),
                required=False,
                initial=self.mapping.get("new_people", False),
            )

    def _ask_column(self, target: Target, columns: list[tuple[str, str]]) -> None:
        """Which column fills the field, and what stands there otherwise."""
        chosen = self.mapping.get("columns", {}).get(target.name)
        self.fields[f"column-{target.name}"] = forms.ChoiceField(
            label=target.label,
            choices=columns,
            required=False,
            initial="" if chosen is None else str(chosen),
            widget=forms.Select(attrs=CONTROL),
        )
        self.fields[f"constant-{target.name}"] = self._constant(target)

    def _constant(self, target: Target) -> forms.Field:
        constant = self.mapping.get("constants", {}).get(target.name, "")
        same: dict[str, Any] = {"label": _("Otherwise"), "required": False, "initial": constant}
        if target.has_values:
            words = [("", "—"), *((label, label) for _key, label in target.options)]
            return forms.ChoiceField(choices=words, widget=forms.Select(attrs=CONTROL), **same)
        return forms.CharField(max_length=500, widget=forms.TextInput(attrs=CONTROL), **same)

    def _ask_words(self, target: Target) -> None:
        words = list(self.mapping["unknown"][target.name])[:SHOWN_VALUES]
        if not target.has_values:
            self.fields[f"missing-{target.name}"] = forms.ChoiceField(
                label=_("If %(field)s is not known here") % {"field": target.label},
                choices=[("refuse", _("refuse the row")), ("empty", _("leave it empty"))],
                initial=self.mapping.get("missing", {}).get(target.name, "refuse"),
            )
            return
        options = [("?", _("refuse the row")), ("", _("leave it empty")), *target.options]
        known = self.mapping.get("values", {}).get(target.name, {})
        for number, word in enumerate(words):
            self.fields[f"value-{target.name}-{number}"] = forms.ChoiceField(
                label=word, choices=options, required=False, initial=known.get(word, "?")
            )

    # ── for the page ──

    def rows(self) -> list[dict[str, Any]]:
        """One line for each field that the file fills, or must: its column and its constant."""
        return [self._row(target) for target in self.targets.values() if self._is_used(target)]

    def further_rows(self) -> list[dict[str, Any]]:
        """The lines of all other fields."""
        return [self._row(target) for target in self.targets.values() if not self._is_used(target)]

    def unused_columns(self) -> list[str]:
        """Headings whose columns fill nothing yet."""
        used = set(self.mapping.get("columns", {}).values())
        return [header for number, header in enumerate(self.file.headers) if header and number not in used]

    def _row(self, target: Target) -> dict[str, Any]:
        column, constant = self[f"column-{target.name}"], self[f"constant-{target.name}"]
        return {"target": target, "column": column, "constant": constant}

    def _is_used(self, target: Target) -> bool:
        names = (f"column-{target.name}", f"constant-{target.name}")
        return target.is_required or any(self[name].value() or self[name].errors for name in names)

    def words(self) -> list[dict[str, Any]]:
        """The words of the file that nobody knows yet, with what they may stand for."""
        found = []
        for name, counts in self.mapping.get("unknown", {}).items():
            if name not in self.targets:
                continue
            fields = [self[key] for key in self.fields if key.startswith((f"value-{name}-", f"missing-{name}"))]
            found.append({"target": self.targets[name], "fields": fields, "count": len(counts)})
        return found

    def decided(self) -> dict[str, Any]:
        """The mapping as the import keeps it."""
        data = self.cleaned_data
        values = {name: dict(table) for name, table in self.mapping.get("values", {}).items()}
        for name, counts in self.mapping.get("unknown", {}).items():
            for number, word in enumerate(list(counts)[:SHOWN_VALUES]):
                chosen = data.get(f"value-{name}-{number}")
                if chosen is not None and chosen != "?":
                    values.setdefault(name, {})[word] = chosen
        return {
            "columns": {name: int(data[f"column-{name}"]) for name in self.targets if data.get(f"column-{name}")},
            "constants": {name: data[f"constant-{name}"] for name in self.targets if data.get(f"constant-{name}")},
            "values": values,
            "missing": {name: data[f"missing-{name}"] for name in self.targets if data.get(f"missing-{name}")},
            "new_people": bool(data.get("new_people")),
            "new_words": bool(data.get("new_words")),
        }
