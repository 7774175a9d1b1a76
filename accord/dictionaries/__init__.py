"""Directories: the lists of words that administrators keep and everybody chooses from.

An entry has a name, a place in the list and may belong to one department. What the product ships is translated for
each reader until an administrator gives it a name of their own. Entries that are used are switched off rather than
deleted, so that old records keep their words. Countries and currencies are no entries: they are ISO codes whose names
come from the library (`kit/countries.py`).
"""
