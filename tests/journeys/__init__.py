"""Whole days of work in a real browser: what no package can prove alone."""
