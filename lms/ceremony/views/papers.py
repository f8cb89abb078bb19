"""What is printed for a ceremony."""

from flask import Response, render_template, request

from lms.ceremony import queries
from lms.ceremony.enums import Paper
from lms.ceremony.policies import Permission
from lms.ceremony.printing import lists, template
from lms.ceremony.services.taking_along import record_print
from lms.ceremony.views.blueprint import bp
from lms.core.db import transaction
from lms.core.errors import NotFound
from lms.core.i18n import LANGUAGE_NAMES, language
from lms.core.web import actor, download, needs


@bp.get("/sessions/<slug>/ceremony/papers")
@needs(Permission.VIEW_CEREMONY)
def papers(slug: str) -> str:
    """Run sheet, call sheet, photograph and minutes, in the language of choice."""
    page = queries.ceremony_page(slug, actor=actor())
    if page.plan is None:
        raise NotFound
    return render_template(
        "ceremony/papers.html",
        head=page.head,
        chosen=_language(),
        languages=[(one, LANGUAGE_NAMES.get(one, one)) for one in template.LANGUAGES],
    )


@bp.get("/sessions/<slug>/ceremony/<any('run-sheet', calls, photo, minutes):paper>.pdf")
@needs(Permission.VIEW_CEREMONY)
def paper_pdf(slug: str, paper: str) -> Response:
    """One paper as PDF. What is taken along is on record."""
    seen = queries.call_list(slug, actor=actor())
    page = queries.ceremony_page(slug, actor=actor())
    data = lists.make(Paper(paper), seen, page, _language())
    with transaction():
        record_print(actor=actor(), seen=seen, paper=Paper(paper))
    return download(data, f"{seen.head.slug}-{paper}.pdf", inline=True)


def _language() -> str:
    """The language of the paper: as asked for, else that of the page."""
    asked = request.args.get("lang", "")
    known = asked if asked in template.LANGUAGES else language()
    return known if known in template.LANGUAGES else template.LANGUAGES[0]
