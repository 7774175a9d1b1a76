"""Requests: what customers ask for, before anybody promised anything.

They come by a web form, by letter, by phone. Each has a ticket, and while it is pending, every save looks for whom it
may be from and says why (`matching.py`). Somebody takes it, confirms or corrects who wrote, and makes a deal of it,
or closes it as a duplicate, as irrelevant, as a case without a deal. What looks like spam is put aside where
operators see it; nothing that arrived is lost.
"""
