"""What the company sells: products and services with unit, price and tax rate, in a tree of categories.

A product is a template. Whoever puts one into a deal copies it into a line and adjusts it there; changing the product
afterwards changes no line.
"""
