"""A payment is money expected or received for a deal.

It has one line of states (draft, planned, confirmed, overdue, partially paid, paid, cancelled) and, while money is to
come, a certainty. Amounts of different currencies are never added. Losing a deal cancels what is still unpaid and
deletes nothing.
"""
