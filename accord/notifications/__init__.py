"""Who hears about what happened: a list with a counter in the application, and live to every open page.

Both are readings of `history.Event`. A notice is one row per person and change set, made by a job that the write asks
for in its own transaction; its sentence is put together when it is read, with the rights of that moment. Live pages
are told kind, id and version of what changed, only where the reader may see it, and then ask the ordinary page.
"""
