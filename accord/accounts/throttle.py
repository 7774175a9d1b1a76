"""How often somebody may try to sign in.

Two buckets per attempt, in the database so that every process sees them: the account, and the account from this
network. A growing pause instead of a lock (ASVS 6.1.1): nobody can shut a colleague out from elsewhere, because a
device that signed in before is asked only about its own failures.
"""

import hashlib
from datetime import timedelta
from ipaddress import ip_address, ip_network
from math import ceil

from django.db import transaction
from django.utils import timezone

from accord.accounts.models import Bucket

WINDOW = timedelta(hours=1)
FREE_TRIES = 4
MOST_TRIES = 10
LONGEST_PAUSE = timedelta(minutes=30)


def network(address: str) -> str:
    """The neighbourhood of an address: attackers change the last digits for free."""
    try:
        ip = ip_address(address)
    except ValueError:
        return "unknown"
    return str(ip_network(f"{ip}/{24 if ip.version == 4 else 56}", strict=False))


def keys(account: str, address: str, *, known_device: bool) -> list[str]:
    here = f"{account.casefold()}|{network(address)}"
    wanted = [here] if known_device else [here, account.casefold()]
    return [hashlib.sha256(key.encode()).hexdigest() for key in wanted]


def pause(failures: int) -> timedelta:
    """Four free tries, then 2, 4, 8 … seconds; after ten within the hour, the longest pause."""
    if failures < FREE_TRIES:
        return timedelta()
    if failures >= MOST_TRIES:
        return LONGEST_PAUSE
    return timedelta(seconds=2 ** (failures - FREE_TRIES + 1))


def seconds_to_wait(buckets: list[str]) -> int:
    """How long this attempt has to wait; 0 means it may go on."""
    now = timezone.now()
    waits = [
        (bucket.last_at + pause(bucket.failures) - now).total_seconds()
        for bucket in Bucket.objects.filter(key__in=buckets, first_at__gt=now - WINDOW)
    ]
    return max((ceil(wait) for wait in waits if wait > 0), default=0)


def failed(buckets: list[str]) -> None:
    now = timezone.now()
    with transaction.atomic():
        for key in buckets:
            bucket, _made = Bucket.objects.select_for_update().get_or_create(
                key=key, defaults={"first_at": now, "last_at": now}
            )
            if bucket.first_at < now - WINDOW:
                bucket.first_at, bucket.failures = now, 0
            bucket.failures += 1
            bucket.last_at = now
            bucket.save()


def succeeded(buckets: list[str]) -> None:
    """Only the first bucket, of this account from here, is emptied: a success elsewhere must not feed a guesser."""
    Bucket.objects.filter(key=buckets[0]).delete()
