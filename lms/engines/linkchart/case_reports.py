"""Read the material of a case: agencies, types, reports with their grades, signs of the matrix."""

import re
from collections.abc import Mapping
from datetime import date

from lms.core.messages import N_
from lms.engines.linkchart.case_key import read_code
from lms.engines.linkchart.key import (
    Agency,
    LinkType,
    MatrixSymbols,
    Report,
    ReportForm,
    ReportGrade,
)
from lms.engines.linkchart.vocabulary import ENTITY_TYPES
from lms.engines.reading import Node, unique
from lms.engines.scales import FOUR_BY_FOUR, HANDLING_CODES, SCALES

MOST_REPORTS = 200
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def read_agencies(node: Node) -> dict[str, Agency]:
    """The agencies by key; problems go to the node's list, as with all readers here."""
    seen: set[str] = set()
    found = {}
    for item in node.nodes("agencies", low=1, high=40):
        agency = Agency(
            key=item.key(),
            name=item.text("name", most=200),
            letterhead=item.text_or_none("letterhead", most=600),
        )
        unique(item, "key", agency.key, seen)
        found[agency.key] = agency
    return found


def read_vocabulary(node: Node) -> tuple[tuple[str, ...], dict[str, LinkType]]:
    """The types of entities and of links that this case has."""
    inner = node.node("vocabulary")
    types = []
    for name in inner.strings("entity_types", low=1, high=len(ENTITY_TYPES), most=64):
        if name in ENTITY_TYPES:
            types.append(name)
        else:
            options = ", ".join(ENTITY_TYPES)
            inner.fault("entity_types", N_("Choose from: %(options)s.", options=options))
    seen: set[str] = set()
    links = {}
    for item in inner.nodes("link_types", low=1, high=40):
        link = LinkType(
            key=item.key(),
            label=item.text("label", most=60),
            directed=item.truth("directed"),
            member=item.truth("member"),
        )
        unique(item, "key", link.key, seen)
        links[link.key] = link
    inner.close()
    return tuple(types), links


def read_symbols(node: Node) -> MatrixSymbols:
    """The signs of the matrix; those that a case does not set are the usual ones."""
    inner = node.node_or_none("matrix_symbols")
    usual = MatrixSymbols()
    if inner is None:
        return usual
    signs = {
        name: inner.string(name, most=4, default=getattr(usual, name))
        for name in ("confirmed", "unconfirmed", "member", "member_unconfirmed")
    }
    if "" in signs.values() or len(set(signs.values())) < len(signs):
        inner.fault("confirmed", N_("Give each of the four a sign of its own."))
    inner.close()
    return MatrixSymbols(**signs)


def read_reports(node: Node, agencies: Mapping[str, Agency]) -> dict[str, Report]:
    """The reports by id, in their order."""
    seen: set[str] = set()
    found: dict[str, Report] = {}
    known = None if node.problems.broken("agencies", agencies) else agencies
    for item in node.nodes("reports", low=1, high=MOST_REPORTS):
        code = read_code(item, "id")
        unique(item, "id", code, seen)
        found[code] = _report(item, code, known)
    sheets: dict[str, str] = {}
    for at, report in enumerate(found.values()):
        sheet = report.part_of
        if sheet in found:
            message = N_("%(id)s is a report itself. Name the sheet otherwise.", id=sheet)
            node.fault(f"reports[{at}].part_of", message)
        if sheet and sheets.setdefault(sheet, report.agency) != report.agency:
            message = N_("The items of sheet %(id)s come from one agency.", id=sheet)
            node.fault(f"reports[{at}].agency", message)
    return found


def _report(item: Node, code: str, agencies: Mapping[str, Agency] | None) -> Report:
    return Report(
        id=code,
        agency=item.string("agency", most=64)
        if agencies is None
        else item.choice("agency", agencies),
        title=item.text("title", most=200),
        date=_date(item),
        time=_time(item),
        form=ReportForm(item.choice("form", ReportForm, default=ReportForm.REPORT)),
        number=item.string("number", most=64, default=""),
        part_of=read_code(item, "part_of") if item.has("part_of") else "",
        grade=_grade(item),
        origin=item.string("origin", most=64, default=code),
        text=item.text("text", most=8000),
    )


def _date(node: Node) -> date | None:
    value = node.raw("date")
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        node.fault("date", N_('Write the date in quotes as year-month-day, such as "2019-03-12".'))
        return None


def _time(node: Node) -> str:
    value = node.string("time", most=5, default="")
    if value and not _TIME.fullmatch(value):
        node.fault("time", N_('Write the hour in quotes as "23:40".'))
        return ""
    return value


def _grade(node: Node) -> ReportGrade | None:
    inner = node.node_or_none("grade")
    if inner is None:
        return None
    scale = SCALES[inner.choice("scheme", [FOUR_BY_FOUR.scheme])]
    grade = ReportGrade(
        scheme=scale.scheme,
        source=inner.choice("source", scale.codes("source")),
        information=inner.choice("information", scale.codes("information")),
        handling=inner.choice("handling", HANDLING_CODES, default="H0"),
    )
    inner.close()
    return grade
