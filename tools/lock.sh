#!/bin/sh
# Renews the locked packages from pyproject.toml: every version with its sums, and no registry's address.
set -eu
cd "$(dirname "$0")/.."
compile() {
    .venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header \
        --no-emit-index-url --no-emit-find-links "$@"
}
compile pyproject.toml -o requirements.lock
compile pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock
compile --group setup -o requirements-setup.lock
compile --group assets -o requirements-assets.lock
npm install --package-lock-only --ignore-scripts --silent
