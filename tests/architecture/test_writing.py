"""There is one way to write a record: its own verbs, through `change`. Whatever goes round them leaves no history."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from accord.access.models import Owned
from accord.history.models import Changeable
from tests.architecture.sources import PRODUCT, modules, package_of, place, tree_of

WRITING = {
    "save",
    "create",
    "get_or_create",
    "update_or_create",
    "update",
    "delete",
    "bulk_create",
    "bulk_update",
    "asave",
    "acreate",
    "aupdate",
    "adelete",
}
SET_WORDS = {
    "objects",
    "_default_manager",
    "filter",
    "exclude",
    "all",
    "visible_to",
    "editable_by",
    "order_by",
    "select_for_update",
    "get_queryset",
}


def changeable_names() -> set[str]:
    return {model.__name__ for model in apps.get_models() if issubclass(model, Changeable)} | {"Changeable", "Record"}


def owned_names() -> set[str]:
    """Models whose rows are seen by some and not by others; people and roles have administrators' pages instead."""
    return {model.__name__ for model in apps.get_models() if issubclass(model, Owned)}


def plain_names() -> set[str]:
    """Models that carry no history of their own: queue, index, events, sessions."""
    return {model.__name__ for model in apps.get_models() if not issubclass(model, Changeable)}


def writes_round_the_path(tree: ast.Module, changeable: set[str], plain: set[str]) -> Iterator[ast.AST]:
    """Calls that write a changeable model by its class, by a set of it, or by `self` within it."""
    for top in tree.body:
        inside = isinstance(top, ast.ClassDef) and is_changeable_class(top, changeable)
        for node in ast.walk(top):
            receiver = written_by(node)
            if receiver is not None and is_changeable_receiver(receiver, changeable, plain, inside=inside):
                yield node


def written_by(node: ast.AST) -> ast.expr | None:
    """What `.save(`, `.update(` … is called on, if the node is such a call."""
    is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITING
    return node.func.value if is_call else None  # type: ignore[attr-defined]


def is_changeable_class(node: ast.ClassDef, changeable: set[str]) -> bool:
    words = {word for base in node.bases for word in names_in(base)}
    return node.name in changeable or bool(
        words & {"ChangeableQuerySet", "OwnedQuerySet", "RecordQuerySet", *changeable}
    )


def is_changeable_receiver(receiver: ast.expr, changeable: set[str], plain: set[str], *, inside: bool) -> bool:
    names = set(names_in(receiver))
    if names & plain:
        return False
    if names & changeable:
        return True
    own, *path = words_of(receiver)
    return inside and own in {"self", "cls"} and (not path or path[0] in SET_WORDS)


def names_in(node: ast.AST) -> Iterator[str]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name):
            yield inner.id
        elif isinstance(inner, ast.Attribute):
            yield inner.attr


def words_of(receiver: ast.expr) -> list[str]:
    """`self.filter(pk=1).order_by("pk")` → self, filter, order_by."""
    words: list[str] = []
    while isinstance(receiver, ast.Attribute | ast.Call | ast.Subscript):
        if isinstance(receiver, ast.Attribute):
            words.insert(0, receiver.attr)
        receiver = receiver.func if isinstance(receiver, ast.Call) else receiver.value
    return [receiver.id if isinstance(receiver, ast.Name) else "", *words]


def test_records_are_written_by_their_verbs_only():
    changeable, plain = changeable_names(), plain_names()

    round_about = [
        place(file, call)
        for file in modules()
        if package_of(file) != "history"
        for call in writes_round_the_path(tree_of(file), changeable, plain)
    ]

    assert round_about == []


@pytest.mark.parametrize(
    "line",
    [
        "Deal.objects.create(name='x')",
        "Deal.objects.filter(pk=1).update(name='x')",
        "Deal.objects.visible_to(person).delete()",
        "Deal.objects.bulk_create([])",
        "class Deal(Record):\n    def win(self):\n        self.save()",
        "class Open(RecordQuerySet):\n    def close(self):\n        self.filter(pk=1).update(open=False)",
    ],
)
def test_the_guard_sees_a_write_round_the_path(line):
    found = list(writes_round_the_path(ast.parse(line), {"Deal", "Record"}, {"Job"}))

    assert len(found) == 1


@pytest.mark.parametrize(
    "line",
    [
        "Job.objects.create(name='x')",
        "values.update(name='x')",
        "Deal.objects.add(by=actor, name='x')",
        "deal.change('won', by=actor)",
        "class Deal(Record):\n    def win(self):\n        self.change('won', by=actor)",
        "class User(Record):\n    def leave(self):\n        self.sessions.exclude(pk=1).delete()",
    ],
)
def test_the_guard_lets_other_writes_pass(line):
    assert list(writes_round_the_path(ast.parse(line), {"Deal", "Record"}, {"Job"})) == []


INSERTING = {
    "config/demo/scale.py",
    "contacts/models/identity.py",
    "exchange/importing.py",
    "exchange/models/file_import.py",
    "history/models/changeable.py",
    "history/models/events.py",
    "jobs/models.py",
    "kit/updating.py",
    "search/index.py",
}


def test_rows_are_inserted_by_the_write_path_and_where_they_carry_no_history_of_their_own():
    found = {str(file.relative_to(PRODUCT)) for file in modules() if "accord.kit.inserting" in file.read_text()}

    assert found == INSERTING


def test_rows_get_values_of_their_own_by_the_write_path_and_where_they_carry_no_history_of_their_own():
    found = {str(file.relative_to(PRODUCT)) for file in modules() if "accord.kit.updating" in file.read_text()}

    assert found == {"history/models/changeable.py", "exchange/importing.py"}


def test_views_and_pages_reach_records_through_a_persons_sight():
    reached = [
        place(file, node)
        for file in [*modules(named="views.py"), *modules(named="pages.py"), *_folders("views"), *_folders("pages")]
        for node in unguarded(tree_of(file), owned_names())
    ]

    assert reached == []


ALLOWED_DOORS = {"visible_to", "editable_by", "add"}


def unguarded(tree: ast.Module, guarded: set[str]) -> Iterator[ast.Attribute]:
    """`Model.objects` of an owned model that is not at once narrowed to what somebody may see or edit."""
    narrowed = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and (node.attr in ALLOWED_DOORS or node.attr.startswith("open_from"))
    }
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=model, attr="objects") if id(node) not in narrowed:
                if set(names_in(model)) & guarded:
                    yield node


def test_the_guard_of_views_sees_a_bare_manager():
    tree = ast.parse("Deal.objects.filter(pk=1)\nDeal.objects.visible_to(person).filter(pk=1)\nJob.objects.all()")

    assert [node.lineno for node in unguarded(tree, {"Deal"})] == [1]


def _folders(name: str) -> list[Path]:
    return [file for file in modules() if name in file.relative_to(PRODUCT).parts[:-1]]
