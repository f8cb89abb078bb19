"""Pages of attendance: the register, one half-day, one mark with its history, the sheet."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.attendance import queries, services
from lms.attendance.enums import Presence
from lms.attendance.formats import MOST_NOTE, MarkEvent
from lms.attendance.policies import Permission
from lms.attendance.rows import Register
from lms.core.access import can
from lms.core.db import transaction
from lms.core.errors import NotFound
from lms.core.i18n import _, _l, _n
from lms.core.ids import new_id
from lms.core.web import Tab, actor, needs
from lms.courses.enums import DayPart
from lms.courses.rows import HalfDayRow

bp = Blueprint("attendance", __name__)
TABS = [Tab(40, _l("Attendance"), "attendance.register", Permission.VIEW_ATTENDANCE)]
UNMARKED = "unmarked"


@bp.context_processor
def words() -> dict[str, Any]:
    """How marks and parts of a day are written in the page's language."""
    return {
        "letters": {
            Presence.PRESENT: _("P"),
            Presence.LATE: _("L"),
            Presence.ABSENT: _("A"),
            Presence.EXCUSED: _("E"),
        },
        "presences": {
            Presence.PRESENT: _("present"),
            Presence.LATE: _("late"),
            Presence.ABSENT: _("absent"),
            Presence.EXCUSED: _("excused"),
        },
        "parts": {
            DayPart.MORNING: _("morning"),
            DayPart.AFTERNOON: _("afternoon"),
            DayPart.EVENING: _("evening"),
        },
    }


@bp.get("/sessions/<slug>/attendance")
@needs(Permission.VIEW_ATTENDANCE)
def register(slug: str) -> str:
    """All half-days against the whole roll; `?half=&show=` gives the rows behind a number."""
    show = request.args.get("show", "")
    half_day_id = _uuid_or_none(request.args.get("half"))
    seen = queries.register(
        slug,
        actor=actor(),
        half_day_id=half_day_id,
        presence=Presence(show) if show in set(Presence) else None,
        unmarked=show == UNMARKED,
    )
    return render_template(
        "attendance/register.html",
        head=seen.head,
        register=seen,
        show=show,
        half=_half(seen, half_day_id) if half_day_id else None,
        undo=_uuid_or_none(request.args.get("undo")),
        settles=can(actor(), Permission.WRITE_OUTCOMES, seen.head).allowed,
    )


def _uuid_or_none(text: str | None) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None


def _half(seen: Register, half_day_id: UUID) -> HalfDayRow:
    found = next((half for half in seen.half_days if half.id == half_day_id), None)
    if found is None:
        raise NotFound
    return found


@bp.get("/sessions/<slug>/attendance/<uuid:half_day_id>")
@needs(Permission.MARK)
def half_day(slug: str, half_day_id: UUID) -> str:
    """One half-day as a form, for small screens and without scripts."""
    seen = queries.register(slug, actor=actor())
    return render_template(
        "attendance/half_day.html", head=seen.head, register=seen, half=_half(seen, half_day_id)
    )


@bp.post("/sessions/<slug>/attendance/<uuid:half_day_id>")
@needs(Permission.MARK)
def save_half_day(slug: str, half_day_id: UUID) -> Response:
    """Save what the form changed; what stayed the same makes no event."""
    seen = queries.register(slug, actor=actor())
    events = _changed(seen, _half(seen, half_day_id).id)
    with transaction():
        services.mark(actor=actor(), slug=slug, events=events)
    flash(_n("%(num)s mark saved.", "%(num)s marks saved.", len(events)), "ok")
    return redirect(url_for("attendance.half_day", slug=slug, half_day_id=half_day_id))


