"""People and departments: who works here, who leads whom, and how they sign in.

A person is never deleted, only deactivated; that ends their sessions at once. What a person may see and do is
compiled by `access` into `User.compiled`, so that a request reads it together with the person.
"""
