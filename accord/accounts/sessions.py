"""The session engine: Django's own, on a table that knows the person."""

from datetime import datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from accord.accounts.models import Session


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        # Each save writes the whole row, so the moment of signing in travels in the session itself.
        started = data.setdefault("started_at", timezone.now().isoformat())
        session = super().create_model_instance(data)
        assert isinstance(session, Session)
        session.started_at, session.seen_at = datetime.fromisoformat(started), timezone.now()
        session.user_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        if "started" in data:
            session.started_at = datetime.fromisoformat(data["started"])
        session.address = str(data.get("address", ""))[:45]
        session.agent = str(data.get("agent", ""))[:200]
        return session
