"""A lead is somebody who may become a client: a person or company of whom little is known yet.

It is won over from New to Deal, put off, or disqualified with a reason. Once it is known who they are, the lead becomes
a company and a contact, found or made, and everything that hung on it goes along; the deal is opened once. Below lie
companies and contacts; requests and deals link to leads from above and hang what follows on the verbs of a lead.
"""
