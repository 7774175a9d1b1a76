"""Handing bytes to a browser as a download that it neither opens by itself nor runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.http import FileResponse

SEALED = "sandbox; default-src 'none'"
CHUNK = 64 * 1024


class Sent(FileResponse):
    """A file response that under ASGI is read piece by piece, where Django's own would read the whole file first."""

    def __init__(self, path: Path, media_type: str, **options: Any) -> None:
        super().__init__(path.open("rb"), content_type=media_type, **options)
        self.headers["X-Content-Type-Options"] = "nosniff"
        self.headers["Content-Security-Policy"] = SEALED
        self.headers["Cache-Control"] = "private, no-cache"
        self.headers["Cross-Origin-Resource-Policy"] = "same-origin"

    async def __aiter__(self) -> AsyncIterator[bytes]:
        source = self.file_to_stream
        assert source is not None
        while chunk := await asyncio.to_thread(source.read, CHUNK):
            yield chunk


def download(path: Path, name: str, media_type: str) -> Sent:
    """Always an attachment, under its own name, which may be in any script."""
    response = Sent(path, media_type)
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\' else "_" for c in name)
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    return response
