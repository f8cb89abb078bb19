"""The page that moves a session to other dates, with all that hangs on them."""

from flask import flash, redirect, render_template, url_for
from flask_wtf import FlaskForm
from wtforms import DateField, RadioField
from wtforms.validators import InputRequired

from lms.agenda.queries.agenda import draft
from lms.agenda.rules.shifting import RULE_WORDS, DayRule
from lms.agenda.services.moving_dates import move_dates
from lms.agenda.views.blueprint import bp
from lms.agenda.views.places import Page, status
from lms.core.access import require
from lms.core.db import transaction
from lms.core.errors import FieldError, Invalid, Refused
from lms.core.i18n import _, _l, days, say
from lms.core.web import actor, form_errors, needs
from lms.courses.policies import Permission


class DatesForm(FlaskForm):  # type: ignore[misc]
    """The new first day, and what to do with closed days."""

    first_day = DateField(_l("New first day"), [InputRequired()])
    rule = RadioField(_l("Weekends, public holidays and days off"), default=DayRule.SKIP.value)


@bp.route("/sessions/<slug>/agenda/dates", methods=["GET", "POST"])
@needs(Permission.MANAGE_SESSION)
def session_dates(slug: str) -> Page:
    """Move a session with its agenda and half-days."""
    seen = draft(slug, actor())
    require(actor(), Permission.MANAGE_SESSION, seen.head)
    form = DatesForm(data={"first_day": seen.head.starts_on, "rule": DayRule.SKIP.value})
    form.rule.choices = [(rule.value, say(words)) for rule, words in RULE_WORDS.items()]
    if form.validate_on_submit():
        try:
            with transaction():
                moved = move_dates(
                    actor=actor(),
                    slug=slug,
                    first=form.first_day.data,
                    rule=DayRule(form.rule.data),
                )
        except Invalid as error:
            known = set(form._fields)
            at_first = [
                FieldError(one.field if one.field in known else "first_day", one.message)
                for one in error.errors
            ]
            form_errors(form, Invalid(at_first))
        except Refused as error:
            form_errors(form, Invalid([FieldError("first_day", error.message)]))
        else:
            flash(
                _(
                    "Moved to %(dates)s. Release the agenda, so that everybody is told.",
                    dates=days(moved[0], moved[-1]),
                ),
                "ok",
            )
            return redirect(url_for("agenda.agenda", slug=slug))
    return render_template("agenda/places/session_dates.html", head=seen.head, form=form), status()
