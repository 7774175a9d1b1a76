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
    """Work off background jobs and strike the clocks of `recurring.py` until told to stop."""
    django.setup()
    clocks = import_module("accord.config.recurring")
    status: int = import_module("accord.jobs.worker").main(words, clocks.RECURRING, clocks.zone)
    return status