def _changed(seen: Register, half_day_id: UUID) -> list[MarkEvent]:
    events = []
    for group in seen.groups:
        for entry in group.entries:
            typed = request.form.get(f"p-{entry.id}")
            if typed is None:
                continue
            presence = Presence(typed) if typed in set(Presence) else None
            note = request.form.get(f"n-{entry.id}", "").strip()[:MOST_NOTE]
            mark = seen.marks.get((entry.id, half_day_id))
            now = (mark.presence, mark.note) if mark else (None, "")
            if (presence, note if presence else "") != now:
                events.append(MarkEvent(new_id(), entry.id, half_day_id, presence, note))
    return events


@bp.get("/sessions/<slug>/attendance/<uuid:half_day_id>/<uuid:enrolment_id>")
@needs(Permission.VIEW_ATTENDANCE)
def cell(slug: str, half_day_id: UUID, enrolment_id: UUID) -> str:
    """One person's half-day: its mark, its history, and the form that corrects it."""
    seen = queries.cell_history(slug, enrolment_id, half_day_id, actor=actor())
    return render_template(
        "attendance/cell.html",
        head=seen.head,
        seen=seen,
        marks=can(actor(), Permission.MARK, seen.head).allowed,
    )


@bp.post("/sessions/<slug>/attendance/<uuid:half_day_id>/<uuid:enrolment_id>")
@needs(Permission.MARK)
def correct(slug: str, half_day_id: UUID, enrolment_id: UUID) -> Response:
    """Correct one mark; the earlier one stays in the history."""
    typed = request.form.get("presence", "")
    event = MarkEvent(
        new_id(),
        enrolment_id,
        half_day_id,
        Presence(typed) if typed in set(Presence) else None,
        request.form.get("note", "").strip()[:MOST_NOTE],
    )
    with transaction():
        services.mark(actor=actor(), slug=slug, events=[event])
    flash(_("Saved."), "ok")
    return redirect(url_for("attendance.register", slug=slug))


@bp.post("/sessions/<slug>/attendance/<uuid:half_day_id>/all-present")
@needs(Permission.MARK)
def all_present(slug: str, half_day_id: UUID) -> Response:
    """Mark everybody without a mark as present."""
    with transaction():
        done = services.all_present(actor=actor(), slug=slug, half_day_id=half_day_id)
    flash(_n("%(num)s person marked present.", "%(num)s people marked present.", done.count), "ok")
    undo = str(done.id) if done.count else None
    return redirect(url_for("attendance.register", slug=slug, undo=undo))


@bp.post("/sessions/<slug>/attendance/undo")
@needs(Permission.MARK)
def undo(slug: str) -> Response:
    """Undo "all present"."""
    batch = _uuid_or_none(request.form.get("batch"))
    if batch is None:
        raise NotFound
    with transaction():
        count = services.undo_batch(actor=actor(), slug=slug, batch=batch)
    flash(_n("%(num)s mark taken away.", "%(num)s marks taken away.", count), "ok")
    return redirect(url_for("attendance.register", slug=slug))


@bp.post("/sessions/<slug>/attendance/outcomes")
@needs(Permission.WRITE_OUTCOMES)
def outcomes(slug: str) -> Response:
    """Write onto the roll who attended, partly attended or did not come."""
    with transaction():
        count = services.write_outcomes(actor=actor(), slug=slug)
    flash(
        _n(
            "The outcome of %(num)s person is on the roll.",
            "The outcomes of %(num)s people are on the roll.",
            count,
        ),
        "ok",
    )
    return redirect(url_for("enrolments.roll", slug=slug))


@bp.get("/sessions/<slug>/attendance/sheet")
@needs(Permission.VIEW_ATTENDANCE)
def sheet(slug: str) -> str:
    """A sheet for signatures on paper, by agency in calling order; `?day=` narrows it."""
    seen = queries.register(slug, actor=actor())
    days = sorted({half.day for half in seen.half_days})
    asked = request.args.get("day", "")
    wanted = [day for day in days if day.isoformat() == asked] or days[:1]
    return render_template(
        "attendance/sheet.html",
        head=seen.head,
        register=seen,
        days=days,
        wanted=wanted,
        halves=[half for half in seen.half_days if half.day in wanted],
    )
