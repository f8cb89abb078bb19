"""The agenda of a session: the editor of its draft, or what was released."""

from dataclasses import dataclass, replace
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.agenda.policies import Permission
from lms.agenda.queries import places
from lms.agenda.queries.agenda import Released, released
from lms.agenda.queries.board import Board, board
from lms.agenda.rows import ReleasedItem
from lms.agenda.rules.hours import by_day, contact_minutes
from lms.agenda.services import items, steps
from lms.agenda.services.steps import Saved
from lms.agenda.views.blueprint import bp
from lms.agenda.views.state import draft_state, turned_words
from lms.core.access import can
from lms.core.db import transaction
from lms.core.errors import Invalid, Refused
from lms.core.i18n import _l, _n, say
from lms.core.web import Tab, actor, needs
from lms.courses.policies import Permission as CoursePermission
from lms.courses.queries import session_head
from lms.courses.rows import SessionHead

TABS = [Tab(20, _l("Agenda"), "agenda.agenda", Permission.VIEW_AGENDA)]
ALL = "all"
VIEWS = ("days", "day", "rooms", "trainers", "list")


@dataclass(frozen=True)
class Look:
    """How the draft is looked at: `day` is None for all of them."""

    view: str
    day: date | None

    @property
    def query(self) -> dict[str, str]:
        """The same look as values of an address."""
        found = {} if self.view == "days" else {"view": self.view}
        if self.day is None and self.view in {"rooms", "trainers"}:
            return found | {"day": ALL}
        return found | ({"day": self.day.isoformat()} if self.day else {})


@bp.get("/sessions/<slug>/agenda")
@needs(Permission.VIEW_AGENDA)
def agenda(slug: str) -> str:
    """Trainers and organisers get the draft, everybody else the released agenda."""
    head = session_head(slug, actor())
    if not can(actor(), Permission.VIEW_DRAFT, head):
        return show_released(released(slug, actor()))
    seen = board(slug, actor())
    return render_template(
        "agenda/agenda.html",
        head=head,
        board=seen,
        draft=seen.draft,
        look=_look(seen),
        drawn=draft_state(seen.draft, seen.clashes),
        may_plan=can(actor(), Permission.PLAN, head).allowed,
        may_set_halves=can(actor(), CoursePermission.MANAGE_SESSION, head).allowed,
        venues=[] if seen.draft.venue else places.venue_choices(),
        rooms={room.id: room.name for room in seen.draft.rooms},
        people={row.person_id: row for row in seen.draft.trainers},
        tab_count=_tab_count(seen),
    )


@bp.get("/sessions/<slug>/agenda/released")
@needs(Permission.VIEW_AGENDA)
def released_agenda(slug: str) -> str:
    """What participants see, for everybody who may see the session."""
    return show_released(released(slug, actor()))


def show_released(seen: Released, *, past: bool = False) -> str:
    """A released agenda by days, the reader's own items marked where they are known. Who has a
    table sees its items; `?tables=all` shows those of the others, too."""
    own = seen.of_own_table(actor())
    everything = request.args.get("tables") == ALL
    seen = replace(seen, table=own.table) if everything else own
    return render_template(
        "agenda/released.html",
        head=seen.head,
        seen=seen,
        days=released_days(seen.items, seen.head),
        mine=actor().person_id,
        plans=can(actor(), Permission.VIEW_DRAFT, seen.head).allowed,
        past=past,
    )


def released_days(
    entries: tuple[ReleasedItem, ...], head: SessionHead
) -> list[tuple[date, list[ReleasedItem], int]]:
    """Days with their items in the order of time, and the minutes of contact."""
    return [(day, rows, contact_minutes(rows)) for day, rows in by_day(entries, head.zone).items()]


@bp.post("/sessions/<slug>/agenda/undo")
@needs(Permission.PLAN)
def undo(slug: str) -> Response:
    """Take back the own last step."""
    return _turn(slug, back=True)


@bp.post("/sessions/<slug>/agenda/redo")
@needs(Permission.PLAN)
def redo(slug: str) -> Response:
    """Make again the step that was taken back last."""
    return _turn(slug, back=False)


def _turn(slug: str, *, back: bool) -> Response:
    act = steps.undo if back else steps.redo
    try:
        with transaction():
            done: Saved = act(actor=actor(), slug=slug)
        flash(turned_words(done, back=back), "ok")
    except Refused as error:
        flash(say(error.message), "bad")
    return back_to_agenda(slug)


@bp.post("/sessions/<slug>/agenda/half-days")
@needs(Permission.PLAN)
def half_days(slug: str) -> Response:
    """Set the half-days for attendance as the draft makes them."""
    try:
        with transaction():
            count = items.half_days_from_agenda(actor=actor(), slug=slug)
        words = _n(
            "%(num)s half-day set from the agenda.", "%(num)s half-days set from the agenda.", count
        )
        flash(words, "ok")
    except (Invalid, Refused) as error:
        flash(first_words(error), "bad")
    return back_to_agenda(slug)


def back_to_agenda(slug: str) -> Response:
    """To the draft, looked at as before."""
    view, day = request.args.get("view"), request.args.get("day")
    address = url_for(
        "agenda.agenda",
        slug=slug,
        view=view if view in VIEWS[1:] else None,
        day=day if _day(day) else None,
    )
    return redirect(address)


def first_words(error: Invalid | Refused) -> str:
    """The first thing that an error says."""
    return say(error.errors[0].message if isinstance(error, Invalid) else error.message)


def _look(seen: Board) -> Look:
    view = request.args.get("view", "days")
    view = view if view in VIEWS else "days"
    asked = _day(request.args.get("day"))
    known = [row.day for row in seen.days]
    day = asked if asked in known else None
    # A day's rooms or trainers fill the page; all days side by side are there to be asked for.
    if day is None and view in {"day", "rooms", "trainers"} and request.args.get("day") != ALL:
        day = known[0]
    return Look(view, None if view == "days" else day)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _tab_count(seen: Board) -> str:
    count = len(seen.holding)
    return _n("%(num)s clash", "%(num)s clashes", count) if count else ""
