"""Papers of a ceremony: run sheet, call sheet, photograph, minutes."""
