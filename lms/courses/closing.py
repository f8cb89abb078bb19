"""The closing checklist: points that this room and higher rooms hand in, each true or open.

Higher rooms offer `CHECKS` in a module `closing.py`; the factory gathers them, so that this room
asks them without importing upwards.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import current_app

from lms.core.access import Identity
from lms.core.messages import Message
from lms.courses.rows import SessionHead


@dataclass(frozen=True)
class ClosingPoint:
    """One point: what it is, whether it is done, figures in words, and where it is worked on."""

    label: Message
    done: bool
    detail: Message | None = None
    endpoint: str | None = None


ClosingCheck = Callable[[SessionHead, Identity], Sequence[ClosingPoint]]


def closing_points(head: SessionHead, actor: Identity) -> list[ClosingPoint]:
    """All points of a session in the order of its life."""
    checks: Sequence[ClosingCheck] = current_app.extensions.get("concord.closing_checks", ())
    return [point for check in checks for point in check(head, actor)]


def open_checks(head: SessionHead, actor: Identity) -> int:
    """How many points are still open."""
    return sum(1 for point in closing_points(head, actor) if not point.done)
