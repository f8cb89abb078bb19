"""The difference between two releases in words, and whom each change touches.

Pure. A change is about one item; its sentences name what was and what is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from lms.agenda.rows import ReleasedItem
from lms.core.messages import N_, Message, Span


class ChangeKind(StrEnum):
    ADDED = "added"
    CANCELLED = "cancelled"
    CHANGED = "changed"


@dataclass(frozen=True)
class Change:
    """One item between two releases: what it was, what it is, and the sentences that say so."""

    kind: ChangeKind
    before: ReleasedItem | None
    after: ReleasedItem | None
    sentences: tuple[Message, ...]

    @property
    def item(self) -> ReleasedItem:
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def trainer_ids(self) -> frozenset[UUID]:
        """Trainers whom the change touches: those who taught it and those who do now."""
        return frozenset(
            person_id
            for side in (self.before, self.after)
            if side is not None
            for person_id in side.trainer_ids
        )

    @property
    def tracks(self) -> frozenset[str]:
        """The tracks it touches; empty text stands for everybody."""
        return frozenset(side.track for side in (self.before, self.after) if side is not None)

    @property
    def matters_to_participants(self) -> bool:
        """Whether a participant would notice: not where only the trainer changed."""
        if self.before is None or self.after is None:
            return True
        names = ("starts_at", "ends_at", "room", "title", "track")
        return any(getattr(self.before, name) != getattr(self.after, name) for name in names)


def differences(
    before: Sequence[ReleasedItem], after: Sequence[ReleasedItem], zone: str
) -> list[Change]:
    """What changed from one release to the next, in the order of time. Cancelled items of either
    side count as absent."""
    old = {item.id: item for item in before if not item.cancelled}
    new = {item.id: item for item in after if not item.cancelled}
    found = [
        change
        for item_id in dict.fromkeys([*old, *new])
        if (change := _change(old.get(item_id), new.get(item_id), zone)) is not None
    ]
    return sorted(found, key=lambda change: (change.item.starts_at, str(change.item.id)))


def _change(before: ReleasedItem | None, after: ReleasedItem | None, zone: str) -> Change | None:
    if before is None and after is not None:
        words = N_("New: %(title)s, %(when)s.", title=after.title, when=_when(after, zone))
        return Change(ChangeKind.ADDED, None, after, (words,))
    if after is None and before is not None:
        words = N_("Called off: %(title)s, %(when)s.", title=before.title, when=_when(before, zone))
        return Change(ChangeKind.CANCELLED, before, None, (words,))
    assert before is not None
    assert after is not None
    sentences = tuple(_sentences(before, after, zone))
    return Change(ChangeKind.CHANGED, before, after, sentences) if sentences else None


def _sentences(before: ReleasedItem, after: ReleasedItem, zone: str) -> list[Message]:
    title = after.title
    found: list[Message] = []
    if before.title != title:
        found.append(N_("%(old)s is now called %(title)s.", old=before.title, title=title))
    if (before.starts_at, before.ends_at) != (after.starts_at, after.ends_at):
        found.append(
            N_(
                "%(title)s is on %(new)s instead of %(old)s.",
                title=title,
                new=_when(after, zone),
                old=_when(before, zone),
            )
        )
    if before.room != after.room:
        found.append(_room(before, after))
    if before.trainer_ids != after.trainer_ids:
        found.append(_trainers(after))
    if before.track != after.track:
        found.append(_track(after))
    if before.guests != after.guests:
        found.append(N_("%(title)s: guests are %(names)s.", title=title, names=after.guests))
    if before.materials != after.materials:
        found.append(N_("%(title)s: what to bring has changed.", title=title))
    if not found and _plain(before) != _plain(after):
        found.append(N_("%(title)s: details have changed.", title=title))
    return found


def _trainers(after: ReleasedItem) -> Message:
    names = ", ".join(name for _id, name, _local in after.trainers)
    if not names:
        return N_("%(title)s has no trainer named now.", title=after.title)
    return N_("%(title)s is taught by %(names)s.", title=after.title, names=names)


def _track(after: ReleasedItem) -> Message:
    if not after.track:
        return N_("%(title)s is for everybody.", title=after.title)
    return N_("%(title)s is for track %(track)s.", title=after.title, track=after.track)


def _room(before: ReleasedItem, after: ReleasedItem) -> Message:
    if not after.room:
        return N_("%(title)s has no room yet.", title=after.title)
    if not before.room:
        return N_("%(title)s is in %(new)s.", title=after.title, new=after.room)
    return N_(
        "%(title)s is in %(new)s instead of %(old)s.",
        title=after.title,
        new=after.room,
        old=before.room,
    )


def _plain(item: ReleasedItem) -> tuple[object, ...]:
    return (item.kind, item.content)


def _when(item: ReleasedItem, zone: str) -> Span:
    return Span(item.starts_at, item.ends_at, zone)


def next_sequences(
    before: Sequence[ReleasedItem], after: Mapping[UUID, ReleasedItem]
) -> list[ReleasedItem]:
    """The items of a new release with their calendar sequences (RFC 5545, 3.8.7.4).

    A changed item goes up by one, an item that went away stays as cancelled and goes up by one,
    one that comes back goes up by one.
    """
    found: list[ReleasedItem] = []
    old = {item.id: item for item in before}
    for item_id, item in after.items():
        known = old.get(item_id)
        if known is None:
            found.append(replace(item, sequence=0))
        elif replace(item, sequence=known.sequence) == known:
            found.append(known)
        else:
            found.append(replace(item, sequence=known.sequence + 1))
    for item in before:
        if item.id not in after:
            gone = replace(item, cancelled=True, sequence=item.sequence + 1)
            found.append(item if item.cancelled else gone)
    return found
