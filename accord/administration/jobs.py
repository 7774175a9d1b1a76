"""What administration leaves to the worker."""

from accord.administration import leaving  # noqa: F401 - declares its work
