"""Certificates that end soon; and people with a valid certificate, for those who need to know."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from flask import Response as FlaskResponse
from flask import render_template, request
from werkzeug.wrappers import Response

from lms.aftercare.policies import Permission
from lms.aftercare.queries.alumni import MOST, agencies
from lms.aftercare.queries.expiring import expiring as expiring_rows
from lms.aftercare.rows import Holding, Question
from lms.aftercare.services.looking import look
from lms.aftercare.views.blueprint import bp
from lms.core.db import transaction
from lms.core.errors import FieldError, Invalid
from lms.core.i18n import localized, say
from lms.core.messages import N_
from lms.core.spreadsheet import CSV_TYPE, write_csv
from lms.core.web import actor, download, key_of, needs

COLUMNS = ("name", "local_name", "rank", "agency", "course", "session", "ended_on", "certificate",
           "kind", "valid_until")  # fmt: skip


@bp.get("/certificates/expiring")
@needs(Permission.SEE_EXPIRING)
def expiring() -> str:
    """What ends in the next six months, of the sessions that one organises."""
    course = request.args.get("course", "")[:100]
    rows, courses = expiring_rows(actor=actor(), course=course)
    return render_template("aftercare/expiring.html", rows=rows, courses=courses, course=course)


@bp.get("/certificates/people")
@needs(Permission.FIND_PEOPLE)
def people() -> str:
    """The question. Nobody is shown before it is asked."""
    return _page(None)


@bp.post("/certificates/people")
@needs(Permission.FIND_PEOPLE)
def find_people() -> Response | FlaskResponse | str | tuple[str, int]:
    """Who answers the question, as a list or as a table to take along; each look is on record."""
    taken = request.form.get("as") == "csv"
    try:
        with transaction():
            found = look(_asked(), actor=actor(), taken=taken)
    except Invalid as invalid:
        return _page(None, {one.field: say(one.message) for one in invalid.errors}), 422
    if not taken:
        return _page(found)
    return download(write_csv(COLUMNS, map(_cells, found)), "people.csv", CSV_TYPE)


def _page(found: Sequence[Holding] | None, errors: dict[str, str] | None = None) -> str:
    return render_template(
        "aftercare/people.html",
        found=found,
        most=MOST,
        agencies=agencies(actor()),
        errors=errors or {},
        typed=request.form,
    )


def _asked() -> Question:
    """What the form asks. Raises Invalid where a day cannot be read."""
    agency = request.form.get("agency", "")
    faults: list[FieldError] = []
    days = {name: _day(name, faults) for name in ("since", "until", "valid_on")}
    if faults:
        raise Invalid(faults)
    return Question(
        purpose=" ".join(request.form.get("purpose", "").split()),
        words=" ".join(request.form.get("words", "").split()),
        agency_id=_key(agency),
        **days,
    )


def _key(text: str) -> UUID | None:
    return key_of(text) if text else None


def _day(name: str, faults: list[FieldError]) -> date | None:
    typed = request.form.get(name, "").strip()
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        faults.append(FieldError(name, N_("Write a day, as in 2027-03-15.")))
        return None


def _cells(one: Holding) -> list[str]:
    return [
        one.name,
        one.local_name,
        localized(one.rank),
        localized(one.agency),
        localized(one.title),
        one.code,
        one.ended_on.isoformat(),
        one.serial,
        one.kind.value,
        one.expires_on.isoformat() if one.expires_on else "",
    ]
