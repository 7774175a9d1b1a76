"""The `accord` command.

`run` and `serve` stay in this process and import no Django: what needs the product, they leave to children. Every other
command imports what it needs when it is called.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from accord import __version__
from accord.config import supervisor

SETTINGS = "accord.config.settings"


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Do what the command line says and leave with its status."""
    words = list(sys.argv[1:] if argv is None else argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    verb = words[0] if words else "help"
    own = VERBS.get(verb)
    try:
        sys.exit(own(words[1:]) if own else manage(words))
    except KeyboardInterrupt:
        sys.exit(130)


def run(words: Sequence[str]) -> int:
    """Prepare the data folder (tables, demo company on a first run) and serve it."""
    parser = _serving_options("accord run", run.__doc__)
    demo = parser.add_mutually_exclusive_group()
    demo.add_argument("--empty", action="store_true", help="start without the demo company")
    demo.add_argument("--demo", action="store_true", help="load the demo company into an empty database of any kind")
    options = parser.parse_args(words)
    wish = "empty" if options.empty else "demo" if options.demo else "first"
    return _serve(options, prepare_with=["--demo", wish])


def serve(words: Sequence[str]) -> int:
    """Serve the web pages and work off the background jobs, both under this one process."""
    return _serve(_serving_options("accord serve", serve.__doc__).parse_args(words), prepare_with=None)


def worker(words: Sequence[str]) -> int:
    """Work off background jobs and keep the clocks; `accord serve` starts this by itself."""
    return _in_this_process("accord.config.manage", "worker", words)


def web(words: Sequence[str]) -> int:
    """One web process on a socket that the supervisor opened."""
    return _in_this_process("accord.config.web", "main", words)


def prepare(words: Sequence[str]) -> int:
    """Bring the database up to date and, on a first run, load the demo company; used by `accord run`."""
    return _in_this_process("accord.config.first_run", "main", words)


def version(words: Sequence[str]) -> int:
    """Print the version."""
    print(f"Accord {__version__}")
    return 0


def help_(words: Sequence[str]) -> int:
    """List what the command can do."""
    if words:
        return manage(["help", *words])
    print("usage: accord COMMAND …\n")
    for verb, does in VERBS.items():
        if verb not in {"web", "prepare", "-h", "--help", "--version"}:
            print(f"  {verb:12}{(does.__doc__ or '').splitlines()[0]}")
    for verb, sentence in MANAGEMENT.items():
        print(f"  {verb:12}{sentence}")
    print("\nEvery command of Django works too, such as `accord shell`; `accord COMMAND --help` says more.")
    return 0


def manage(words: Sequence[str]) -> int:
    """Hand over to the management commands of Django and of our packages."""
    _name_data_folder(_taken_option(words, "--data"))
    return _in_this_process("accord.config.manage", "main", _without_option(words, "--data"))


VERBS: dict[str, Callable[[Sequence[str]], int]] = {
    "run": run,
    "serve": serve,
    "worker": worker,
    "web": web,
    "prepare": prepare,
    "version": version,
    "--version": version,
    "help": help_,
    "--help": help_,
    "-h": help_,
}

MANAGEMENT = {
    "demo": "Load the demo company, or measured data with --scale s|m|l|xl.",
    "user": "Add a person, give a role, deactivate: `accord user add NAME`, the password from standard input.",
    "check": "Check the settings of this installation.",
    "migrate": "Bring the database up to date.",
    "explain": "Tell everything about one record type, or about all limits by state.",
}


def _serving_options(name: str, does: str | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=name, description=does)
    parser.add_argument("--data", metavar="DIR", help="the data folder (default: $ACCORD_DATA, else ./data)")
    parser.add_argument(
        "--port", type=_port, default=8000, help="the port to listen on (default: 8000; 0: any free one)"
    )
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: this machine only)")
    parser.add_argument("--web", type=_processes, default=1, metavar="N", help="number of web processes, on PostgreSQL")
    parser.add_argument("--insecure-lan", action="store_true", help="allow plain http beyond this machine")
    return parser


