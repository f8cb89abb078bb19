"""Telephone records: a table of calls, what can be seen in it, and questions answered from it."""
