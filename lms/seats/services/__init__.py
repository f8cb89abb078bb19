"""Moves of seats."""
