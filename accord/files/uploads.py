"""The first bound of an upload, before anything of it is read: everything in one form together."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from accord.preferences import switches

MOST_AT_ONCE = 10
REST_OF_FORM = 1024 * 1024


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Refuses a form that says it is larger than ten of the largest files; each is measured again when kept."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, str],  # noqa: N803 - Django's name
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        largest = switches.load(self.request).largest_file * 1024 * 1024
        if content_length > MOST_AT_ONCE * largest + REST_OF_FORM:
            raise RequestDataTooBig("The form is larger than ten of the largest files.")
