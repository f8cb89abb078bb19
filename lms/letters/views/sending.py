"""Writing letters: choose to whom, see what is missing, write."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.core.access import can
from lms.core.db import transaction
from lms.core.errors import Refused
from lms.core.i18n import _n, localized, say
from lms.core.web import actor, needs
from lms.letters.enums import LetterKind
from lms.letters.policies import Permission
from lms.letters.queries import sending as queries
from lms.letters.services.writing import write
from lms.letters.views.blueprint import KIND, asked_languages, asked_layout, bp

Page = str | Response | tuple[str, int]


@bp.route(f"/sessions/<slug>/letters/{KIND}/send", methods=["GET", "POST"])
@needs(Permission.VIEW_LETTERS)
def send(slug: str, kind: str) -> Page:
    """Everybody who may get a letter of this kind; a POST writes to the chosen ones."""
    page = queries.send_page(slug, LetterKind(kind), asked_languages(), actor())
    if request.method == "GET":
        return _page(page)
    keys = request.form.getlist("person")
    try:
        with transaction():
            written = write(
                actor=actor(),
                head=page.head,
                kind=page.text.kind,
                recipients=page.chosen(keys),
                languages=asked_languages(),
                layout=asked_layout(),
                expected=request.form.get("expected", type=int),
            )
    except Refused as error:
        return _page(page, chosen=set(keys), refusal=say(error.message)), error.status
    flash(_n("%(num)s letter is written.", "%(num)s letters are written.", len(written)), "ok")
    return redirect(url_for("letters.index", slug=slug, kind=kind))


def _page(page: queries.SendPage, chosen: set[str] | None = None, refusal: str = "") -> str:
    agencies = {
        line.recipient.agency_id: line.agency for line in page.lines if line.recipient.agency_id
    }
    asked = request.args.get("agency", "")
    lines = [line for line in page.lines if not asked or str(line.recipient.agency_id) == asked]
    if chosen is None:
        wanted = set(request.args.getlist("chosen"))  # of whom a page before spoke; none: all
        chosen = {
            line.recipient.key
            for line in lines
            if not line.gaps
            and not line.references
            and (not wanted or line.recipient.key in wanted)
        }
    return render_template(
        "letters/send.html",
        head=page.head,
        kind=page.text.kind,
        text=page.text,
        expected=page.next_number,
        lines=lines,
        agencies=sorted(agencies.items(), key=lambda one: localized(one[1])),
        agency=asked,
        chosen=chosen,
        refusal=refusal,
        languages=asked_languages() or page.text.texts.languages,
        layout=asked_layout(),
        may_write=can(actor(), Permission.WRITE_LETTERS, page.head),
    )
