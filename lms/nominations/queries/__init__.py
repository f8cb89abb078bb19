"""Reading nominations."""
