"""Questions of other systems: Moodle XML, GIFT and QTI, read with suspicion and written."""

from lms.engines.exchange.api import READS, WRITES, read_questions, write_questions
from lms.engines.exchange.limits import LIMITS, Limits
from lms.engines.exchange.types import Imported, Item, Told, Written

__all__ = [
    "LIMITS",
    "READS",
    "WRITES",
    "Imported",
    "Item",
    "Limits",
    "Told",
    "Written",
    "read_questions",
    "write_questions",
]
