"""The manual: Markdown pages in `docs/`, one language a folder, shown inside the product."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import markdown  # type: ignore[import-untyped]
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

ROOT = Path(settings.PACKAGE).parent / "docs" / "help"
NAME = re.compile(r"[a-z-]{1,40}")
FIRST = "start"


@dataclass(frozen=True)
class HelpPage:
    name: str
    title: str
    html: SafeString


class Manual:
    def __init__(self, language: str) -> None:
        self.folder = ROOT / language if (ROOT / language).is_dir() else ROOT / "en"

    def page(self, name: str) -> HelpPage | None:
        file = self.folder / f"{name}.md"
        return _read(file, file.stat().st_mtime_ns) if NAME.fullmatch(name) and file.is_file() else None

    def contents(self) -> list[HelpPage]:
        pages = [self.page(file.stem) for file in sorted(self.folder.glob("*.md"))]
        found = [page for page in pages if page]
        return sorted(found, key=lambda page: page.name != FIRST)

    def page_about(self, path: str) -> str:
        """The page of the screen at this address, named like its second part, or its first."""
        names = reversed(path.strip("/").split("/")[:2])
        return next((name for name in names if self.page(name)), FIRST)


@lru_cache(maxsize=100)
def _read(file: Path, changed: int) -> HelpPage:
    text = file.read_text()
    title = text.splitlines()[0].lstrip("# ")
    html = markdown.markdown(text, extensions=["tables", "sane_lists"])
    return HelpPage(file.stem, title, mark_safe(html))  # noqa: S308 - our own pages, shipped with the product
