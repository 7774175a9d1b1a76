"""How a web process learns that something was committed, on each database."""

import asyncio
import time

from accord.notifications.live.bells import bell

LONG = 10.0


def test_a_new_bell_rings_at_once_for_it_heard_nothing_before(live):
    async def first_ring():
        async with bell() as rings:
            started = time.monotonic()
            await rings.wait(LONG)
            return time.monotonic() - started

    assert asyncio.run(first_ring()) < LONG / 2
