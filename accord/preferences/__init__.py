"""What administrators switch at run time: the company's name and zone, how far managers see, what the demo is.

Every switch is declared once in `switches.py`, with its type, its default and the sentence that explains it; the table
holds only those that were changed. One query a request reads them all. What needs a restart, a secret or a file belongs
into the settings and not here.
"""
