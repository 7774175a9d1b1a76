"""The forms of a page as a browser would send them back."""

from html.parser import HTMLParser
from typing import Any

SILENT = {"submit", "button", "file", "image", "reset"}


class Forms(HTMLParser):
    """All forms of a page, each as {name: values}."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[dict[str, list[str]]] = []
        self.area = self.select = ""
        self.text = ""
        self.options: list[str] = []
        self.chosen = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "form":
            self.found.append({})
        elif tag == "input" and given.get("type") not in SILENT:
            if given.get("type") not in {"checkbox", "radio"} or "checked" in given:
                self.keep(name, value or ("on" if given.get("type") == "checkbox" else ""))
        elif tag == "textarea":
            self.area, self.text = name, ""
        elif tag == "select":
            self.select, self.options, self.chosen = name, [], "multiple" in given
        elif tag == "option":
            self.options.append(value)
            if "selected" in given:
                self.chosen = True
                self.keep(self.select, value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.keep(self.area, self.text.removeprefix("\n"))
            self.area = ""
        elif tag == "select" and self.options and not self.chosen:
            self.keep(self.select, self.options[0])

    def handle_data(self, data: str) -> None:
        if self.area:
            self.text += data

    def keep(self, name: str, value: str) -> None:
        if name and self.found:
            self.found[-1].setdefault(name, []).append(value)


def filled_in(page: str, **values: Any) -> dict[str, Any]:
    """The form of a record on this page, with these values in it."""
    forms = Forms()
    forms.feed(page)
    wanted = {"version", *values}
    form = next((form for form in forms.found if wanted <= form.keys()), None)
    assert form is not None, f"There is no form with {wanted} here: {page[:1000]}"
    return {**{name: value for name, value in form.items() if name != "csrfmiddlewaretoken"}, **values}
