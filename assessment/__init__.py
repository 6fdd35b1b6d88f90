"""The site: firms, clients, services and their assessments, and everything people said and did.

Inside, ``models`` know nobody, ``services`` (writes) and ``queries`` (reads that need thought) stand
on them, then ``forms``, ``views``, ``urls``. ``access`` is the one door to a client's objects.
"""
