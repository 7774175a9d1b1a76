"""Form widgets that Django lacks: the picker, which searches on the server as one types, and text with a toolbar."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.forms import Textarea, Widget
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict
from django.utils.safestring import SafeString, mark_safe


class PickerInput(Widget):
    """Type to search, choose, or (without script) type a number or the exact name.

    It posts three values: `name` the chosen id, `name_text` what stands in the box, `name_was` the text of the chosen
    one. Where the text was changed without choosing, the text itself is the answer and the form field must find it.
    `url` answers `?q=` with `web/picker_options.html`; `describe` says an id as text.
    """

    def __init__(self, url: str, describe: Callable[[Any], str], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.url = url
        self.describe = describe
        self.create: Any = ""  # the words on the button that makes a new one; without words there is none

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        text = self.describe(value) if value not in (None, "") else ""
        widget = {"name": name, "value": value, "text": text, "url": self.url, "create": self.create}
        return render_to_string("web/picker.html", {"widget": {**widget, "attrs": {**self.attrs, **(attrs or {})}}})

    def value_from_datadict(self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str) -> str | None:
        chosen: str | None = data.get(name)
        text: str | None = data.get(f"{name}_text")
        if text is None:
            return chosen
        if not text.strip():
            return None
        return chosen if chosen and text == data.get(f"{name}_was") else text

    def value_omitted_from_data(self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str) -> bool:
        return name not in data and f"{name}_text" not in data


class PickersInput(Widget):
    """Several pickers, one for each that is chosen and some that are free: `name_0`, `name_1` … A page costs what is
    chosen, however many could be. The plain `name`, repeated, is taken too.
    """

    use_fieldset = True
    free = 2
    most = 200

    def __init__(self, url: str, describe: Callable[[Sequence[Any]], Mapping[str, str]]) -> None:
        super().__init__()
        self.url = url
        self.describe = describe
        self.label: Any = ""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        chosen = [str(one) for one in value or []]
        texts = self.describe(chosen)
        parts = [
            PickerInput(self.url, lambda one: texts.get(str(one), str(one))).render(
                f"{name}_{number}", one, self._attrs(number, attrs or {}), renderer
            )
            for number, one in enumerate([*chosen, *[""] * self.free])
        ]
        return mark_safe("\n".join(parts))  # noqa: S308 - each was rendered by a template

    def value_from_datadict(self, data: Any, files: MultiValueDict[str, Any], name: str) -> list[str]:
        if name in data:
            given = data.getlist(name) if hasattr(data, "getlist") else data[name]
            return [str(one) for one in given if one not in (None, "")]
        one = PickerInput(self.url, str)
        names = [f"{name}_{number}" for number in range(self.most)]
        return [text for each in names if (text := one.value_from_datadict(data, files, each))]

    def value_omitted_from_data(self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str) -> bool:
        return False

    def _attrs(self, number: int, attrs: dict[str, Any]) -> dict[str, Any]:
        own = {"id": f"{attrs['id']}_{number}"} if attrs.get("id") else {}
        return {"class": "field__control", **attrs, **own, "aria-label": f"{self.label} {number + 1}"}


class RichInput(Textarea):
    """Markdown, typed. Script adds a toolbar above it; the preview works without."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        area = super().render(name, value, attrs, renderer)
        return render_to_string("web/rich.html", {"area": area, "name": name, "id": (attrs or {}).get("id", "")})
