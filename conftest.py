"""The fixtures of the whole repository, by name: a package's tests import nothing that lies above the package."""

from importlib.util import find_spec

pytest_plugins = ["tests.database", "tests.browser"]

if find_spec("tests.office"):
    pytest_plugins.append("tests.office")
