"""The product with one package more, as somebody would run it who adds a type of their own."""

from accord.config.settings import *  # noqa: F403
from accord.config.settings import INSTALLED_APPS as SHIPPED

INSTALLED_APPS = [*SHIPPED, "tests.recipe.vehicles"]
