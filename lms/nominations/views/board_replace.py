"""Somebody else of the same agency in a nominated person's place, by the organiser."""

from collections.abc import Mapping
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from lms.core.access import require
from lms.core.db import transaction
from lms.core.errors import Invalid, Refused
from lms.core.i18n import _, _l, say
from lms.core.web import actor, form_errors, needs
from lms.enrolments.formats import Field
from lms.enrolments.forms import PersonForm
from lms.enrolments.rows import Match
from lms.enrolments.services.roll import SamePerson
from lms.nominations.inputs import NominationInput
from lms.nominations.policies import Permission
from lms.nominations.queries.examining import Examined, examine
from lms.nominations.rows import Subject
from lms.nominations.services import nominating
from lms.nominations.views.blueprint import bp


class InsteadForm(PersonForm):
    """The other person, and why."""

    posting_station = StringField(_l("Place of posting"))
    email = StringField(_l("E-mail"))
    mobile = StringField(_l("Mobile number"))
    province = StringField(_l("Province"))
    years_of_practice = StringField(_l("Years of practice"))
    justification = TextAreaField(_l("Justification"))
    reason = StringField(_l("Why the first person does not come"))
    person = RadioField(_l("The same person?"), choices=[], validate_choice=False)

    def nomination(self) -> NominationInput:
        """What was typed, as the services take it."""
        cells = {
            field: str(self[field.value].data or "").strip()
            for field in Field
            if field.value in self
        }
        return NominationInput(cells, str(self.person.data or ""))

    def ask(self, match: Match) -> None:
        """Ask whether it is one of those known."""
        words: Mapping[str, str] = {
            str(known.person_id): _(
                "Yes: %(name)s, %(rank)s, service number %(number)s",
                name=known.name,
                rank=known.rank or _("no rank"),
                number=known.service_no or _("not known"),
            )
            for known in match.candidates
        }
        self.person.choices = [
            *(SelectChoice(key, word) for key, word in words.items()),
            SelectChoice("new", _("No: another person of the same name")),
        ]


@bp.route("/sessions/<slug>/nominations/<uuid:nomination_id>/instead", methods=["GET", "POST"])
@needs(Permission.VIEW_BOARD)
def put_instead(slug: str, nomination_id: UUID) -> str | Response | tuple[str, int]:
    """The form; both people stay on record."""
    seen = examine(slug, nomination_id, actor=actor())
    row = seen.nomination
    require(actor(), Permission.CHANGE_ONE, Subject(seen.head, row.agency_id, row.person_id))
    form = InsteadForm()
    if not form.validate_on_submit():
        return _page(seen, form), 422 if form.is_submitted() else 200
    try:
        with transaction():
            key = nominating.replace(
                actor=actor(),
                slug=slug,
                nomination_id=nomination_id,
                given=form.nomination(),
                reason=(form.reason.data or "")[:500],
            )
    except SamePerson as error:
        form.ask(error.match)
        form_errors(form, error)
        return _page(seen, form), 422
    except Invalid as error:
        form_errors(form, error)
        return _page(seen, form), 422
    except Refused as error:
        form.form_errors.append(say(error.message))
        return _page(seen, form), 409
    flash(_("Both stand on record."), "ok")
    return redirect(url_for("nominations.one", slug=slug, nomination_id=key))


def _page(seen: Examined, form: InsteadForm) -> str:
    return render_template(
        "nominations/board/instead.html", head=seen.head, n=seen.nomination, seen=seen, form=form
    )
