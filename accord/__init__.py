"""Accord: a self-hosted CRM for companies that live from requests, deals and agreements.

The folders below are the company's words, latest in the sale first; `config/contents.py` is the product on one page.
"""

__version__ = "0.1.0"
