"""A draft's files as an author sees them: tree, questions, lessons, and what differs."""
