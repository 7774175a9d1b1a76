"""What tests do cheaply, an installation does dearly."""

from django.conf import settings
from django.contrib.auth.hashers import get_hasher

from tests.thrift import DEAR


def test_a_password_costs_in_an_installation_what_argon2_asks_for():
    """OWASP asks for 19 MiB and two rounds at least."""
    assert settings.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    assert DEAR["memory_cost"] >= 19 * 1024
    assert DEAR["time_cost"] >= 2
    assert get_hasher().memory_cost < DEAR["memory_cost"]
