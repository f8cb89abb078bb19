"""The calendar of all sessions: a month or a year, with filters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import render_template, request, url_for

from lms.agenda.policies import Permission
from lms.agenda.queries.closed_days import free_days
from lms.agenda.queries.planner import PlannerFilter, PlannerRow, planner_choices, sessions_between
from lms.agenda.rules.planner import Row, laid_out, month_days, months_of, next_month, weeks_of
from lms.agenda.views.blueprint import bp
from lms.core.access import can
from lms.core.clock import utcnow
from lms.core.i18n import _l
from lms.core.settings import settings
from lms.core.web import NavItem, actor, needs
from lms.courses.enums import SessionState

NAV = [NavItem(25, _l("Calendar"), "agenda.planner", Permission.VIEW_CALENDAR)]
FILTERS = ("agency", "trainer", "venue", "course")


@dataclass(frozen=True)
class Look:
    """A month or a year, and the filter, as they stand in the address."""

    view: str
    at: date
    wanted: PlannerFilter

    @property
    def first_last(self) -> tuple[date, date]:
        if self.view == "year":
            return date(self.at.year, 1, 1), date(self.at.year, 12, 31)
        weeks = weeks_of(self.at)
        return weeks[0][0], weeks[-1][-1]

    @property
    def earlier(self) -> str:
        return self.address(at=next_month(self.at, -12 if self.view == "year" else -1))

    @property
    def later(self) -> str:
        return self.address(at=next_month(self.at, 12 if self.view == "year" else 1))

    def address(self, view: str | None = None, at: date | None = None) -> str:
        """The same calendar, looked at elsewhere."""
        day = at or self.at
        chosen = {name: getattr(self.wanted, f"{name}_id") for name in FILTERS}
        return url_for(
            "agenda.planner",
            view=view or self.view,
            at=f"{day:%Y-%m}",
            state=self.wanted.state,
            **{name: value for name, value in chosen.items() if value},
        )

    def rows(self, sessions: Sequence[PlannerRow]) -> list[Row[PlannerRow]]:
        runs = months_of(self.at.year) if self.view == "year" else weeks_of(self.at)
        return [laid_out(run, sessions) for run in runs]


@bp.get("/calendar")
@needs(Permission.VIEW_CALENDAR)
def planner() -> str:
    """All sessions that one may see, in a month or over a year."""
    today = utcnow().astimezone(ZoneInfo(settings().time_zone)).date()
    look = _look(today)
    first, last = look.first_last
    sessions = sessions_between(actor(), first, last, look.wanted)
    month = month_days(look.at)
    return render_template(
        "agenda/planner.html",
        look=look,
        today=today,
        rows=look.rows(sessions),
        listed=[one for one in sessions if look.view == "year" or _touches(one, month)],
        choices=planner_choices(actor()),
        states=list(SessionState),
        free=free_days(first, last),
        may_plan=can(actor(), Permission.PLAN_YEAR).allowed,
    )


def _touches(one: PlannerRow, month: tuple[date, date]) -> bool:
    return one.starts_on <= month[1] and one.ends_on >= month[0]


def _look(today: date) -> Look:
    args = request.args
    states = {state.value: state for state in SessionState}
    chosen = {f"{name}_id": _uuid(args.get(name, "")) for name in FILTERS}
    view = "year" if args.get("view") == "year" else "month"
    wanted = PlannerFilter(state=states.get(args.get("state", "")), **chosen)
    return Look(view, _month(args.get("at", ""), today), wanted)


def _month(text: str, today: date) -> date:
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return found if 1970 <= found.year <= 2200 else today.replace(day=1)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
