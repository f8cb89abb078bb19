"""Intelligence reports: a written product checked for what it holds, and read by a person."""
