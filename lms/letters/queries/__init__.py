"""Reading texts, recipients, values and written letters."""
