"""Seals on files: the port, the authority behind it, the pyHanko adapter, the strict validator."""
