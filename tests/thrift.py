"""What an installation does once, and tests would do thousands of times."""

import gc
from collections.abc import Iterator

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher

DEAR = {"time_cost": Argon2PasswordHasher.time_cost, "memory_cost": Argon2PasswordHasher.memory_cost}
"""What a hash costs in an installation: a test of ours asks whether that is enough."""

# A hash that is quickly made guards nobody here. Set before the cast is read, whose hash would be renewed otherwise.
Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost = 1, 1024


def pytest_collection_finish() -> None:
    """What was imported stays to the end: nobody need look through it for rubbish again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)


@pytest.fixture(scope="session", autouse=True)
def _static_files_are_looked_for_when_they_are_asked_for() -> Iterator[None]:
    """Each test client is a server of its own, and each listed all static files: a quarter of the time of all tests."""
    from django.conf import settings
    from django.test import override_settings

    with override_settings(SERVESTATIC_AUTOREFRESH=True, SERVESTATIC_MAX_AGE=settings.SERVESTATIC_MAX_AGE):
        yield
