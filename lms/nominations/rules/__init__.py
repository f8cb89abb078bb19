"""Rules of nominations: pure."""
