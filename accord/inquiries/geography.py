"""Where a network is, by a database file that the house has got (GeoLite2 City and the like); without one, nowhere.

The file is `geo.mmdb` in the data folder, or what `ACCORD_GEO_FILE` names. Nobody is asked over the net.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import maxminddb
from django.conf import settings

from accord.kit.countries import country_code

LONGEST_CITY = 100

logger = logging.getLogger(__name__)


class Place(NamedTuple):
    country: str = ""
    city: str = ""


NOWHERE = Place()


def place_of(network: str) -> Place:
    """The country and city of a network like 192.0.2.0/24."""
    reader = _reader(settings.ACCORD_GEO_FILE, _changed(settings.ACCORD_GEO_FILE))
    if reader is None:
        return NOWHERE
    try:
        found: Any = reader.get(network.partition("/")[0])
    except (ValueError, maxminddb.InvalidDatabaseError):
        return NOWHERE
    return _read(found) if isinstance(found, dict) else NOWHERE


def _read(found: dict[str, Any]) -> Place:
    country = country_code(str(_at(found, "country", "iso_code") or ""))
    return Place(country, str(_at(found, "city", "names", "en") or "")[:LONGEST_CITY] if country else "")


def _at(found: Any, *path: str) -> Any:
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found


def _changed(path: Path) -> float:
    """When the file was written; a new one is taken without a restart."""
    return path.stat().st_mtime if path.is_file() else 0


@lru_cache(1)
def _reader(path: Path, changed: float) -> maxminddb.Reader | None:
    if not changed:
        return None
    try:
        return maxminddb.open_database(path)
    except (OSError, ValueError, maxminddb.InvalidDatabaseError):
        logger.warning("The file of places by address cannot be read: %s", path.name)
        return None
