"""Limits by state on products. There are none: who may change the catalogue is a matter of the grants."""

from accord.access.limits import Limit

LIMITS: tuple[Limit, ...] = ()
