"""What deals leave to the worker."""

from accord.deals import retiring  # noqa: F401 - declares its work
