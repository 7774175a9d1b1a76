"""Everything that shows whether the product works, in lanes: checks, tests on SQLite, on PostgreSQL, in a browser.

Each lane prints its minutes; the last line counts all lanes together. What a lane needs and cannot get is an error: a
lane is left out only when the person says so, and then the last lines say it too.
"""

import argparse
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from accord.config.supervisor import die_with_parent  # noqa: E402
from tools import checks  # noqa: E402

LONGEST_LANE = 45 * 60
LONGEST_THOROUGH_LANE = 2 * LONGEST_LANE
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@dataclass
class Result:
    """How many of a lane's tests ended how."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: "Result") -> "Result":
        return Result(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


@dataclass
class Lane:
    """A part of the whole that can be run, timed and counted by itself."""

    name: str
    run: Callable[[], Result]


class Missing(Exception):
    """What the machine lacks, in one sentence."""


def main() -> int:
    options = parsed(sys.argv[1:])
    with private_folder():
        try:
            if not options.without_browser:
                find_browser()
        except Missing as problem:
            print(problem, file=sys.stderr)
            return 1
        print(left_out(options).rstrip(": "), flush=True)
        total = run_all(list(lanes(options)))
    print(f"{left_out(options)}{total}")
    return 1 if total.failed or not total.passed else 0


def parsed(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/test", description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument(
        "--quick", action="store_true", help="only on SQLite, without browser, processes and broad sweeps"
    )
    parser.add_argument("--all", action="store_true", help="the browser on both databases, and the long torture tests")
    parser.add_argument("--without", choices=["browser"], action="append", default=[], help="leave a lane out")
    parser.add_argument("--on", choices=["sqlite", "postgres"], help="only the tests on this database, without browser")
    parser.add_argument("paths", nargs="*", help="only these tests; what follows -- goes to pytest")
    options = parser.parse_args(words)
    options.without_browser = "browser" in options.without or options.quick or options.on is not None
    return options


def lanes(options: argparse.Namespace) -> Iterator[Lane]:
    databases = [options.on] if options.on else ["sqlite"] if options.quick else ["sqlite", "postgres"]
    if not (options.quick or options.on or options.paths):
        yield Lane("checks", lambda: Result(*checks.run()))
    for database in databases:
        # A second database can only change what reaches it; the rest has run on the first.
        further = ["--reaching-database"] if database == "postgres" else []
        chosen = "not browser and not processes and not broad" if options.quick else "not browser"
        yield tests(f"tests on {database}", database, ["-m", chosen, *further], options)
    if not options.without_browser:
        for database in ["sqlite", "postgres"] if options.all else ["sqlite"]:
            yield tests(f"browser on {database}", database, ["-m", "browser"], options)


def tests(name: str, database: str, words: Sequence[str], options: argparse.Namespace) -> Lane:
    thorough = {"ACCORD_TEST_THOROUGH": "1"} if options.all else {}

    def run() -> Result:
        report = Path(tempfile.gettempdir()) / f"{name.replace(' ', '-')}.xml"
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}"]
        command += ["-n", "2", "--dist", "worksteal", *words, *options.paths]
        surroundings = {**os.environ, "ACCORD_TEST_DB": database, **thorough}
        status = ended(started(command, surroundings), LONGEST_THOROUGH_LANE if thorough else LONGEST_LANE)
        return counted(report, status, may_be_empty=bool(options.paths))

    return Lane(name, run)


def started(command: Sequence[str], surroundings: dict[str, str]) -> "subprocess.Popen[bytes]":
    """In a process group of its own, so that the lane and all that it started can be ended together."""
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=surroundings,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=die_with_parent,
    )


def ended(process: "subprocess.Popen[bytes]", longest: int) -> int:
    """Wait for the lane; whatever happens, nothing of it goes on running."""
    try:
        return process.wait(longest)
    except subprocess.TimeoutExpired:
        print(f"The lane was ended after {longest // 60} minutes.", file=sys.stderr)
        return 1
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def counted(report: Path, status: int, *, may_be_empty: bool) -> Result:
    """Read the report; a run that broke, or that found nothing to run, counts as one failure."""
    if status == 5:
        return Result() if may_be_empty else Result(failed=1)
    if not report.exists():
        return Result(failed=1)
    result = sum((suite(element) for element in ET.parse(report).getroot().iter("testsuite")), Result())
    if status and not result.failed:
        result.failed = 1
    return result


def suite(element: ET.Element) -> Result:
    def number(name: str) -> int:
        return int(element.get(name, "0"))

    failed, skipped = number("failures") + number("errors"), number("skipped")
    return Result(max(0, number("tests") - failed - skipped), failed, skipped)


def run_all(chosen: Sequence[Lane]) -> Result:
    """One lane after another: two cores are not enough for two lanes at once."""
    results = {}
    spent = {}
    for lane in chosen:
        print(f"\n── {lane.name} " + "─" * (76 - len(lane.name)), flush=True)
        began = time.monotonic()
        results[lane.name] = lane.run()
        spent[lane.name] = (time.monotonic() - began) / 60
    print("\n" + "─" * 80)
    for name, result in results.items():
        print(f"{name:22}{spent[name]:5.1f} min   {result.passed:5} ok {result.failed:5} not {result.skipped:5} left")
    return sum(results.values(), Result())


def left_out(options: argparse.Namespace) -> str:
    """One word before the counts, where the person chose to leave something out."""
    if options.on or options.paths:
        return "part: "
    if options.quick:
        return "quick, without browser, processes and broad sweeps: "
    return "without-browser: " if options.without_browser else ""


class private_folder:  # noqa: N801  (used like a function)
    """A temporary folder that everything of this run uses and that is gone afterwards, also after Ctrl-C."""

    def __enter__(self) -> None:
        self.folder = tempfile.mkdtemp(prefix="accord-test-run-")
        # PostgreSQL runs as another user when we are root, and must pass through.
        Path(self.folder).chmod(0o711)
        os.environ["TMPDIR"] = tempfile.tempdir = self.folder
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def find_browser() -> None:
    """A Chromium of the machine; Debian's is installed when we may."""
    if any(shutil.which(name) for name in BROWSERS):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing chromium …", file=sys.stderr)
        surroundings = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for words in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
            subprocess.run(["apt-get", "-qq", *words], env=surroundings, stdin=subprocess.DEVNULL, stdout=sys.stderr)
    if not any(shutil.which(name) for name in BROWSERS):
        raise Missing("The browser tests need Chromium: install it, or say `bin/test --without browser`.")


if __name__ == "__main__":
    sys.exit(main())
