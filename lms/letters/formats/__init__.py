"""The files of letters that ship."""
