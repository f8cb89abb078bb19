"""Running the ceremony: the phone, the screen, marks and tally; all of it also without scripts."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.ceremony import queries, services
from lms.ceremony.enums import Happening
from lms.ceremony.formats.events import NewEvent, fault
from lms.ceremony.policies import Permission
from lms.ceremony.rows import CallList
from lms.ceremony.rules.marks import following, preceding
from lms.ceremony.views.blueprint import bp
from lms.core.access import can
from lms.core.clock import utcnow
from lms.core.db import transaction
from lms.core.errors import NotFound, Refused
from lms.core.i18n import _, language, say
from lms.core.ids import new_id
from lms.core.web import actor, key_of, needs

MARKS = {one.value: one for one in (Happening.COLLECTED, Happening.ABSENT, Happening.POSTED)}


@bp.get("/sessions/<slug>/ceremony/remote")
@needs(Permission.RUN_CEREMONY)
def remote(slug: str) -> str:
    """Large buttons for a thumb: call, hand over, absent, back."""
    seen = queries.call_list(slug, actor=actor(), may=Permission.RUN_CEREMONY)
    return render_template(
        "ceremony/remote.html",
        head=seen.head,
        seen=seen,
        now=seen.who(seen.hall.current),
        data=queries.screen_data(seen, language()),
    )


@bp.post("/sessions/<slug>/ceremony/remote")
@needs(Permission.RUN_CEREMONY)
def drive(slug: str) -> Response:
    """One press of a button, where no script keeps the marks."""
    seen = queries.call_list(slug, actor=actor(), may=Permission.RUN_CEREMONY)
    events = _pressed(seen, request.form.get("act", ""))
    with transaction():
        services.mark(actor=actor(), slug=slug, events=events)
    return redirect(url_for("ceremony.remote", slug=slug))


def _pressed(seen: CallList, typed: str) -> list[NewEvent]:
    act, _colon, key = typed.partition(":")
    hall, order, now = seen.hall, seen.order, utcnow()
    if act == "next":
        return [NewEvent(new_id(), Happening.CALLED, following(order, hall), client_at=now)]
    if act == "back":
        return [NewEvent(new_id(), Happening.CALLED, preceding(order, hall), client_at=now)]
    if act == "call":
        return [NewEvent(new_id(), Happening.CALLED, key_of(key) if key else None, client_at=now)]
    if act == "item":
        return [NewEvent(new_id(), Happening.ITEM, item=key, client_at=now)]
    if act == "undo" and hall.undoable:
        return [NewEvent(new_id(), Happening.UNDONE, undoes=hall.undoable, client_at=now)]
    one = seen.who(hall.current)
    if act in MARKS and one:
        return [NewEvent(new_id(), MARKS[act], one.enrolment_id, serial=one.serial, client_at=now)]
    return []


@bp.get("/sessions/<slug>/ceremony/screen")
@needs(Permission.WATCH_CEREMONY)
def screen(slug: str) -> str:
    """The projector: who is called now, large, in both scripts."""
    seen = queries.call_list(slug, actor=actor(), may=Permission.WATCH_CEREMONY)
    return render_template(
        "ceremony/screen.html",
        head=seen.head,
        seen=seen,
        now=seen.who(seen.hall.current),
        coming=seen.who(following(seen.order, seen.hall)),
        data=queries.screen_data(seen, language()),
        runs=can(actor(), Permission.RUN_CEREMONY, seen.head).allowed,
    )


@bp.get("/sessions/<slug>/ceremony/tally")
@needs(Permission.VIEW_CEREMONY)
def tally(slug: str) -> str:
    """Printed, handed over, posted, absent, left; every difference by name."""
    seen = queries.call_list(slug, actor=actor())
    return render_template(
        "ceremony/tally.html",
        head=seen.head,
        seen=seen,
        tally=seen.tally,
        runs=can(actor(), Permission.RUN_CEREMONY, seen.head).allowed,
    )


@bp.post("/sessions/<slug>/ceremony/tally")
@needs(Permission.RUN_CEREMONY)
def mark_by_hand(slug: str) -> Response:
    """Mark one paper, take a mark back, or write how many papers lie on the table."""
    seen = queries.call_list(slug, actor=actor(), may=Permission.RUN_CEREMONY)
    act, _colon, key = request.form.get("act", "").partition(":")
    event = _by_hand(seen, act, key)
    wrong = fault(event)
    if wrong is not None:
        flash(say(wrong), "warn")
    else:
        try:
            with transaction():
                services.mark(actor=actor(), slug=slug, events=[event])
        except Refused as refused:
            flash(say(refused.message), "warn")
        else:
            flash(_("Saved."), "ok")
    return redirect(url_for("ceremony.tally", slug=slug, _anchor=f"p-{key}" if key else None))


def _by_hand(seen: CallList, act: str, key: str) -> NewEvent:
    now = utcnow()
    if act == "count":
        left = request.form.get("left", type=int)
        return NewEvent(new_id(), Happening.COUNTED, left=left, client_at=now)
    person = key_of(key)
    if act == "undo":
        undoes = seen.hall.marked_by.get(person)
        return NewEvent(new_id(), Happening.UNDONE, undoes=undoes, client_at=now)
    one = seen.who(person)
    if act not in MARKS or one is None:
        raise NotFound
    return NewEvent(new_id(), MARKS[act], person, serial=one.serial, client_at=now)
