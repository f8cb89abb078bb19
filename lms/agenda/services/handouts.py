"""Adding and removing hand-outs of agenda items."""

import secrets
from uuid import UUID

import sqlalchemy as sa

from lms.agenda.formats.handouts import check_file, check_url, clean_name
from lms.agenda.models import AgendaItem, Handout
from lms.agenda.policies import Permission
from lms.audit import services as audit
from lms.core import files
from lms.core.access import Identity, require
from lms.core.db import db
from lms.core.errors import FieldError, Invalid, NotFound, Refused
from lms.core.ids import new_id
from lms.core.messages import N_, Message
from lms.core.names import hidden_signs
from lms.courses.queries import session_head
from lms.courses.rows import SessionHead

LONGEST_TITLE = 160
MOST_OF_AN_ITEM = 20
# A short address is typed from a door: no signs that look alike. It is no secret; who may open
# it is asked when it is opened.
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
_TOKEN_LENGTH = 9


def add_file(
    *, actor: Identity, slug: str, item_id: UUID, title: str, name: str, data: bytes
) -> Handout:
    """Hand out a file with an item; without a title its name stands in.

    Raises Invalid with the fault at its field, Refused where the item has too many already.
    """
    head, item = _item(actor, slug, item_id)
    stem = clean_name(name).rpartition(".")[0]
    checked = check_file(name, data)
    faults = _title_faults(title)
    if isinstance(checked, Message):
        raise Invalid([*faults, FieldError("file", checked)])
    if faults:
        raise Invalid(faults)
    row = Handout(id=new_id(), title=" ".join((title or stem).split())[:LONGEST_TITLE])
    stored = files.put(
        checked.data,
        media_type=checked.media_type,
        owner=f"handout:{row.id}",
        name=checked.name,
    )
    row.file_id = stored.id
    return _add(actor, head, item, row)


def add_link(*, actor: Identity, slug: str, item_id: UUID, title: str, url: str) -> Handout:
    """Hand out a web address with an item. Raises Invalid and Refused as `add_file` does."""
    head, item = _item(actor, slug, item_id)
    faults = _title_faults(title)
    if not title.strip():
        faults.append(FieldError("title", N_("Write what the link leads to.")))
    checked = check_url(url)
    if isinstance(checked, Message):
        faults.append(FieldError("url", checked))
    if faults or isinstance(checked, Message):
        raise Invalid(faults)
    return _add(actor, head, item, Handout(id=new_id(), title=" ".join(title.split()), url=checked))


def remove(*, actor: Identity, slug: str, handout_id: UUID) -> str:
    """Take a hand-out away; its address leads nowhere from then on. Returns its title."""
    head = session_head(slug, actor)
    require(actor, Permission.PLAN, head)
    row = db.session.get(Handout, handout_id)
    if row is None or row.course_session_id != head.id:
        raise NotFound
    title = row.title
    db.session.delete(row)
    db.session.flush()
    audit.record(
        actor,
        "agenda.handout_removed",
        object_type="handout",
        object_id=handout_id,
        summary=N_("Hand-out “%(title)s” removed.", title=title),
        course_session_id=head.id,
        before={"title": title, "url": row.url, "file": row.file_id},
    )
    return title


def _item(actor: Identity, slug: str, item_id: UUID) -> tuple[SessionHead, AgendaItem]:
    head = session_head(slug, actor)
    require(actor, Permission.PLAN, head)
    item = db.session.get(AgendaItem, item_id)
    if item is None or item.course_session_id != head.id:
        raise NotFound
    return head, item


def _title_faults(title: str) -> list[FieldError]:
    if len(title.strip()) > LONGEST_TITLE:
        message = N_("Write at most %(most)s signs.", most=LONGEST_TITLE)
        return [FieldError("title", message)]
    if hidden_signs(title):
        return [FieldError("title", N_("The title holds hidden signs. Type it anew."))]
    return []


def _add(actor: Identity, head: SessionHead, item: AgendaItem, row: Handout) -> Handout:
    count = sa.select(sa.func.count()).select_from(Handout).where(Handout.item_id == item.id)
    if (db.session.scalar(count) or 0) >= MOST_OF_AN_ITEM:
        raise Refused(
            N_("This item has %(most)s hand-outs. Remove one first.", most=MOST_OF_AN_ITEM)
        )
    row.course_session_id, row.item_id = head.id, item.id
    row.url = row.url or ""
    row.token = "".join(secrets.choice(_ALPHABET) for _sign in range(_TOKEN_LENGTH))
    db.session.add(row)
    db.session.flush()
    audit.record(
        actor,
        "agenda.handout_added",
        object_type="handout",
        object_id=row.id,
        summary=N_(
            "Hand-out “%(title)s” added to %(item)s.", title=row.title, item=dict(item.title)
        ),
        course_session_id=head.id,
        after={"title": row.title, "url": row.url, "file": row.file_id},
    )
    return row
