"""Suggests whom to select under quotas and stated aims, and explains each choice."""
