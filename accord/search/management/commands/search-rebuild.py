"""`accord search-rebuild`: make the search index anew while people work."""  # noqa: N999 - the command's name

from typing import Any

from django.core.management.base import BaseCommand

from accord.search.index import rebuild


class Command(BaseCommand):
    help = "Make the search index anew from the records; people can work meanwhile."

    def handle(self, *args: Any, **options: Any) -> None:
        counts: dict[str, int] = {}
        for kind, done in rebuild():
            if done % 10_000 < 200 or kind not in counts:
                self.stdout.write(f"{kind}: {done}")
            counts[kind] = done
        self.stdout.write(", ".join(f"{kind} {count}" for kind, count in counts.items()) or "nothing to index")
