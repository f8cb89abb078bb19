"""Reports of a public view in the page's language."""

from lms.core.i18n import localized
from lms.exercises.kinds.base import Json


def shown_report(report: Json) -> Json:
    """A report of a public view in the page's language."""
    return {
        **report,
        "agency": localized(report["agency"]),
        "title": localized(report["title"]),
        "text": localized(report["text"]),
    }
