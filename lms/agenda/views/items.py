"""One agenda item as a form, and what can be done with it without scripts."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.agenda.formats.wire import Wire
from lms.agenda.forms import WRITTEN, ItemForm, clock_text, item_as_fields, tracks_to_offer
from lms.agenda.inputs import ItemInput
from lms.agenda.policies import Permission
from lms.agenda.queries.agenda import Draft, content_choices, draft, session_days
from lms.agenda.rows import ItemRow
from lms.agenda.rules.times import QUARTER
from lms.agenda.services import items
from lms.agenda.views.blueprint import bp
from lms.agenda.views.editor import back_to_agenda, first_words
from lms.agenda.views.state import clock_span
from lms.agenda.views.words import kinds, track_name
from lms.core.access import require
from lms.core.db import transaction
from lms.core.errors import FieldError, Invalid, NotFound, Refused
from lms.core.i18n import _, localized
from lms.core.ids import new_id
from lms.core.messages import Span
from lms.core.web import actor, form_errors, needs
from lms.enrolments.queries.syndicates import tables_of

Page = str | Response | tuple[str, int]
USUAL_START, USUAL_LENGTH, LAST = 9 * 60, 60, 24 * 60
Titles = dict[str, dict[str, str]]


@bp.route("/sessions/<slug>/agenda/items/new", methods=["GET", "POST"])
@needs(Permission.PLAN)
def new_item(slug: str) -> Page:
    """Add an item; `?day=` proposes its day, behind the last item there."""
    seen = _draft_to_plan(slug)
    form, titles = _form(seen, None)
    item_id = _new_id(form)
    if form.validate_on_submit():
        if seen.item(item_id) is not None:  # the form was sent again, by Back or a double click
            flash(_("This item is on the agenda already. Change it here."), "info")
            return redirect(url_for("agenda.item", slug=slug, item_id=item_id))
        try:
            with transaction():
                items.add_item(
                    actor=actor(), slug=slug, item=_typed(form, seen, titles), item_id=item_id
                )
            flash(_("The item is added."), "ok")
            return back_to_agenda(slug)
        except Invalid as error:
            _at_fields(form, error)
    return _show(seen, form, None)


@bp.route("/sessions/<slug>/agenda/items/<uuid:item_id>", methods=["GET", "POST"])
@needs(Permission.VIEW_DRAFT)
def item(slug: str, item_id: UUID) -> Page:
    """Look at an item, or change it as a whole."""
    seen = draft(slug, actor())
    row = seen.item(item_id)
    if row is None:
        raise NotFound
    form, titles = _form(seen, row)
    if form.validate_on_submit():
        try:
            with transaction():
                items.change_item(
                    actor=actor(),
                    slug=slug,
                    item_id=item_id,
                    item=_typed(form, seen, titles),
                    revision=_revision(form),
                )
            flash(_("Saved."), "ok")
            return back_to_agenda(slug)
        except Invalid as error:
            _at_fields(form, error)
        except Refused as error:
            flash(first_words(error), "bad")
    return _show(seen, form, row)


@bp.post("/sessions/<slug>/agenda/items/<uuid:item_id>/shift")
@needs(Permission.PLAN)
def shift_item(slug: str, item_id: UUID) -> Response:
    """Move an item by the minutes in `by`, earlier where they are negative."""
    row = _known(draft(slug, actor()), item_id)
    by = timedelta(minutes=request.form.get("by", QUARTER, type=int))
    return _done(
        slug,
        lambda: items.move_item(
            actor=actor(),
            slug=slug,
            item_id=item_id,
            starts_at=row.starts_at + by,
            ends_at=row.ends_at + by,
        ),
        _("Moved."),
    )


@bp.post("/sessions/<slug>/agenda/items/<uuid:item_id>/move")
@needs(Permission.PLAN)
def move_item(slug: str, item_id: UUID) -> Response:
    """Take a way out of a clash: move an item, or give it to another room or trainer."""
    seen = draft(slug, actor())
    row = _known(seen, item_id)
    sent: dict[str, Any] = {
        "starts_at": row.starts_at.isoformat(),
        "ends_at": row.ends_at.isoformat(),
        **request.form.to_dict(),
    }
    if "trainer_ids" in sent:
        sent["trainer_ids"] = [one for one in sent["trainer_ids"].split(",") if one]
    wire = Wire(sent, seen.head.zone)
    begin, end = wire.moment("starts_at"), wire.moment("ends_at")
    more: dict[str, Any] = {}
    if wire.has("room_id"):
        more["room_id"] = wire.identifier("room_id")
    if wire.has("trainer_ids"):
        more["trainer_ids"] = wire.identifiers("trainer_ids")
    wire.done()
    return _done(
        slug,
        lambda: items.move_item(
            actor=actor(), slug=slug, item_id=item_id, starts_at=begin, ends_at=end, **more
        ),
        _("Moved."),
    )


@bp.post("/sessions/<slug>/agenda/items/<uuid:item_id>/copy")
@needs(Permission.PLAN)
def copy_item(slug: str, item_id: UUID) -> Response:
    """The same item once more, right behind the first."""
    return _done(
        slug,
        lambda: items.copy_item(actor=actor(), slug=slug, item_id=item_id),
        _("Copied; the copy stands right behind the first."),
    )


@bp.post("/sessions/<slug>/agenda/items/<uuid:item_id>/remove")
@needs(Permission.PLAN)
def remove_item(slug: str, item_id: UUID) -> Response:
    """Take an item out; Undo brings it back."""
    title = localized(_known(draft(slug, actor()), item_id).title)
    return _done(
        slug,
        lambda: items.remove_item(actor=actor(), slug=slug, item_id=item_id),
        _("“%(title)s” is taken out. Undo brings it back.", title=title),
    )


def _done(slug: str, act: Any, words: str) -> Response:
    """Do something with an item, say so, and go back; where it is refused, say why."""
    try:
        with transaction():
            act()
        flash(words, "ok")
    except (Invalid, Refused) as error:
        flash(first_words(error), "bad")
    return back_to_agenda(slug)


def _draft_to_plan(slug: str) -> Draft:
    seen = draft(slug, actor())
    require(actor(), Permission.PLAN, seen.head)
    return seen


def _known(seen: Draft, item_id: UUID) -> ItemRow:
    row = seen.item(item_id)
    if row is None:
        raise NotFound
    return row


def _form(seen: Draft, row: ItemRow | None) -> tuple[ItemForm, Titles]:
    """The form of an item with its menus, and the titles of the course by link."""
    head = seen.head
    fields = item_as_fields(row, head.zone) if row else _proposed(seen)
    form = ItemForm(data={**fields, "revision": str(seen.revision)})
    content = content_choices(head)
    tables = [table.letter for table in tables_of(head.id)]
    rooms = [one for one in seen.rooms if one.archived_at is None or _has_room(row, one.id)]
    days = {*session_days(head), *([date.fromisoformat(fields["day"])] if row else [])}
    form.offer(
        kinds=kinds(),
        days=sorted(days),
        rooms=[
            (
                room.id,
                _("%(name)s (%(seats)s seats)", name=localized(room.name), seats=room.capacity),
            )
            for room in rooms
        ],
        trainers=[(one.person_id, one.name or one.name_local) for one in seen.trainers],
        content=[(value, localized(title)) for value, title, _kind in content],
        tracks={track: track_name(track) for track in tracks_to_offer(seen.items, tables)},
        nothing=_("none"),
    )
    return form, {value: title for value, title, _kind in content}


def _has_room(row: ItemRow | None, room_id: UUID) -> bool:
    return row is not None and row.room_id == room_id


def _proposed(seen: Draft) -> dict[str, Any]:
    """Where a new item would go: on the asked day, behind what is there."""
    asked = request.args.get("day", "")
    known = {day.isoformat() for day in session_days(seen.head)}
    on = asked if asked in known else seen.head.starts_on.isoformat()
    place = ZoneInfo(seen.head.zone)
    ends = [
        clock_span(one.starts_at, one.ends_at, seen.head.zone)[1]
        for one in seen.items
        if one.starts_at.astimezone(place).date().isoformat() == on
    ]
    start = min(max(ends, default=USUAL_START), LAST - USUAL_LENGTH)
    start -= start % QUARTER
    return {
        "kind": "module",
        "day": on,
        "starts_at": clock_text(start),
        "ends_at": clock_text(start + USUAL_LENGTH),
    }


def _typed(form: ItemForm, seen: Draft, titles: Titles) -> ItemInput:
    return form.item(seen.head.zone, titles)


def _new_id(form: ItemForm) -> UUID:
    """The id that the form has for a new item, made when it was first shown."""
    try:
        return UUID(form.new_id.data or "")
    except ValueError:
        form.new_id.data = str(new_id())
        return UUID(form.new_id.data)


def _revision(form: ItemForm) -> int | None:
    text = form.revision.data or ""
    return int(text) if text.isdecimal() else None


def _at_fields(form: ItemForm, error: Invalid) -> None:
    faults = [FieldError(WRITTEN.get(one.field, one.field), one.message) for one in error.errors]
    form_errors(form, Invalid(faults))


def _show(seen: Draft, form: ItemForm, row: ItemRow | None) -> Page:
    content = content_choices(seen.head)
    page = render_template(
        "agenda/item.html",
        head=seen.head,
        draft=seen,
        form=form,
        item=row,
        when=Span(row.starts_at, row.ends_at, seen.head.zone) if row else None,
        course={value: {"title": title, "kind": kind} for value, title, kind in content},
        looked={"view": request.args.get("view"), "day": request.args.get("day")},
    )
    return page, 422 if form.errors or form.form_errors else 200
