"""The templates of the papers: pages, sheets of style and the wording in both languages."""

from lms.core.settings import ROOT

FOLDER = ROOT / "templates" / "agenda" / "print"
LANGUAGES = ("en", "ur")
