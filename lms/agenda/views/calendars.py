"""Calendars out: private addresses to subscribe to, and one-off files."""

from uuid import UUID

import segno
from flask import flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from markupsafe import Markup
from werkzeug.wrappers import Response
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice

from lms.agenda.enums import FeedKind
from lms.agenda.formats.ics import MEDIA_TYPE
from lms.agenda.policies import Permission
from lms.agenda.queries import feeds as queries
from lms.agenda.services import calendars as services
from lms.agenda.views.blueprint import bp
from lms.agenda.views.places import Page, status
from lms.core.access import Role
from lms.core.db import transaction
from lms.core.errors import Invalid, Refused
from lms.core.i18n import _, _l, _n, localized, number, say
from lms.core.settings import settings
from lms.core.web import actor, form_errors, needs, public, signed_in
from lms.courses.queries.lists import session_choices


class FeedForm(FlaskForm):  # type: ignore[misc]
    """What a private address is to give."""

    kind = RadioField(_l("Which entries"))
    session = SelectField(_l("Session"), choices=[], default="")
    room = SelectField(_l("Room"), choices=[], default="")
    alarm = SelectField(_l("Alarm"), choices=[], default="")


@bp.route("/me/calendars", methods=["GET", "POST"])
@signed_in
def calendars() -> Page:
    """My private addresses, and a form for another one."""
    form = _form()
    if request.method == "POST" and _made(form):
        flash(_("The address is made. Copy it into your calendar program."), "ok")
        return redirect(url_for("agenda.calendars", _anchor="addresses"))
    rows = queries.own_feeds(actor())
    page = render_template(
        "agenda/calendars/calendars.html",
        form=form,
        rows=rows,
        names={row.id: queries.feed_name(row) for row in rows},
        alarm_word=_alarm_word,
        zone=settings().time_zone,
    )
    return page, status()


@bp.get("/me/calendars/<uuid:feed_id>")
@signed_in
def calendar_address(feed_id: UUID) -> str:
    """One of my addresses, large: as text, as link and as QR code for the phone."""
    row = queries.own_feed(actor(), feed_id)
    return render_template(
        "agenda/calendars/address.html",
        row=row,
        name=queries.feed_name(row),
        alarm_word=_alarm_word,
        subscribe="webcal:" + row.address.partition(":")[2],
        code=_code(row.address),
        zone=settings().time_zone,
    )


@bp.post("/me/calendars/<uuid:feed_id>/revoke")
@signed_in
def revoke_calendar(feed_id: UUID) -> Response:
    """End one of my addresses."""
    with transaction():
        services.revoke_feed(actor=actor(), feed_id=feed_id)
    flash(_("The address is revoked. Calendars that use it get nothing more."), "ok")
    return redirect(url_for("agenda.calendars"))


@bp.get("/calendar/<token>.ics")
@public
def calendar_feed(token: str) -> Response:
    """The calendar behind a private address; who holds the address needs no sign-in."""
    text = services.read_feed(token, address=request.remote_addr or "")
    return _calendar(text, "calendar.ics", attached=False)


@bp.get("/sessions/<slug>/agenda.ics")
@needs(Permission.VIEW_AGENDA)
def session_calendar(slug: str) -> Response:
    """The released agenda as a file, to import once."""
    return _calendar(queries.session_calendar(slug, actor()), f"{slug}.ics", attached=True)


def _calendar(text: str, name: str, *, attached: bool) -> Response:
    answer = Response(text, content_type=f"{MEDIA_TYPE}; charset=utf-8")
    way = "attachment" if attached else "inline"
    answer.headers.set("Content-Disposition", way, filename=name)
    answer.add_etag()
    return answer.make_conditional(request)


def _form() -> FeedForm:
    form = FeedForm()
    sessions, rooms = session_choices(actor()), queries.room_choices(actor())
    form.session.choices = [
        SelectChoice("", _("Choose a session")),
        *(SelectChoice(row.slug, f"{localized(row.title)} ({row.code})") for row in sessions),
    ]
    form.room.choices = [
        SelectChoice("", _("Choose a room")),
        *(
            SelectChoice(str(row.id), f"{localized(row.room)}{_(', ')}{localized(row.venue)}")
            for row in rooms
        ),
    ]
    form.alarm.choices = [
        SelectChoice("", _("none")),
        *(SelectChoice(str(minutes), _alarm_word(minutes)) for minutes in services.ALARMS),
    ]
    form.kind.choices = _kinds(bool(sessions), bool(rooms))
    wish = request.args.get("session", "")
    if request.method == "GET":
        form.session.data = wish if wish in {row.slug for row in sessions} else ""
        form.kind.data = (FeedKind.SESSION if form.session.data else FeedKind.OWN).value
    return form


def _kinds(sessions: bool, rooms: bool) -> list[SelectChoice]:
    found = [
        SelectChoice(FeedKind.OWN.value, _("My sessions: what I take part in, teach or organise"))
    ]
    if actor().has(Role.TRAINER):
        found.append(SelectChoice(FeedKind.TRAINER.value, _("What I teach")))
    if sessions:
        found.append(SelectChoice(FeedKind.SESSION.value, _("One session")))
    if rooms:
        found.append(SelectChoice(FeedKind.ROOM.value, _("One room, over all sessions")))
    return found


def _made(form: FeedForm) -> bool:
    if not form.validate():
        return False
    try:
        with transaction():
            services.create_feed(
                actor=actor(),
                kind=FeedKind(form.kind.data),
                slug=form.session.data,
                room_id=UUID(form.room.data) if form.room.data else None,
                alarm_minutes=int(form.alarm.data) if form.alarm.data else None,
            )
    except Invalid as error:
        form_errors(form, error)
        return False
    except Refused as error:
        form.form_errors.append(say(error.message))
        return False
    return True


def _alarm_word(minutes: int | None) -> str:
    """How long before an entry its alarm rings, in words."""
    if minutes is None:
        return _("none")
    if minutes >= 24 * 60:
        return _n("%(num)s day before", "%(num)s days before", minutes // (24 * 60))
    if minutes >= 60:
        return _n("%(num)s hour before", "%(num)s hours before", minutes // 60)
    return _("%(minutes)s minutes before", minutes=number(minutes))


def _code(text: str) -> Markup:
    drawn = segno.make(text, error="m", micro=False).svg_inline(
        border=2, omitsize=True, svgclass="qr", lineclass=None
    )
    return Markup(drawn)  # noqa: S704 - drawn by the library from modules alone
