"""Small pictures of pictures, drawn anew: nothing of the original file but its pixels reaches a browser."""

from __future__ import annotations

import os
import warnings
from pathlib import Path

MOST_PIXELS = 40_000_000
SIZE = (320, 320)
FORMATS = ("PNG", "JPEG", "GIF", "WEBP")


def make(source: Path, target: Path) -> bool:
    """Draw the thumbnail; False where this is no picture, a broken one, or one that would need too much memory."""
    from PIL import Image, ImageOps, UnidentifiedImageError  # slow to import, and only a job needs it

    try:
        with warnings.catch_warnings(), Image.open(source, formats=FORMATS) as picture:
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            if picture.width * picture.height > MOST_PIXELS:
                return False
            picture.draft("RGB", SIZE)
            small = ImageOps.exif_transpose(picture).convert("RGBA")
            small.thumbnail(SIZE)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return False
    except UnidentifiedImageError:
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_suffix(f".{os.getpid()}")
    small.save(aside, "WEBP", quality=80)
    os.replace(aside, target)
    return True
