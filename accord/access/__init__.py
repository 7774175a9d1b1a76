"""Who may see and change what: grants, participants and the one policy.

A role is a set of grants; a grant says for one type and one right how far it reaches (own, department, all) and which
fields it covers. A person's right is the OR of all their grants. Everything that shows, counts, sums, finds, exports
or sends a record asks `visible_to(person)`, `editable_by(person)`, `writable_fields` or `viewers`; nothing else
decides.
"""
