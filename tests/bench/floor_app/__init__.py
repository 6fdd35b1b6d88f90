"""The floor: the least that a Django site with sessions, people and one table can do for the same request.

GET reads session, person and one row; POST reads and writes one row more; a list reads one table.
"""
