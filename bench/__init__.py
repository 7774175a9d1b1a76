"""Measures what pages and writes cost, on data of a size."""
