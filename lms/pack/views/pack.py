"""The page of the print pack, and the files that are made from it."""

from flask import render_template, request
from werkzeug.wrappers import Response

from lms.core.access import require
from lms.core.db import transaction
from lms.core.errors import Refused
from lms.core.i18n import language
from lms.core.web import actor, download, needs
from lms.courses.queries import session_head
from lms.pack import queries, services
from lms.pack.policies import Permission
from lms.pack.printing import template
from lms.pack.rules.finishing import read
from lms.pack.views.blueprint import bp


@bp.get("/sessions/<slug>/certificates/pack")
@needs(Permission.MAKE_PACK)
def pack(slug: str) -> str:
    """The papers in their order, and what can be made of them."""
    head = session_head(slug, actor())
    require(actor(), Permission.MAKE_PACK, head)
    found, why = None, None
    try:
        found = queries.pack_of(slug, actor=actor())
    except Refused as refused:
        why = refused.message
    return render_template("pack/pack.html", head=head, pack=found, why=why)


@bp.get("/sessions/<slug>/certificates/pack.pdf")
@needs(Permission.MAKE_PACK)
def pack_pdf(slug: str) -> Response:
    """One PDF for the whole room; `backs`, `flip`, `marks`, `bleed`, `first`, `last` as chosen."""
    found = queries.pack_of(slug, actor=actor())
    with transaction():
        pieces = services.pack_file(found, read(request.args), actor=actor())
    return download(pieces, f"{found.head.slug}-pack.pdf")


@bp.get("/sessions/<slug>/certificates/pack.zip")
@needs(Permission.MAKE_PACK)
def pack_zip(slug: str) -> Response:
    """The single signed files, named so that they sort as people are called."""
    found = queries.pack_of(slug, actor=actor())
    with transaction():
        pieces = services.archive(found, actor=actor())
    return download(pieces, f"{found.head.slug}-certificates.zip", "application/zip")


@bp.get("/sessions/<slug>/certificates/test-sheet.pdf")
@needs(Permission.MAKE_PACK)
def test_pdf(slug: str) -> Response:
    """The printer's test sheet; `page` a4 or letter, `flip` as for the pack."""
    head = session_head(slug, actor())
    require(actor(), Permission.MAKE_PACK, head)
    asked = {**request.args.to_dict(), "backs": "1"}
    words = language() if language() in template.LANGUAGES else template.LANGUAGES[0]
    pieces = services.test_file(head, read(asked), page=asked.get("page", ""), language=words)
    return download(pieces, f"{head.slug}-test-sheet.pdf")
