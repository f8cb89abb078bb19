"""Badges, table cards and lists of people on paper, in any script."""
