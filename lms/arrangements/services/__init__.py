"""Writing arrangements."""
