"""What every record can do, on one screen: belong to somebody, be found, listed, opened, changed and taken back.

A record type is declared, not programmed: a model that inherits `Record`, a `RecordPages` class that says what its
list, board, page and form show, and one line in `config/contents.py`. Navigation, search, pickers, import, export,
history, trash and the permission matrix follow from these.
"""
