"""Tickets and numbers: what people read out on the telephone, and what the tax office counts.

A *ticket* is eleven random letters that nobody can guess; it names a request and the deal made from it. A *number* of
a series has no gaps and no doubles, because an invoice may have neither: it is taken in the transaction that uses it,
so a number that was not used was not taken.
"""
