"""The page that says where a session's agenda is held."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_wtf import FlaskForm
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from lms.agenda.policies import Permission
from lms.agenda.queries import places as queries
from lms.agenda.queries.agenda import draft
from lms.agenda.services.items import set_venue
from lms.agenda.views.blueprint import bp
from lms.agenda.views.places import Page, status
from lms.core.access import require
from lms.core.db import transaction
from lms.core.errors import Invalid
from lms.core.i18n import _, _l, _n, localized
from lms.core.web import actor, form_errors, needs


class VenueForm(FlaskForm):  # type: ignore[misc]
    """One of the venues, or none."""

    venue_id = SelectField(_l("Venue"), [Optional()])


@bp.route("/sessions/<slug>/agenda/venue", methods=["GET", "POST"])
@needs(Permission.PLAN)
def session_venue(slug: str) -> Page:
    """Choose the venue of a session."""
    seen = draft(slug, actor())
    require(actor(), Permission.PLAN, seen.head)
    present = seen.venue.id if seen.venue else None
    form = VenueForm(data={"venue_id": str(present) if present else ""})
    form.venue_id.choices = [SelectChoice("", _("None yet"))] + [
        SelectChoice(
            str(row.id),
            _("%(name)s, %(town)s", name=localized(row.name), town=localized(row.place))
            if row.place
            else localized(row.name),
        )
        for row in queries.venue_choices(also=present)
    ]
    if form.validate_on_submit():
        chosen = form.venue_id.data
        try:
            with transaction():
                lost = set_venue(
                    actor=actor(), slug=slug, venue_id=UUID(chosen) if chosen else None
                )
        except Invalid as error:
            form_errors(form, error)
        else:
            flash(_("The venue is set."), "ok")
            if lost:
                flash(
                    _n(
                        "%(num)s item has lost its room. Choose another one, or let the solver "
                        "propose a timetable with the rooms of this venue.",
                        "%(num)s items have lost their rooms. Choose others, or let the solver "
                        "propose a timetable with the rooms of this venue.",
                        lost,
                    ),
                    "warn",
                )
            return redirect(url_for("agenda.agenda", slug=slug))
    return render_template("agenda/places/session_venue.html", head=seen.head, form=form), status()
