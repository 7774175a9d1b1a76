"""The running house, and the people who work in it."""

from collections.abc import Iterator

import pytest

from tests.browser import Live
from tests.endurance.house import House
from tests.endurance.visitor import Crowd
from tests.office import Office


@pytest.fixture
def office(furnished: None, transactional_db: None) -> Office:
    """The cast, committed: other processes shall see them."""
    return Office()


@pytest.fixture
def house(transactional_db: None) -> Iterator[House]:
    house = House()
    house.open()
    yield house
    house.close()


@pytest.fixture
def crowd(live: Live) -> Iterator[Crowd]:
    """Visitors of the product as it is served to all tests."""
    yield from crowd_of(live.url)


@pytest.fixture
def crowd_at_house(house: House) -> Iterator[Crowd]:
    """Visitors of a house of one's own, with a worker, to be killed."""
    yield from crowd_of(house.url)


def crowd_of(url: str) -> Iterator[Crowd]:
    crowd = Crowd(url)
    yield crowd
    crowd.go_home()
