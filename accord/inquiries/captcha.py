"""The hook for a captcha service of the house's choice: hCaptcha, Turnstile, reCAPTCHA and others that work alike.

Without its settings nothing here runs and nothing is loaded from anywhere. With them, a form whose source asks for it
is made a request only if the service itself has said yes to this server; leaving the token out is a no.
"""

from __future__ import annotations

import json
import logging
import urllib.error
import urllib.request
from dataclasses import dataclass
from enum import Enum
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings

PATIENCE_SECONDS = 5
LONGEST_ANSWER = 64 * 1024
LONGEST_TOKEN = 4096

logger = logging.getLogger(__name__)


class Verdict(Enum):
    PASSED = "passed"
    REFUSED = "refused"
    UNKNOWN = "unknown"  # the service could not be asked


@dataclass(frozen=True)
class Service:
    """`script` draws the box in an element of class `box`, which posts its token as `field`."""

    script: str
    box: str
    field: str
    site_key: str
    secret: str
    verify: str

    @property
    def origin(self) -> str:
        """What the page has to allow."""
        parts = urlsplit(self.script)
        return f"{parts.scheme}://{parts.netloc}"

    def judge(self, token: str) -> Verdict:
        if not token or len(token) > LONGEST_TOKEN:
            return Verdict.REFUSED
        try:
            said = ask(self.verify, {"secret": self.secret, "response": token})
        except (OSError, ValueError):
            logger.warning("The captcha service did not answer.")
            return Verdict.UNKNOWN
        return Verdict.PASSED if said.get("success") is True else Verdict.REFUSED


def service() -> Service | None:
    """The service that the server is set up for; half a set-up is none."""
    found = Service(**settings.ACCORD_CAPTCHA)
    is_whole = all((found.script, found.box, found.field, found.site_key, found.secret, found.verify))
    is_safe = found.script.startswith("https://") and found.verify.startswith("https://")
    return found if is_whole and is_safe else None


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any) -> None:
        return None


def ask(url: str, values: dict[str, str]) -> dict[str, Any]:
    """One question to the address that the server was set up with; no redirect, no waiting, no long answer."""
    request = urllib.request.Request(url, urlencode(values).encode())  # noqa: S310 - checked to be https
    with urllib.request.build_opener(_NoRedirect()).open(request, timeout=PATIENCE_SECONDS) as answer:
        said = json.loads(answer.read(LONGEST_ANSWER))
    return said if isinstance(said, dict) else {}
