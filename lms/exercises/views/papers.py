"""Reports of a case as sheets of paper, and the scales by which they are graded."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from lms.core.i18n import _, day, localized, native_digits, say
from lms.engines.linkchart.key import ReportForm
from lms.engines.scales import SCALES, Scale

Json = dict[str, Any]


def form_word(form: str) -> str:
    """What kind of sheet it is, as its caption says."""
    return {
        ReportForm.REPORT: _("Report"),
        ReportForm.LETTER: _("Letter"),
        ReportForm.REGISTER: _("Register"),
        ReportForm.INTERVIEW: _("Interview"),
        ReportForm.HANDSET: _("Handset examination"),
        ReportForm.LOG: _("Log"),
        ReportForm.LEASE: _("Lease"),
        ReportForm.BANK: _("Bank record"),
        ReportForm.MANIFEST: _("Manifest"),
        ReportForm.LISTING: _("Listing"),
        ReportForm.POST: _("Post"),
        ReportForm.NOTICE: _("Notice"),
    }[ReportForm(form)]


def told_report(report: Json) -> Json:
    """A report of the public view in the page's language: `head` holds the lines of its
    letterhead, `when` its date in words, `source` and `information` the provider's grade apart."""
    head = localized(report["letterhead"]) if report["letterhead"] else localized(report["agency"])
    grade = report["grade"] or ""
    return {
        **report,
        "agency": localized(report["agency"]),
        "head": head.split("\n"),
        "title": localized(report["title"]),
        "form_word": form_word(report["form"]),
        "text": localized(report["text"]),
        "when": _when(report),
        "source": grade[:1],
        "information": grade[1:],
    }


def _when(report: Json) -> str:
    if not report["date"]:
        return ""
    words = day(date.fromisoformat(report["date"]), "d MMM y")
    hour = report["time"]
    return f"{words}{_(', ')}{native_digits(hour)}" if hour else words


def sheets(reports: Sequence[Json]) -> list[list[Json]]:
    """Reports in their order; labelled items of one sheet (`part_of`) stand together."""
    found: list[list[Json]] = []
    for report in reports:
        before = found[-1][-1] if found else None
        if report["part_of"] and before and before["part_of"] == report["part_of"]:
            found[-1].append(report)
        else:
            found.append([report])
    return found


def for_scripts(report: Json) -> Json:
    """What the scripts know of a report."""
    names = ("id", "title", "agency", "source", "information", "handling", "date")
    return {name: report[name] for name in names}


def told_table(table: Json) -> Json:
    """A table of the case in the page's language."""
    return {**table, "title": localized(table["title"])}


def scales() -> Json:
    """Codes of each scheme with their meaning, source and information apart."""
    return {name: _scale(scale) for name, scale in SCALES.items()}


def _scale(scale: Scale) -> Json:
    return {
        part: [{"code": one.code, "meaning": say(one.meaning)} for one in scale.grades(part)]
        for part in scale.parts
    }
