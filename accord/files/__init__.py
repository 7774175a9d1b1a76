"""Files on any record: stored once by their content, counted by reference, never run.

An attachment is a link from a record to the bytes; it is a thing that people change, so attaching and detaching have
events and can be taken back. Whoever may see the record may download, asked anew at each download; whoever may change
the record may attach and detach. Bytes go a day after the last link that could still come back.
"""
