"""What no user should do and some machine will: tried on everything that the contents of the product name."""

import os

THOROUGH = os.environ.get("ACCORD_TEST_THOROUGH") == "1"
"""Asked for by `bin/test --all`: every value, many kills, long floods."""
