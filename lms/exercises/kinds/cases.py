"""What kinds on the reports of a case share: the case itself, and its material for the browser."""

from lms.core.messages import N_
from lms.courses.formats import Supply
from lms.engines.linkchart.case import parse_case
from lms.engines.linkchart.key import Case, Report
from lms.engines.linkchart.tables import Table
from lms.engines.reading import Node, Text
from lms.exercises.kinds.base import Json


def case_of(node: Node, supply: Supply, name: str = "case") -> Case | None:
    """The case that a task names in its field `case`; None with a problem noted where the course
    has none of this key, or one with faults (which are told in its own files)."""
    key = node.key(name)
    payload = supply.cases.get(key)
    if payload is None:
        if key:
            node.fault(name, N_("The course has no case “%(key)s”. Mend its name.", key=key))
        return None
    case = parse_case(payload).value
    if case is None:
        node.fault(name, N_("The case “%(key)s” has faults. Mend it first.", key=key))
    return case


def public_reports(case: Case) -> list[Json]:
    """All reports as a browser may know them before release."""
    return [public_report(case, report) for report in case.reports.values()]


def public_report(case: Case, report: Report) -> Json:
    """One report: its sheet (form, letterhead, number, date, hour), the provider's grade, its text.

    Never its origin: which reports go back to one source is for the reader to find.
    """
    grade, agency = report.grade, case.agencies[report.agency]
    return {
        "id": report.id,
        "agency": dict(agency.name),
        "letterhead": words(agency.letterhead),
        "form": report.form.value,
        "number": report.number,
        "part_of": report.part_of,
        "title": dict(report.title),
        "date": report.date.isoformat() if report.date else None,
        "time": report.time,
        "grade": f"{grade.source}{grade.information}" if grade else None,
        "handling": grade.handling if grade else None,
        "text": dict(report.text),
    }


def public_tables(case: Case) -> list[Json]:
    """The tables with all their rows."""
    return [public_table(table) for table in case.tables.values()]


def public_table(table: Table) -> Json:
    return {
        "id": table.id,
        "title": dict(table.title),
        "kind": table.kind.value,
        "columns": list(table.columns),
        "rows": [list(row) for row in table.rows],
    }


def words(text: Text | None) -> Json | None:
    """An authored text as JSON."""
    return dict(text) if text else None
