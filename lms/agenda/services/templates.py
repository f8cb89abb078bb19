"""Writing templates of agendas: those that ship, own ones from sessions and files, their names."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from lms.agencies.rules import free_slug
from lms.agenda.formats.template import TemplateBody, body_json
from lms.agenda.formats.template_file import Template, summary_fault
from lms.agenda.models import AgendaTemplate
from lms.agenda.policies import Permission
from lms.agenda.queries.templates import library_missing, session_as_template, template
from lms.agenda.rows import TemplateRow
from lms.audit import services as audit
from lms.core.access import SYSTEM, Identity, require
from lms.core.clock import utcnow
from lms.core.db import db
from lms.core.errors import FieldError, Invalid, Refused
from lms.core.messages import N_, Message
from lms.courses.inputs import text_fault, tidy


def load_library() -> list[str]:
    """Put in the templates that ship, as they are in this version; returns the slugs it wrote.

    Called again it changes nothing. An own template that has the name of a new one keeps it.
    """
    written = []
    for one in library_missing():
        row = db.session.scalar(sa.select(AgendaTemplate).where(AgendaTemplate.slug == one.slug))
        if row is not None and not row.shipped:
            continue
        if row is None:
            row = AgendaTemplate(slug=one.slug, shipped=True)
        row.title, row.summary, row.body = one.title, one.summary, body_json(one.body)
        try:
            with db.session.begin_nested():
                db.session.add(row)
        except IntegrityError:
            continue  # another process has just put it in
        _record(SYSTEM, row, "agenda.template_shipped", N_("Template put in."))
        written.append(one.slug)
    return written


def save_session(
    *, actor: Identity, slug: str, title: Mapping[str, str], summary: Mapping[str, str]
) -> str:
    """Keep the agenda of a session as a template, without names and dates; returns its slug.

    Raises NotFound, Invalid for a wrong title, Refused for an empty agenda.
    """
    body = session_as_template(slug, actor).body
    if not body.items:
        raise Refused(N_("The agenda has no items yet. Fill it first."))
    row = _add(actor, title, summary, body)
    _record(actor, row, "agenda.template_saved", N_("Agenda kept as a template."))
    return row.slug


def take_in(*, actor: Identity, found: Template) -> str:
    """Take in the template of a file as an own one; returns its slug. The same again: no second."""
    require(actor, Permission.USE_TEMPLATES)
    body = body_json(found.body)
    same = db.session.scalars(sa.select(AgendaTemplate).where(AgendaTemplate.archived_at.is_(None)))
    for row in same:
        if (row.title, row.summary, row.body) == (found.title, found.summary, body):
            return row.slug
    row = _add(actor, found.title, found.summary, found.body, slug=found.slug)
    _record(actor, row, "agenda.template_imported", N_("Template taken in from a file."))
    return row.slug


def copy_template(
    *, actor: Identity, slug: str, title: Mapping[str, str], summary: Mapping[str, str]
) -> str:
    """An own template with the content of another; returns its slug. Raises Invalid."""
    row = _add(actor, title, summary, template(slug, actor).body)
    _record(actor, row, "agenda.template_copied", N_("Template copied."))
    return row.slug


def rename(
    *, actor: Identity, slug: str, title: Mapping[str, str], summary: Mapping[str, str]
) -> None:
    """Give a template another title and summary; its address stays.

    Raises NotFound, Invalid, and Refused for one that ships: it is renewed with each version.
    """
    found = _changeable(actor, slug)
    if found.shipped:
        raise Refused(N_("This template comes with Concord. Copy it under a name of your own."))
    row = db.session.get_one(AgendaTemplate, found.id)
    before = {"title": row.title, "summary": row.summary}
    row.title, row.summary = _checked(title, summary)
    db.session.flush()
    after = {"title": row.title, "summary": row.summary}
    _record(
        actor, row, "agenda.template_renamed", N_("Template renamed."), before=before, after=after
    )


def archive(*, actor: Identity, slug: str) -> None:
    """Offer the template no longer. Sessions made from it stay as they are."""
    _put(actor, slug, away=True)


def restore(*, actor: Identity, slug: str) -> None:
    """Offer an archived template again."""
    _put(actor, slug, away=False)


def _put(actor: Identity, slug: str, *, away: bool) -> None:
    found = _changeable(actor, slug)
    if (found.archived_at is not None) == away:
        return
    row = db.session.get_one(AgendaTemplate, found.id)
    row.archived_at = utcnow() if away else None
    db.session.flush()
    words = N_("Template archived.") if away else N_("Template restored.")
    _record(actor, row, f"agenda.template_{'archived' if away else 'restored'}", words)


def _changeable(actor: Identity, slug: str) -> TemplateRow:
    found = template(slug, actor).row
    require(actor, Permission.CHANGE_TEMPLATE, found)
    return found


def _add(
    actor: Identity,
    title: Mapping[str, str],
    summary: Mapping[str, str],
    body: TemplateBody,
    *,
    slug: str = "",
) -> AgendaTemplate:
    words, about = _checked(title, summary)
    row = AgendaTemplate(
        slug=free_slug({"en": slug} if slug else words, _taken),
        title=words,
        summary=about,
        body=body_json(body),
        shipped=False,
        created_by=actor.person_id,
    )
    db.session.add(row)
    db.session.flush()
    return row


def _checked(
    title: Mapping[str, str], summary: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    faults = []
    if not title.get("en", "").strip():
        message = N_("Write the title in English; it stands in for other languages.")
        faults.append(FieldError("title", message))
    for name, fault in (("title", text_fault(title)), ("summary", summary_fault(summary))):
        if fault is not None:
            faults.append(FieldError(name, fault))
    if faults:
        raise Invalid(faults)
    return tidy(title), tidy(summary)


def _taken(slug: str) -> bool:
    return bool(
        db.session.scalar(
            sa.select(sa.func.count())
            .select_from(AgendaTemplate)
            .where(AgendaTemplate.slug == slug)
        )
    )


def _record(
    actor: Identity,
    row: AgendaTemplate,
    act: str,
    summary: Message,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    audit.record(
        actor,
        act,
        object_type="agenda_template",
        object_id=row.id,
        summary=summary,
        before=dict(before) if before else None,
        after=dict(after) if after else {"slug": row.slug},
    )