def _port(word: str) -> int:
    return _number(word, 0, 65_535, "a port is a number from 0 to 65535")


def _processes(word: str) -> int:
    return _number(word, 1, 64, "the number of web processes is from 1 to 64")


def _number(word: str, least: int, most: int, said: str) -> int:
    if not (word.isascii() and word.isdigit() and least <= int(word[:9]) <= most):
        raise argparse.ArgumentTypeError(f"{said}, not {word}")
    return int(word)


def _serve(options: argparse.Namespace, *, prepare_with: Sequence[str] | None) -> int:
    _name_data_folder(options.data)
    refusal = _refusal(options)
    if refusal:
        return _fail(refusal)
    os.environ["ACCORD_HOST"] = options.host
    os.environ.setdefault("ACCORD_HOSTS", f"127.0.0.1,localhost,[::1],{options.host}")
    if options.insecure_lan:
        os.environ["ACCORD_INSECURE_LAN"] = "1"
    try:
        sock = supervisor.listen(options.host, options.port)
    except socket.gaierror:
        return _fail(f"This machine has no address {options.host}: leave --host out, or name one of its own.")
    except OSError as error:
        return _fail(f"Cannot listen on {options.host}, port {options.port}: {error.strerror}. Choose another --port.")
    url = supervisor.address(sock)
    beyond = [] if supervisor.is_loopback(options.host) else ["--beyond"]
    news = _prepared([*(prepare_with or ["--demo", "never", "--keep-tables"]), *beyond])
    if news is None:
        return 1
    return supervisor.serve(sock, web=options.web, announcement=_announcement(url, news))


def _refusal(options: argparse.Namespace) -> str:
    if options.web > 1 and not os.environ.get("ACCORD_DATABASE_URL", "").startswith("postgres"):
        return "Several web processes need PostgreSQL: set ACCORD_DATABASE_URL, or leave --web out."
    if not (supervisor.is_loopback(options.host) or options.insecure_lan or os.environ.get("ACCORD_TLS")):
        return "Plain http beyond this machine shows passwords to the network: set up TLS, or add --insecure-lan."
    if options.host in {"0.0.0.0", "::"} and not os.environ.get("ACCORD_HOSTS"):  # noqa: S104
        return "Say by which names people will reach it: ACCORD_HOSTS=crm.example,192.168.1.4 (comma between them)."
    if options.insecure_lan:
        supervisor.say("Warning: plain http beyond this machine. Whoever shares the network can read along.")
    return ""


def _prepared(words: Sequence[str]) -> dict[str, str] | None:
    """Let a child do what needs the product; its last line is for us, the lines before are for the person."""
    child = subprocess.run([sys.executable, "-m", "accord", "prepare", *words], stdout=subprocess.PIPE, text=True)
    if child.returncode:
        sys.stderr.write(child.stdout)
        return None
    *lines, last = child.stdout.splitlines()
    for line in lines:
        print(line)
    news: dict[str, str] = json.loads(last)
    return news


def _announcement(url: str, news: dict[str, str]) -> str:
    if "first" in news:
        return (
            f"Accord is ready. Create the first administrator, with this link, which works once:\n{url}{news['first']}"
        )
    return f"Accord is ready: {url}/"


def _name_data_folder(folder: str | None) -> None:
    if folder:
        os.environ["ACCORD_DATA"] = str(Path(folder).resolve())


def _taken_option(words: Sequence[str], name: str) -> str | None:
    for word, following in zip(words, [*words[1:], None], strict=True):
        if word == name:
            return following
        if word.startswith(f"{name}="):
            return word.partition("=")[2]
    return None


def _without_option(words: Sequence[str], name: str) -> list[str]:
    if name not in words:
        return [word for word in words if not word.startswith(f"{name}=")]
    at = words.index(name)
    return [*words[:at], *words[at + 2 :]]


def _in_this_process(module: str, function: str, words: Sequence[str]) -> int:
    """Import what needs Django only for the commands that need it."""
    status: int = getattr(import_module(module), function)(words)
    return status


def _fail(sentence: str) -> int:
    sys.stderr.write(sentence + "\n")
    return 1
