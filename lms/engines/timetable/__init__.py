"""Timetables by constraint solving: an agenda, a year, and the published instances."""
