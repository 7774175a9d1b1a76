from accord.history.models.actor import Actor, Door, Person
from accord.history.models.changeable import Changeable, ChangeableQuerySet, Outcome, kinds, model_of
from accord.history.models.changes import Facet
from accord.history.models.consequences import after, after_all
from accord.history.models.events import ChangeSet, Event
from accord.history.models.undo import UndoConflict

__all__ = [
    "Actor",
    "ChangeSet",
    "Changeable",
    "ChangeableQuerySet",
    "Door",
    "Event",
    "Facet",
    "Outcome",
    "Person",
    "UndoConflict",
    "after",
    "after_all",
    "kinds",
    "model_of",
]
