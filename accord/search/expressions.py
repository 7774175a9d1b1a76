"""What is looked for, written once and said in the language of either database."""

from __future__ import annotations

from dataclasses import dataclass

SHORT = (2, 3)
OWN = "~"  # stands in a tsquery before each word, for the type and the span of ids of what is asked


@dataclass(frozen=True)
class Word:
    """A token of the index, or the beginning of one."""

    token: str
    open: bool = False


@dataclass(frozen=True)
class All:
    parts: tuple[Expression, ...]


@dataclass(frozen=True)
class Any:
    parts: tuple[Expression, ...]


Expression = Word | All | Any


def fts5(expression: Expression) -> str:
    """For `MATCH`. Tokens are letters, digits and `_` only, so that the quotes hold."""
    if isinstance(expression, Word):
        return f'"{expression.token}"' + ("*" if expression.open else "")
    joint = " AND " if isinstance(expression, All) else " OR "
    return "(" + joint.join(fts5(part) for part in expression.parts) + ")"


def tsquery(expression: Expression) -> str:
    """For `@@`, as the literal of a tsquery: no parser looks into the words. Short beginnings are lexemes.

    Marks are lexemes as they are; `OWN` stands before words and beginnings.
    """
    if isinstance(expression, Word):
        own = "" if expression.token.startswith("_") else OWN
        if expression.open and len(expression.token) in SHORT:
            return f"'{own}<{expression.token}'"
        return f"'{own}{expression.token}'" + (":*" if expression.open else "")
    joint = " & " if isinstance(expression, All) else " | "
    return "(" + joint.join(tsquery(part) for part in expression.parts) + ")"
