"""Whole numbers out of addresses and forms, where anything may stand in their place."""

LARGEST_ID = 2**63 - 1
LARGEST_VERSION = 2**31 - 1


def as_id(word: str) -> int | None:
    """The ID that the word names, one that both databases can look for; None for whatever else it is."""
    return as_number(word, most=LARGEST_ID) or None


def as_number(word: str, *, most: int) -> int | None:
    """The number from nought to `most` that the word is, in the digits 0 to 9 and nothing else.

    The length is looked at first: Python refuses to read thousands of digits, and nobody means them.
    """
    if not (word.isascii() and word.isdigit() and len(word) <= len(str(most))):
        return None
    number = int(word)
    return number if number <= most else None
