"""Formats of nominations: what is stored as JSON."""
