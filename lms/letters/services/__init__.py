"""Changing texts, writing letters and making their files."""
