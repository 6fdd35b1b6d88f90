"""Reads that need thought: a fixed number of queries, whatever the number of rows."""
