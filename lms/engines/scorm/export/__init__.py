"""A course's lessons and practice as a SCORM 1.2 package."""

from lms.engines.scorm.export.model import Exported, LeftOut
from lms.engines.scorm.export.writing import export_course

__all__ = ["Exported", "LeftOut", "export_course"]
