"""A deal is a sale on its way: from the first contact through the stages of a pipeline to won or lost.

It is opened from a request or on its own, belongs to a company and a contact, and always answers one question: what is
the next step, and when. Pipelines and their stages are data; code asks for the state of a stage (open, won, lost,
paused, …), never for its name. Below lie requests, companies and contacts; payments hang themselves on it from above.
"""
