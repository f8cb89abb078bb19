"""The clashes of a draft agenda, in sentences, as far as the actor may know."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lms.agenda.enums import ClashRule, Severity
from lms.agenda.queries.agenda import Draft
from lms.agenda.rows import ItemRow
from lms.core.access import Identity
from lms.core.messages import Message


@dataclass(frozen=True)
class Remedy:
    """One way out: `kind` is move, trainer, room or back; `send` is what the editor would save."""

    kind: str
    label: Message
    send: dict[str, object]


@dataclass(frozen=True)
class ClashRow:
    """One clash. `other_href` leads to the other side, None where the actor may not see it."""

    rule: ClashRule
    severity: Severity
    item_id: UUID
    starts_at: datetime
    ends_at: datetime
    title: Message
    sentence: Message
    other_item_id: UUID | None = None
    other_href: str | None = None
    remedies: tuple[Remedy, ...] = ()


def found(draft: Draft, actor: Identity) -> list[ClashRow]:
    """All clashes of the draft."""
    return []


def after_move(draft: Draft, actor: Identity, changed: Sequence[ItemRow]) -> list[ClashRow]:
    """The clashes that the draft would have with these items changed."""
    return []


def blocking(rows: Iterable[ClashRow]) -> list[ClashRow]:
    """Those that hold back a release."""
    holding = {Severity.BLOCK, Severity.BLOCK_RELEASE}
    return [row for row in rows if row.severity in holding]
