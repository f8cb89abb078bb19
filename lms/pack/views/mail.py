"""Papers by mail: who was written to and when, writing to all, to the absent, to one again."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.ceremony.enums import Mark
from lms.core.access import can, require
from lms.core.db import transaction
from lms.core.errors import Refused
from lms.core.i18n import _, _n, say
from lms.core.once import take_key
from lms.core.settings import settings
from lms.core.web import actor, needs
from lms.courses.queries import session_head
from lms.outbox.models import MailState
from lms.pack import queries, services
from lms.pack.enums import Whom
from lms.pack.policies import Permission
from lms.pack.views.blueprint import bp


@bp.get("/sessions/<slug>/certificates/mail")
@needs(Permission.MAKE_PACK)
def mail(slug: str) -> str:
    """The papers with their mails."""
    head = session_head(slug, actor())
    require(actor(), Permission.MAKE_PACK, head)
    page, why = None, None
    try:
        page = queries.mail_page(slug, actor=actor())
    except Refused as refused:
        why = refused.message
    return render_template(
        "pack/mail.html",
        head=head,
        page=page,
        why=why,
        mails=can(actor(), Permission.MAIL_PAPERS, head),
        has_server=bool(settings().mail_server),
        marks={
            Mark.COLLECTED: _("handed over"),
            Mark.ABSENT: _("absent"),
            Mark.POSTED: _("posted"),
        },
        mail_states={
            MailState.WAITING: _("waits"),
            MailState.SENDING: _("is being sent"),
            MailState.SENT: _("sent"),
            MailState.FAILED: _("could not be sent"),
            MailState.UNSURE: _("perhaps sent"),
            MailState.BOUNCED: _("came back"),
            MailState.HANDED_OVER: _("passed on by hand"),
        },
    )


@bp.post("/sessions/<slug>/certificates/mail")
@needs(Permission.MAIL_PAPERS)
def send_mail(slug: str) -> Response:
    """Write to everybody not written to yet, to the absent of them, or to one (again)."""
    with_file = request.form.get("file") == "1"
    act = request.form.get("act", "")
    require(actor(), Permission.MAIL_PAPERS, session_head(slug, actor()))
    try:
        with transaction():
            take_key()
            if act in set(Whom):
                count = services.mail_papers(
                    actor=actor(), slug=slug, whom=Whom(act), with_file=with_file
                )
            else:
                services.mail_again(
                    actor=actor(), slug=slug, certificate_id=_id(act), with_file=with_file
                )
                count = 1
    except Refused as refused:
        flash(say(refused.message), "warn")
        return _back(slug)
    flash(_n("%(num)s mail is written.", "%(num)s mails are written.", count), "ok")
    return _back(slug)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def _back(slug: str) -> Response:
    return redirect(url_for("pack.mail", slug=slug))
