"""Reading drafts, their files, their history, and what differs between versions."""
