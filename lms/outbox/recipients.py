"""Whom messages are for. People and agencies stand in rooms above: the factory hands them in."""

import uuid
from collections.abc import Collection, Sequence
from typing import Any, Protocol

import sqlalchemy as sa
from flask import current_app

from lms.core.db import LocalizedText
from lms.outbox.models import OutboxMessage


class Recipients(Protocol):
    """What the outbox asks about people and agencies."""

    def people(self, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]: ...

    def agencies(self, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, LocalizedText]: ...

    def people_named(self, word: str) -> sa.Select[Any]: ...

    def agencies_named(self, word: str) -> Sequence[uuid.UUID]: ...


def people(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The names of people by their ids."""
    known = _known()
    return known.people(ids) if known and ids else {}


def agencies(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, LocalizedText]:
    """The names of agencies by their ids."""
    known = _known()
    return known.agencies(ids) if known and ids else {}


def named(word: str) -> sa.ColumnElement[Any]:
    """Whether a message is for somebody of this name, or goes about an agency of this name."""
    known = _known()
    if known is None:
        return sa.false()
    found = OutboxMessage.person_id.in_(known.people_named(word))
    return found | OutboxMessage.agency_id.in_(known.agencies_named(word))


def _known() -> Recipients | None:
    known: Recipients | None = current_app.extensions.get("concord.recipients")
    return known
