"""Companies and the people in them: everybody outside the house whom the house works with.

A contact belongs to the owner of its company and follows it. An exact duplicate is refused with a link to the record
that exists (`identity.py`); whoever holds the merge right may say that it is another one all the same. The same keys
tell requests and calls who is writing: an e-mail, a phone, a name means one thing here, however it was typed.
"""
