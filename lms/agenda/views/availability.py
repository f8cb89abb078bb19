"""When a trainer cannot come: the own times, a calendar file, and busy or free for who plans."""

from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from flask import flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import DateField, SelectField, StringField, TimeField
from wtforms.validators import InputRequired, Optional

from lms.agenda.formats.lines import LARGEST_FILE, CalendarUnreadable, Fault
from lms.agenda.policies import Permission
from lms.agenda.queries import availability as queries
from lms.agenda.services import availability as services
from lms.agenda.views.blueprint import bp
from lms.agenda.views.places import Page, act, status
from lms.core.db import transaction
from lms.core.errors import Invalid, Refused
from lms.core.i18n import _, _l, _n, clock, day, days, say
from lms.core.messages import N_
from lms.core.settings import settings
from lms.core.web import actor, form_errors, needs

MISSING = _l("Fill this in.")
SHOWN = 12


class AbsenceForm(FlaskForm):  # type: ignore[misc]
    """A time of absence; without clock times whole days."""

    first_day = DateField(_l("First day"), [InputRequired(MISSING)])
    last_day = DateField(_l("Last day"), [Optional()])
    starts = TimeField(_l("From"), [Optional()])
    ends = TimeField(_l("To"), [Optional()])
    zone = SelectField(_l("Time zone"))
    note = StringField(_l("Note"), [Optional()])


@bp.route("/me/availability", methods=["GET", "POST"])
@needs(Permission.KEEP_AVAILABILITY)
def availability() -> Page:
    """My times of absence, with a form for another one and for a calendar file."""
    form = _form()
    if form.validate_on_submit() and _added(form):
        flash(_("The time is entered."), "ok")
        return redirect(url_for("agenda.availability"))
    return _page(form), status()


@bp.post("/me/availability/<uuid:absence_id>/remove")
@needs(Permission.KEEP_AVAILABILITY)
def remove_absence(absence_id: UUID) -> Response:
    """Take a time away."""
    act(
        lambda: services.remove_absence(actor=actor(), absence_id=absence_id),
        _("The time is removed."),
    )
    return redirect(url_for("agenda.availability"))


@bp.post("/me/availability/calendar")
@needs(Permission.KEEP_AVAILABILITY)
def read_calendar() -> Page:
    """Read a calendar file and show what it would change; nothing is saved."""
    try:
        offer = services.offer_file(
            actor=actor(),
            data=_sent(),
            zone=settings().time_zone,
            titles="titles" in request.form,
        )
    except CalendarUnreadable as unreadable:
        return _page(_form(), faults=unreadable.faults), 422
    return render_template(
        "agenda/calendars/preview.html",
        offer=offer,
        shown=offer.reading.times[:SHOWN],
        when=when,
        zone=settings().time_zone,
    )


@bp.post("/me/availability/calendar/confirm")
@needs(Permission.KEEP_AVAILABILITY)
def confirm_calendar() -> Response:
    """Save what the preview showed."""
    try:
        with transaction():
            counts = services.take_offer(actor=actor(), sealed=request.form.get("offer", ""))
    except Refused as error:
        flash(say(error.message), "bad")
    else:
        added = _n("%(num)s time is entered.", "%(num)s times are entered.", counts.added)
        removed = _n("%(num)s is removed.", "%(num)s are removed.", counts.removed)
        flash(f"{added} {removed}" if counts.removed else added, "ok")
    return redirect(url_for("agenda.availability"))


@bp.post("/me/availability/calendar/remove")
@needs(Permission.KEEP_AVAILABILITY)
def remove_calendar() -> Response:
    """Forget all times that came from a calendar file."""
    with transaction():
        gone = services.remove_read(actor=actor())
    flash(_n("%(num)s time is removed.", "%(num)s times are removed.", gone), "ok")
    return redirect(url_for("agenda.availability"))


@bp.get("/sessions/<slug>/agenda/trainers/<uuid:person_id>/availability")
@needs(Permission.VIEW_DRAFT)
def trainer_availability(slug: str, person_id: UUID) -> str:
    """When a trainer of the session is busy, without the reasons."""
    found = queries.trainer_availability(slug, person_id, actor())
    return render_template("agenda/calendars/trainer.html", head=found.head, found=found, when=when)


def _form() -> AbsenceForm:
    form = AbsenceForm()
    here = settings().time_zone
    form.zone.choices = sorted({here, *(zone for zone in available_timezones() if "/" in zone)})
    if request.method == "GET" or not form.zone.data:
        form.zone.data = here
    return form


def _added(form: AbsenceForm) -> bool:
    try:
        with transaction():
            services.add_absence(actor=actor(), absence=_input(form))
    except Invalid as error:
        form_errors(form, error)
        return False
    except Refused as error:
        form.form_errors.append(say(error.message))
        return False
    return True


def _input(form: AbsenceForm) -> services.AbsenceInput:
    return services.AbsenceInput(
        first_day=form.first_day.data,
        last_day=form.last_day.data or form.first_day.data,
        starts=form.starts.data,
        ends=form.ends.data,
        zone=form.zone.data,
        note=form.note.data or "",
    )


def _page(form: AbsenceForm, faults: tuple[Fault, ...] = ()) -> str:
    return render_template(
        "agenda/calendars/availability.html",
        form=form,
        rows=queries.own_absences(actor()),
        faults=faults,
        when=when,
        zone=settings().time_zone,
    )


def when(begin: datetime, end: datetime, zone: str) -> str:
    """A busy time at a place, e.g. `10 March 2026, 09:00 to 11:00`; whole days without clock."""
    place = ZoneInfo(zone)
    first, last = begin.astimezone(place), end.astimezone(place)
    if first.time() == last.time() == time():
        return days(first.date(), last.date() - timedelta(days=1))
    at, until = clock(begin, zone), clock(end, zone)
    if first.date() != last.date():
        until = f"{day(last.date())}{_(', ')}{until}"
    return _("%(day)s, %(from)s to %(to)s", **{"day": day(first.date()), "from": at, "to": until})


def _sent() -> bytes:
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise CalendarUnreadable([Fault(None, N_("Choose a file."))])
    data: bytes = sent.read(LARGEST_FILE + 1)
    sent.close()
    return data
