"""What an installation does once, and tests would do thousands of times."""

import gc
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.signals import setting_changed
from django.template import Context, Template
from django.test import client, override_settings
from django.utils.safestring import SafeString

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
def _one_server_for_all_clients() -> Iterator[None]:
    """Each test client is a server of its own, and each listed all static files: a fifth of the time of all tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(client.ClientHandler, "load_middleware", loaded_once(client.ClientHandler.load_middleware))
        yield


NOT_OF_MIDDLEWARE = {"MEDIA_ROOT", "ACCORD_CAPTCHA", "ACCORD_GEO_FILE"}
"""Settings that many tests change and no middleware keeps."""


def loaded_once(load: Callable[[Any], None]) -> Callable[[Any], None]:
    """The middleware that one client loaded serves the next, as in an installation, until a test changes a setting."""
    loaded: dict[str, Any] = {}

    def forget(*, setting: str, **_: Any) -> None:
        if setting not in NOT_OF_MIDDLEWARE:
            loaded.clear()

    def load_middleware(handler: Any) -> None:
        if not loaded:
            own = set(vars(handler))
            load_both(handler, load)
            loaded.update({name: value for name, value in vars(handler).items() if name not in own})
        vars(handler).update(loaded)

    setting_changed.connect(forget, weak=False)
    return load_middleware


def load_both(handler: Any, load: Callable[[Any], None]) -> None:
    """What serves static files is asynchronous: pages pass it by, without an event loop and six threads for each."""
    load(handler)
    for_files = handler._middleware_chain
    with override_settings(MIDDLEWARE=[name for name in settings.MIDDLEWARE if "servestatic" not in name]):
        load(handler)
    for_pages = handler._middleware_chain
    handler._middleware_chain = lambda request: (
        for_files(request) if request.path_info.startswith(settings.STATIC_URL) else for_pages(request)
    )


@pytest.fixture(scope="session", autouse=True)
def _contexts_of_pages_only(django_test_environment: None) -> Iterator[None]:
    """A client keeps a copy of what each template saw, a hundred a page; `answer.context` asks for the page's only."""
    told = Template._render  # type: ignore[attr-defined]

    def render(template: Template, context: Context) -> SafeString:
        is_asked_for = context.template is template or not is_part(template.name)
        return told(template, context) if is_asked_for else template.nodelist.render(context)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", render)
        yield


@cache
def is_part(template: str | None) -> bool:
    """The file of a part of a page starts with `_`."""
    return "/_" in f"/{template}"
