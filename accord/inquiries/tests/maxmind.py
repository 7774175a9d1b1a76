"""A database of places by address with one network in it, in MaxMind's open format, made from nothing."""

from ipaddress import IPv4Network
from pathlib import Path
from typing import Any, NamedTuple

MARK = b"\xab\xcd\xefMaxMind.com"


class Number(NamedTuple):
    """5: of 16 bits, 6: of 32, 9: of 64."""

    type: int
    value: int


def write(file: Path, network: str, place: dict[str, Any]) -> None:
    """One chain of nodes, a bit of the address each; every other way leads nowhere."""
    found = IPv4Network(network)
    bits = f"{int(found.network_address):032b}"[: found.prefixlen]
    nowhere, data = len(bits), len(bits) + 16
    tree = b""
    for at, bit in enumerate(bits):
        further = at + 1 if at + 1 < len(bits) else data
        pair = (further, nowhere) if bit == "0" else (nowhere, further)
        tree += b"".join(record.to_bytes(3, "big") for record in pair)
    about = {
        "node_count": Number(6, len(bits)), "record_size": Number(5, 24), "ip_version": Number(5, 4),
        "database_type": "Test-City", "languages": ["en"], "binary_format_major_version": Number(5, 2),
        "binary_format_minor_version": Number(5, 0), "build_epoch": Number(9, 1_700_000_000),
        "description": {"en": "One network"},
    }  # fmt: skip
    file.write_bytes(tree + bytes(16) + encoded(place) + MARK + encoded(about))


def encoded(value: Any) -> bytes:
    if isinstance(value, str):
        return bytes([2 << 5 | len(value.encode())]) + value.encode()
    if isinstance(value, Number):
        figures = value.value.to_bytes((value.value.bit_length() + 7) // 8, "big")
        head = [value.type << 5 | len(figures)] if value.type <= 7 else [len(figures), value.type - 7]
        return bytes(head) + figures
    if isinstance(value, list):
        return bytes([len(value), 11 - 7]) + b"".join(map(encoded, value))
    pairs = [encoded(name) + encoded(item) for name, item in value.items()]
    return bytes([7 << 5 | len(value)]) + b"".join(pairs)
