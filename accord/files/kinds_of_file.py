"""What a file is, by its ending and its first bytes together. What could run is but bytes to us."""

OPAQUE = "application/octet-stream"
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OFFICE = "application/vnd.openxmlformats-officedocument"
OPEN = "application/vnd.oasis.opendocument"

KNOWN: dict[str, tuple[str, tuple[bytes, ...]]] = {
    "png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    "jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "gif": ("image/gif", (b"GIF87a", b"GIF89a")),
    "webp": ("image/webp", (b"RIFF",)),
    "pdf": ("application/pdf", (b"%PDF-",)),
    "zip": ("application/zip", (ZIP,)),
    "docx": (f"{OFFICE}.wordprocessingml.document", (ZIP,)),
    "xlsx": (f"{OFFICE}.spreadsheetml.sheet", (ZIP,)),
    "pptx": (f"{OFFICE}.presentationml.presentation", (ZIP,)),
    "odt": (f"{OPEN}.text", (ZIP,)),
    "ods": (f"{OPEN}.spreadsheet", (ZIP,)),
    "odp": (f"{OPEN}.presentation", (ZIP,)),
    "doc": ("application/msword", (OLE,)),
    "xls": ("application/vnd.ms-excel", (OLE,)),
    "ppt": ("application/vnd.ms-powerpoint", (OLE,)),
    "mp3": ("audio/mpeg", (b"ID3", b"\xff\xfb")),
    "mp4": ("video/mp4", (b"\x00\x00\x00",)),
}
PLAIN = {"txt": "text/plain", "csv": "text/csv", "md": "text/plain", "log": "text/plain"}


def media_type_of(name: str, beginning: bytes) -> str:
    """The type to note and to send. An ending that the content contradicts, or that is not known, makes it opaque."""
    ending = name.rpartition(".")[2].casefold()
    if ending in PLAIN and b"\0" not in beginning:
        return PLAIN[ending]
    media_type, signatures = KNOWN.get(ending, (OPAQUE, ()))
    return media_type if beginning.startswith(signatures) and signatures else OPAQUE
