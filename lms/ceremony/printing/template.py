"""Templates, wording and fonts of the papers of a ceremony."""

from lms.core.settings import ROOT

FOLDER = ROOT / "templates" / "ceremony" / "print"
LANGUAGES = ("en", "ur")
SHEETS = ("../../enrolments/print/paper.css",)
