from accord.records.models.bulk import BulkRow, BulkRun
from accord.records.models.forward import Forward
from accord.records.models.links import Link
from accord.records.models.record import Record, RecordQuerySet
from accord.records.models.undertakings import LeftOut, Undertaking
from accord.records.models.views import SavedView, Visit

__all__ = [
    "BulkRow",
    "BulkRun",
    "Forward",
    "LeftOut",
    "Link",
    "Record",
    "RecordQuerySet",
    "SavedView",
    "Undertaking",
    "Visit",
]
