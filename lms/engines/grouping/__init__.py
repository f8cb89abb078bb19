"""Puts people into groups that mix what is stated."""
