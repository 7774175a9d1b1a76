"""Who may do what with which record, through every door: the table is written by hand, the cells are generated."""
