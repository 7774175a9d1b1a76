"""Pure helpers without models, one file a topic: money, dates, text, phones, e-mail addresses, company names, errors.

Everything above may import from here and nothing here imports from Accord. A helper belongs here when it could be
explained to somebody who has never heard of a deal; what needs a table, a person or a request lives in the package that
owns the concept.
"""
