"""Flows: who passes what to whom (commodity), and the steps of a way of working (activity)."""
