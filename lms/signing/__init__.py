"""Signatures of offices on files: their keys, two signatures on one file, the strict judge."""
