from accord.analytics.models.snapshot import Snapshot

__all__ = ["Snapshot"]
