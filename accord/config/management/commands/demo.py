"""`accord demo`: fills an empty database with the story, or with data of a size."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accord.accounts.models import User
from accord.config.demo.story import Story

SCALES = ("story", "s", "m", "l", "xl")


class Command(BaseCommand):
    help = "Fill an empty database with the demo company (story) or with data of a size (s, m, l, xl)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scale", choices=SCALES, default="story")
        parser.add_argument("--today", type=date.fromisoformat, default=None, help="the day of the demonstration")
        parser.add_argument("--seed", type=int, default=42)

    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.exists():
            raise CommandError("There are people in this database already; demo data goes into an empty one only.")
        today = options["today"] or timezone.now().date()
        if options["scale"] == "story":
            with transaction.atomic():
                Story(today, self.tick).tell()
            return
        from accord.config.demo.scale import make  # heavy, and only here

        make(options["scale"], today=today, seed=options["seed"], progress=self.progress)

    def tick(self, chapter: str) -> None:
        self.stdout.write(f"  {chapter.replace('_', ' ')}")

    def progress(self, what: str, done: int, total: int) -> None:
        bar = "█" * (30 * done // max(total, 1))
        end = "\n" if done >= total else "\r"
        sys.stdout.write(f"  {what:<12} {bar:<30} {done:>9,} of {total:,}{end}")
        sys.stdout.flush()
