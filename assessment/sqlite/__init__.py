"""Django's SQLite with a queue for writers; named as ENGINE in ``environment.py``."""
