"""The audit trail of the installation, for administrators. A session's own log is a session tab."""

from datetime import date, datetime

from babel.numbers import format_currency
from flask import Blueprint, render_template, request

from lms.audit import queries
from lms.audit.policies import Permission
from lms.audit.rules import ALL, KINDS, amount, rooms_of
from lms.core.i18n import _l, day, language, native_digits, number, stamp
from lms.core.web import NavItem, needs

bp = Blueprint("audit", __name__)
NAV = [NavItem(90, _l("Log"), "audit.log", Permission.READ_LOG)]
PAGE = 50


@bp.get("/log")
@needs(Permission.READ_LOG)
def log() -> str:
    """The newest acts of the whole installation, or those before one."""
    kind = request.args.get("kind", ALL)
    rows = queries.entries(
        course_session_id=None,
        limit=PAGE + 1,
        before_sequence=request.args.get("before", type=int),
        rooms=rooms_of(kind),
    )
    return render_template(
        "audit/log.html", rows=rows[:PAGE], more=len(rows) > PAGE, kinds=KINDS, kind=kind
    )


@bp.get("/log/proof")
@needs(Permission.READ_LOG)
def proof() -> str:
    """Recompute the chain and say whether it is whole."""
    return render_template("audit/proof.html", report=queries.verify_chain())


@bp.app_template_filter("logged_time")
def logged_time(value: str, zone: str) -> str:
    """A day or moment of the log in words, moments on the clock of `zone`; other texts as they
    are."""
    try:
        if len(value) == len("2026-03-01"):
            return day(date.fromisoformat(value))
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    return stamp(moment, zone) if moment.tzinfo else value


@bp.app_template_filter("logged_sum")
def logged_sum(minor: int, currency: str) -> str:
    """A sum of the log, kept in the smallest units of its currency; the bare units without one."""
    if not currency:
        return number(minor)
    return native_digits(format_currency(amount(minor, currency), currency, locale=language()))
