"""Portraits: a small square picture of a person, drawn anew: nothing of the file but its pixels stays."""

from __future__ import annotations

import hashlib
import io
import warnings
from typing import BinaryIO

from django.utils.translation import gettext as _

from accord.accounts.models import Portrait, User
from accord.history.models import Actor
from accord.kit.errors import RuleBroken

SIDE = 192
MOST_BYTES = 5_000_000
MOST_PIXELS = 40_000_000
FORMATS = ("PNG", "JPEG", "GIF", "WEBP")


def show(person: User, file: BinaryIO, *, by: Actor) -> None:
    """Keep the picture and show it wherever the person is named."""
    drawn = draw(file)
    digest = hashlib.sha256(drawn).hexdigest()[:32]
    Portrait.objects.get_or_create(digest=digest, defaults={"image": drawn})
    person.change("pictured", by=by, portrait=digest)


def draw(file: BinaryIO) -> bytes:
    from PIL import Image, ImageOps  # slow to import, and few requests need it

    try:
        with warnings.catch_warnings(), Image.open(file, formats=FORMATS) as picture:
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            if picture.width * picture.height > MOST_PIXELS:
                raise ValueError("too many pixels")
            picture.draft("RGB", (SIDE, SIDE))
            upright = ImageOps.exif_transpose(picture).convert("RGB")
            square = ImageOps.fit(upright, (SIDE, SIDE))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise RuleBroken(_("This file is not a picture that can be shown.")) from error
    drawn = io.BytesIO()
    square.save(drawn, "WEBP", quality=82)
    return drawn.getvalue()
