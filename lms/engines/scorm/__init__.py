"""SCORM packages: read with suspicion."""

from lms.engines.archive import Archive, Broken, opened
from lms.engines.scorm.limits import LIMITS, Limits
from lms.engines.scorm.reading import MANIFEST, check_whole, read_package
from lms.engines.scorm.results import PartResult, result_of
from lms.engines.scorm.types import Item, ScormPackage, Version

__all__ = [
    "LIMITS",
    "MANIFEST",
    "Archive",
    "Broken",
    "Item",
    "Limits",
    "PartResult",
    "ScormPackage",
    "Version",
    "check_whole",
    "opened",
    "read_package",
    "result_of",
]
