"""Measures what pages and writes cost, on data of a size, and compares each with a bare Django view of the same run."""
