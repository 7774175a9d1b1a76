"""Limits by state on deals. There are none yet: what Executives may change is a matter of their grant's fields."""

from accord.access.limits import Limit

LIMITS: tuple[Limit, ...] = ()
