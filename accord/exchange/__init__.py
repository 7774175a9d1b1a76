"""Lists out to Excel and CSV, files in: read in a limited child process, mapped, rehearsed, written, reported row by
row, undone.

Nothing received is lost: the file is stored as it came and its rows as they were read, before anything is understood.
A run writes all rows into one change set, a few hundred at a time, and goes on where it stood when the machine dies.
"""
