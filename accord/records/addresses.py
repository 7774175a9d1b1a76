"""Addresses by their name, looked up once: they stay the same as long as the program runs, and a page has hundreds."""

from __future__ import annotations

from functools import cache

from django.urls import reverse


@cache
def address_of(name: str) -> str:
    """The address of a page that belongs to no single record."""
    return reverse(name)


def address_at(name: str, pk: int) -> str:
    """The address of a page of one record, whose id is the one number in it."""
    before, after = _around_id(name)
    return f"{before}{pk}{after}"


@cache
def _around_id(name: str) -> tuple[str, str]:
    before, _id, after = reverse(name, args=[0]).partition("/0/")
    return f"{before}/", f"/{after}"
