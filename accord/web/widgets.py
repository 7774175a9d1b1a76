"""Form widgets that Django lacks: the picker, which searches on the server as one types, and text with a toolbar."""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms import Textarea, Widget
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict
from django.utils.safestring import SafeString


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


class RichInput(Textarea):
    """Markdown, typed. Script adds a toolbar above it; the preview works without."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        area = super().render(name, value, attrs, renderer)
        return render_to_string("web/rich.html", {"area": area, "name": name, "id": (attrs or {}).get("id", "")})
