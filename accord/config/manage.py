"""What of the `accord` command needs Django: the management commands and the worker."""

from collections.abc import Sequence
from importlib import import_module

import django
from django.core.management import execute_from_command_line


def main(words: Sequence[str]) -> int:
    """Run a management command of Django or of one of our packages."""
    execute_from_command_line(["accord", *words])
    return 0


def worker(words: Sequence[str]) -> int:
    """Work off background jobs until told to stop."""
    django.setup()
    status: int = import_module("accord.jobs.worker").main(words) or 0
    return status
