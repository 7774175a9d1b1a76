"""Django's SQLite with patience of its own: the database engine of an installation without PostgreSQL."""

LOOK_EVERY = 0.008
"""For how many seconds SQLite itself waits before we ask again: it looks after 1, 3 and 8 milliseconds."""
PATIENCE = 20.0
"""For how many seconds we ask."""
