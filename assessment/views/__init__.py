"""The pages, one file a family of screens: in through access.py, out through a template; no rules here."""
