"""Saying what was done, with the button that takes it back."""

from __future__ import annotations

from django.urls import reverse
from django.utils.functional import Promise

from accord.accounts.middleware import ActorRequest
from accord.web.toasts import toast


def toast_done(request: ActorRequest, message: str | Promise) -> None:
    """Say it with the next answer; *Undo* takes back whatever this request wrote."""
    change_set = request.actor.ledger.change_set
    toast(request, message, undo=reverse("undo", args=[change_set.pk]) if change_set else "")
