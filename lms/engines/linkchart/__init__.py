"""Link charts: a typed multigraph, its events, and its marking against a key. Pure."""
