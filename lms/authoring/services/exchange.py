"""Taking questions from a file of another system into a draft."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from lms.authoring.formats.exchange import Candidate, placed, renamed
from lms.authoring.queries.exchange import (
    candidates_of,
    imported,
    waiting_file,
    waiting_owner,
)
from lms.authoring.rows import Written
from lms.authoring.services.drafts import open_draft
from lms.authoring.services.media import put_media
from lms.authoring.services.saving import change_files, next_sequence
from lms.core import files as stored_files
from lms.core.access import Identity
from lms.core.errors import FieldError, Invalid, NotFound
from lms.core.files import StoredFile
from lms.core.messages import N_
from lms.courses.formats.media import media_fault


@dataclass(frozen=True)
class TakenIn:
    """How many questions came in, the place that has the first, and the changes that made it."""

    count: int
    group: str
    name: str
    written: Written


def keep_questions(*, actor: Identity, draft_id: UUID, name: str, content: bytes) -> StoredFile:
    """Keep an uploaded file until its questions are chosen; nothing of the draft changes."""
    open_draft(actor, draft_id)
    return stored_files.put(
        content,
        media_type="application/octet-stream",
        owner=waiting_owner(draft_id),
        name=name[-200:] or "questions",
    )


def take_questions(
    *,
    actor: Identity,
    draft_id: UUID,
    file_id: UUID,
    chosen: Collection[str],
    target: str,
    title: str = "",
) -> TakenIn:
    """Put the chosen questions, with their pictures, into a place of the draft, all or none.

    `target` and `title` as in `formats.exchange.placed`. Raises Invalid where nothing is chosen
    or a new bank has no title.
    """
    draft = open_draft(actor, draft_id)
    row = waiting_file(draft_id, file_id)
    wanted = [one for one in candidates_of(draft_id, row) if one.key in set(chosen)]
    if not wanted:
        raise Invalid([FieldError("take", N_("Choose at least one question."))])
    if "/" not in target and not title.strip():
        raise Invalid([FieldError("title", N_("Write a title for the new bank."))])
    first = next_sequence(draft.id)
    moved = _keep_pictures(actor, draft_id, wanted, imported(row).media)
    settled = [replace(one, payload=renamed(one.payload, moved)) for one in wanted]
    place: list[str] = []

    def change(texts: Mapping[str, str]) -> Mapping[str, str | None]:
        try:
            files, group, name = placed(texts, settled, target, title.strip())
        except KeyError as error:
            raise NotFound from error
        place.extend((group, name))
        return dict(files)

    written = change_files(actor=actor, draft_id=draft_id, change=change)
    return TakenIn(len(settled), place[0], place[1], Written(first, written.last))


def _keep_pictures(
    actor: Identity, draft_id: UUID, wanted: Sequence[Candidate], media: Mapping[str, bytes]
) -> dict[str, str]:
    """The paths in the draft of the pictures that are wanted; spoilt ones stay outside."""
    paths = dict.fromkeys(path for one in wanted for path in one.pictures)
    return {
        path: put_media(actor=actor, draft_id=draft_id, name=path, content=media[path])
        for path in paths
        if media_fault(path, media[path]) is None
    }
