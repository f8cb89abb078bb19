"""Templates, wording and fonts of receipts and hand-over lists."""

from lms.core.settings import ROOT

FOLDER = ROOT / "templates" / "aftercare" / "print"
LANGUAGES = ("en", "ur")
SHEETS = ("../../enrolments/print/paper.css",)
