"""The texts that people are asked to read or agree to. They are public."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from lms.core.access import Identity, require
from lms.core.db import db, unscoped
from lms.core.errors import NotFound
from lms.privacy.enums import NoticeKind
from lms.privacy.models import Consent, PrivacyText
from lms.privacy.policies import Permission
from lms.privacy.rows import TextRow, VersionRow
from lms.privacy.shipped import shipped

TEXT = (
    PrivacyText.id,
    PrivacyText.kind,
    PrivacyText.number,
    PrivacyText.title,
    PrivacyText.body,
    PrivacyText.published_at,
)


def newest_texts() -> dict[NoticeKind, TextRow]:
    """The text that is asked now, by kind. One query."""
    rows = [TextRow(*row) for row in db.session.execute(_newest())]
    stored = {row.kind: row for row in rows}
    return {kind: stored.get(kind) or shipped(kind) for kind in NoticeKind}


def _newest() -> sa.Select[*tuple[Any, ...]]:
    last = (
        sa.select(PrivacyText.kind, sa.func.max(PrivacyText.number).label("number"))
        .group_by(PrivacyText.kind)
        .subquery()
    )
    return sa.select(*TEXT).join(
        last, (last.c.kind == PrivacyText.kind) & (last.c.number == PrivacyText.number)
    )


def versions(*, actor: Identity) -> dict[NoticeKind, list[VersionRow]]:
    """All versions by kind, newest first, with the people who answered each. Two queries."""
    require(actor, Permission.MANAGE_TEXTS)
    stored = [
        TextRow(*row)
        for row in db.session.execute(sa.select(*TEXT).order_by(PrivacyText.number.desc()))
    ]
    counts = _answered()
    found: dict[NoticeKind, list[VersionRow]] = {kind: [] for kind in NoticeKind}
    for text in stored:
        found[text.kind].append(VersionRow(text, *counts.get(text.id, (0, 0))))
    for kind, rows in found.items():
        if not rows:
            rows.append(VersionRow(shipped(kind), 0, 0))
    return found


def _answered() -> dict[UUID, tuple[int, int]]:
    """People by text: how many gave and how many refused, each by the newest answer to it."""
    place = sa.func.row_number().over(
        partition_by=(Consent.text_id, Consent.person_id),
        order_by=(Consent.at.desc(), Consent.id.desc()),
    )
    ranked = unscoped(
        sa.select(Consent.text_id, Consent.given, place.label("place")),
        because="counts of all answers, for administrators, without people",
    ).subquery()
    rows = db.session.execute(
        sa.select(
            ranked.c.text_id,
            sa.func.count().filter(ranked.c.given),
            sa.func.count().filter(~ranked.c.given),
        )
        .where(ranked.c.place == 1)
        .group_by(ranked.c.text_id)
    )
    return {text_id: (given, refused) for text_id, given, refused in rows}


def version(kind: NoticeKind, number: int, *, actor: Identity) -> TextRow:
    """One version as it was published. Raises NotFound."""
    for row in versions(actor=actor)[kind]:
        if row.text.number == number:
            return row.text
    raise NotFound
