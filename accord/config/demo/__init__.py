"""The demonstration: a hand-made story of a small company, and data of any size by a seed and a day."""
