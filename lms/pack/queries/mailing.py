"""Which papers were mailed to their holders, when, and which can be."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from lms.accounts.models import Account, Person
from lms.ceremony.queries.handed import marked_papers
from lms.core.access import Identity, require
from lms.core.db import db, unscoped
from lms.core.names import joined_name
from lms.outbox.models import OutboxMessage
from lms.pack.models import PaperMail
from lms.pack.policies import Permission
from lms.pack.queries.pack import pack_of
from lms.pack.rows import Addressee, MailLine, MailPage, Pack


def mail_page(slug: str, *, actor: Identity) -> MailPage:
    """The papers in force in their order, each with its mail. Raises as `pack_of`."""
    pack = pack_of(slug, actor=actor)
    require(actor, Permission.MAKE_PACK, pack.head)
    marks = {one.holder: one.mark for one in marked_papers(pack.head.id)}
    people, mails = _addressees(pack), _mails(pack)
    lines = []
    for one in pack.papers:
        last = mails.get(one.id)
        lines.append(
            MailLine(
                paper=one,
                mark=marks.get(one.holder_id),
                addressee=people.get(one.person_id) if one.person_id else None,
                times=last.number if last else 0,
                asked_at=last.asked_at if last else None,
                sent_at=last.sent_at if last else None,
                state=last.state if last else None,
            )
        )
    return MailPage(pack.head, tuple(lines))


def _addressees(pack: Pack) -> dict[UUID, Addressee]:
    ids = {one.person_id for one in pack.papers if one.person_id}
    statement = (
        sa.select(
            Person.id,
            Person.first_name,
            Person.last_name,
            Person.language,
            sa.func.coalesce(Person.email, Account.email).label("address"),
        )
        .outerjoin(Account, Account.person_id == Person.id)
        .where(Person.id.in_(ids))
    )
    rows = db.session.execute(unscoped(statement, because="each is written to alone"))
    return {
        row.id: Addressee(
            joined_name(row.first_name, row.last_name), row.language or "", row.address or None
        )
        for row in rows
    }


def _mails(pack: Pack) -> dict[UUID, Any]:
    """The newest mail of each paper with what the outbox knows of it."""
    statement = (
        sa.select(
            PaperMail.certificate_id,
            PaperMail.number,
            PaperMail.asked_at,
            OutboxMessage.sent_at,
            OutboxMessage.state,
        )
        .join(OutboxMessage, OutboxMessage.id == PaperMail.message_id)
        .where(PaperMail.certificate_id.in_([one.id for one in pack.papers]))
        .order_by(PaperMail.number)
    )
    return {row.certificate_id: row for row in db.session.execute(statement)}
