"""What happened, who did it, and how to take it back.

Everything people can change is `Changeable`. A change goes through one of four doors: `add`, `change`, `discard` and
`restore` (and their set forms), each of which writes an `Event` with the values before and after into the `ChangeSet`
of the acting person. History, undo, notices and live pages are readings of these events; nobody writes business rows
beside them.
"""
