"""The pages of those who keep the house:

People, departments, roles, directories, switches, jobs. Anybody else gets 404 here.
"""
