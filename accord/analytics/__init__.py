"""What the sale comes to: the funnel, the income, and later the other reports.

Reports read and never write. Each is asked through the same policy as a list, so that a figure never counts what its
reader may not see; a bar leads to the list behind it, a table stands under each chart, and the table can be taken away
as a file. The only thing kept here is the snapshot of an income summary, which stays as it was.
"""
