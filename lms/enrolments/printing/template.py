"""Templates, wording and fonts of the papers about people."""

from collections.abc import Mapping

from lms.core.i18n import pick
from lms.core.settings import ROOT

FOLDER = ROOT / "templates" / "enrolments" / "print"
LANGUAGES = ("en", "ur")
SHEETS = ("paper.css",)


def both(text: Mapping[str, str] | None) -> tuple[str, str]:
    """An authored text in Latin letters and in the local language; the second empty where it is
    missing or the same."""
    first = pick(text, "en")
    local = (text or {}).get("ur", "")
    return first, "" if local == first else local
