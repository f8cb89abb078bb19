"""Charts as files of other programs, in and out. Own JSON (`document`) is the master.

Import from `api`. Nothing here was checked in i2 Analyst's Notebook: files follow the structure
that is public, and each says so.
"""
