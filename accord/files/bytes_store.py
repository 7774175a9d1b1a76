"""The folder of bytes: written aside, flushed, put in place by one rename; the row comes after."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


def folder() -> Path:
    return Path(settings.MEDIA_ROOT)


def path_of(sha256: str) -> Path:
    return folder() / sha256[:2] / sha256[2:]


def thumbnail_path_of(sha256: str) -> Path:
    return folder() / "thumbnails" / sha256[:2] / f"{sha256[2:]}.webp"


@dataclass(frozen=True)
class Incoming:
    """Bytes that lie aside, complete and on the disk, and are not yet anybody's."""

    aside: Path
    sha256: str
    size: int
    beginning: bytes

    def put_in_place(self) -> None:
        """Atomic, and harmless where the same bytes are there already."""
        target = path_of(self.sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(self.aside, target)
        _flush_folder(target.parent)


@contextmanager
def received(chunks: Iterable[bytes]) -> Iterator[Incoming]:
    """Write the bytes aside. Whatever was not put in place is gone afterwards."""
    aside_folder = folder() / "incoming"
    aside_folder.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=aside_folder)
    aside = Path(name)
    try:
        yield _written(descriptor, aside, chunks)
    finally:
        with suppress(FileNotFoundError):
            aside.unlink()


def _written(descriptor: int, aside: Path, chunks: Iterable[bytes]) -> Incoming:
    digest, size, beginning = hashlib.sha256(), 0, b""
    with os.fdopen(descriptor, "wb") as out:
        for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
            if len(beginning) < 512:
                beginning += chunk[:512]
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    return Incoming(aside, digest.hexdigest(), size, beginning[:512])


def remove(sha256: str) -> None:
    for path in (path_of(sha256), thumbnail_path_of(sha256)):
        with suppress(FileNotFoundError):
            path.unlink()


def fingerprints() -> Iterator[tuple[str, float]]:
    """What lies in the folder: fingerprint and time of last writing."""
    for path in folder().glob("[0-9a-f][0-9a-f]/*"):
        with suppress(FileNotFoundError):
            yield path.parent.name + path.name, path.stat().st_mtime


def left_aside(before: float) -> Iterator[Path]:
    """Half-written files of processes that died."""
    for path in (folder() / "incoming").glob("*"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < before:
                yield path


def _flush_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
