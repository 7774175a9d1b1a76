"""The look and feel of Accord: base pages, the shell around the work, components, icons, themes and the small scripts.

Nothing here knows a deal or a person's rights. The packages above fill the shell (`templates/web/shell.html` says which
names it reads), include the components of `templates/web/`, use the tags of `templatetags/web.py`, and answer with
`answers.fragment` so that the same view serves a browser with and without JavaScript.
"""
