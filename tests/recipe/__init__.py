"""A record type of somebody else, made by the recipe of the house and nothing more."""
