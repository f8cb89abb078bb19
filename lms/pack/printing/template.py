"""Templates, wording and fonts of the print pack."""

from lms.core.settings import ROOT

FOLDER = ROOT / "templates" / "pack" / "print"
LANGUAGES = ("en", "ur")
SHEETS = ("../../enrolments/print/paper.css",)
