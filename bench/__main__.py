"""`bin/bench`: makes data of a size in new databases, measures each in a process of its own, writes the table."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from bench import growth, table
from tools import postgres

TABLE = Path(__file__).parent / "README.md"
RESULTS = Path(__file__).parent / "results"
DATABASES = ("sqlite", "postgres")


def main() -> None:
    options = asked()
    if options.growth:
        print(growth.section(kept()) or "Both sizes have to be measured on one database first.")
        return
    for database in DATABASES if options.on == "both" else (options.on,):
        found = measured(options, database)
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / f"{options.scale}-{database}.json").write_text(json.dumps(found, indent=1) + "\n")
    TABLE.write_text(table.page(kept()))
    print(TABLE.read_text())


def asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", choices=("tiny", "s", "m", "l", "xl"), default="m")
    parser.add_argument("--on", choices=(*DATABASES, "both"), default="both")
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--load", type=float, default=60, help="seconds of the mixed load; the bar holds for 600")
    parser.add_argument("--data", type=Path, help="keep SQLite's data in this folder, and take what is there")
    parser.add_argument("--growth", action="store_true", help="only show what m and xl, measured before, differ by")
    return parser.parse_args()


def measured(options: argparse.Namespace, database: str) -> dict[str, Any]:
    """Run the measuring process on an empty folder and, for PostgreSQL, on a server that ends with it."""
    with tempfile.TemporaryDirectory(prefix="accord-bench-") as folder:
        kept_data = options.data if options.data and database == "sqlite" else None
        surroundings = os.environ | {
            "ACCORD_DATA": str(kept_data or folder),
            "DJANGO_SETTINGS_MODULE": "accord.config.settings",
        }
        surroundings.pop("ACCORD_DATABASE_URL", None)
        if database == "sqlite":
            return ran(options, Path(folder), surroundings)
        address, server = postgres.borrow()
        try:
            return ran(options, Path(folder), surroundings | {"ACCORD_DATABASE_URL": address})
        finally:
            if server.stdin:
                server.stdin.close()
            server.wait()


def ran(options: argparse.Namespace, folder: Path, surroundings: dict[str, str]) -> dict[str, Any]:
    target = folder / "found.json"
    asked = [options.scale, str(options.rounds), str(options.load), str(target)]
    words = [sys.executable, "-m", "bench.child", *asked]
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()
    subprocess.run(words, env=surroundings, check=True)
    return {
        "commit": commit,
        "day": str(date.today()),
        "rounds": options.rounds,
        "load": options.load,
        **json.loads(target.read_text()),
    }


def kept() -> list[tuple[str, dict[str, Any]]]:
    """All results on this machine, the largest data first."""
    order = ("xl", "l", "m", "s", "tiny")
    files = sorted(RESULTS.glob("*.json"), key=lambda file: (order.index(file.stem.split("-")[0]), file.stem))
    return [(file.stem.split("-")[0], json.loads(file.read_text())) for file in files]


if __name__ == "__main__":
    main()
