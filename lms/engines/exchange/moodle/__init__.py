"""Moodle's own XML of questions, read and written."""
