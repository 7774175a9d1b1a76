"""The fixtures of the whole repository, by name: a package's tests import nothing that lies above the package."""

import os
from importlib.util import find_spec

from hypothesis import settings

# The same examples every time, so that a run says something about the change and not about luck; --all looks further.
settings.register_profile("steady", derandomize=True)
if os.environ.get("ACCORD_TEST_THOROUGH") != "1":
    settings.load_profile("steady")

pytest_plugins = ["tests.thrift", "tests.database", "tests.browser"]

if find_spec("tests.office"):
    pytest_plugins.append("tests.office")
