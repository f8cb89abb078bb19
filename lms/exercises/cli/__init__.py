"""`flask linkchart`: cases and charts by the command line, without a browser or a database.

Exit status: 0 done; 1 a file has faults or a case breaks a promise; 2 wrong use.
"""

from lms.exercises.cli import check, convert, mark, measure
from lms.exercises.cli.group import cli

__all__ = ["check", "cli", "convert", "mark", "measure"]
