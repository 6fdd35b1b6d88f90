"""Django's PostgreSQL with a cheaper look at a connection's health; named as ENGINE in ``environment.py``."""
