"""How the databases answer what lists and boards ask, on tables where a bad plan would show."""
