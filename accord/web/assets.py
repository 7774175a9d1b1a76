"""The addresses of our static files, each with the sum of what is in it.

The sum is in the query string: the file keeps its name, a browser may keep the file for a year, and a release that
changes it changes the address. Scripts load each other with the sum of all scripts together (see `js/app.js`).
"""

from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static

SPRITE = "web/icons.svg"
SCRIPTS = Path(__file__).parent / "static/web/js"


def address(path: str) -> str:
    return _address(path) if settings.DEBUG else _kept(path)


def icons() -> str:
    return address(SPRITE)


@cache
def _kept(path: str) -> str:
    return _address(path)


def _address(path: str) -> str:
    return f"{static(path)}?{_sum(path)}"


def _sum(path: str) -> str:
    total = sha256()
    for file in _files(path):
        total.update(file.read_bytes())
    return total.hexdigest()[:10]


def _files(path: str) -> list[Path]:
    """A script counts with its siblings, because it passes its own sum on to what it loads."""
    if path.startswith("web/js/"):
        return sorted(SCRIPTS.glob("*.js"))
    found = finders.find(path)
    return [Path(found)] if isinstance(found, str) else []
