"""The installation's own texts, for administrators."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.core.db import transaction
from lms.core.errors import Invalid
from lms.core.i18n import _
from lms.core.web import actor, form_errors, needs
from lms.letters.enums import LetterKind
from lms.letters.forms import TextForm
from lms.letters.policies import Permission
from lms.letters.queries import texts as queries
from lms.letters.queries.drafts import sample
from lms.letters.queries.sending import Preview
from lms.letters.services import texts as services
from lms.letters.views.blueprint import KIND, bp
from lms.letters.views.texts import editing

Page = str | Response | tuple[str, int]


@bp.get("/letters/")
@needs(Permission.HOUSE_TEXTS)
def house() -> str:
    """The kinds of letters with where the text of each comes from."""
    return render_template("letters/house.html", texts=queries.house_texts(actor()))


@bp.route(f"/letters/{KIND}", methods=["GET", "POST"])
@needs(Permission.HOUSE_TEXTS)
def house_text(kind: str) -> Page:
    """Edit the text that holds for every session without one of its own."""
    row = queries.house_texts(actor())[LetterKind(kind)]
    form = TextForm() if request.method == "POST" else TextForm.of(row.texts)
    shown: Preview | None = None
    if form.validate_on_submit():
        try:
            if request.form.get("act") == "look":
                texts = services.checked(form.given)
                shown = Preview(sample(texts, row.kind, texts.languages), [], None)
            else:
                with transaction():
                    services.save(actor=actor(), slug=None, kind=row.kind, texts=form.given)
                flash(_("The text is saved. Letters that were written stay as they are."), "ok")
                return redirect(url_for("letters.house_text", kind=kind))
        except Invalid as error:
            form_errors(form, error)
    page = render_template("letters/house_text.html", **editing(row, form, shown))
    return page, 422 if form.errors else 200


@bp.post(f"/letters/{KIND}/give-up")
@needs(Permission.HOUSE_TEXTS)
def house_give_up(kind: str) -> Response:
    """Back to the text that ships."""
    with transaction():
        services.give_up(actor=actor(), slug=None, kind=LetterKind(kind))
    flash(_("The text is again as it ships."), "ok")
    return redirect(url_for("letters.house_text", kind=kind))
