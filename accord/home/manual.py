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
ELSEWHERE = {"directories/pipelines": "pipelines", "navigation": "profile", "people": "profile"}
"""Screens whose page is not named like the first part of their address."""


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
        """The page of the screen at this address: named like the first part of it, unless it stands elsewhere."""
        parts = path.strip("/").split("/")
        name = ELSEWHERE.get("/".join(parts[:2])) or ELSEWHERE.get(parts[0]) or parts[0]
        return name if self.page(name) else FIRST


@lru_cache(maxsize=100)
def _read(file: Path, changed: int) -> HelpPage:
    text = file.read_text()
    title = text.splitlines()[0].lstrip("# ")
    html = markdown.markdown(text, extensions=["tables", "sane_lists"])
    return HelpPage(file.stem, title, mark_safe(html))  # noqa: S308 - our own pages, shipped with the product
