"""Vehicles of the fleet: what drives, for which client, and what it is worth."""
