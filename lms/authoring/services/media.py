"""Figures, films and other media of a draft: checked before they are kept."""

from uuid import UUID

from lms.authoring.formats.paths import media_name
from lms.authoring.queries.files import fingerprints
from lms.authoring.rows import Written
from lms.authoring.services.drafts import media_owner, open_draft
from lms.authoring.services.saving import write_stored
from lms.core import files as stored_files
from lms.core.access import Identity
from lms.core.errors import FieldError, Invalid
from lms.core.messages import N_
from lms.courses.formats import LIMITS
from lms.courses.formats.media import media_fault, media_type
from lms.courses.formats.names import is_text, name_fault


def put_media(
    *, actor: Identity, draft_id: UUID, name: str, content: bytes, replace: str | None = None
) -> str:
    """Keep an uploaded file and give its path in the package, such as `media/cycle.svg`.

    `replace` names the path that the file takes over. Raises Invalid with the reason where the
    file cannot be taken: a kind that is not known, a drawing that can run, a size over the limit.
    """
    draft = open_draft(actor, draft_id)
    there = fingerprints(draft_id)
    path = replace if replace in there else media_name(name)
    fault = name_fault(path, LIMITS) or media_fault(path, content)
    if fault is None and is_text(path):
        fault = N_("Files of this kind are not taken as media.")
    if fault is None and len(content) > LIMITS.media_bytes:
        fault = N_("The file is larger than %(size)s MB. Shorten it or split it.", size=64)
    if fault is None and len(there) >= LIMITS.files:
        fault = N_("The course holds too many files. Remove those that it does not use.")
    if fault is not None:
        raise Invalid([FieldError("file", fault)])
    row = stored_files.put(
        content,
        media_type=media_type(path) or "application/octet-stream",
        owner=media_owner(draft_id),
        name=path.removeprefix("media/"),
    )
    if replace not in there and path in there and there[path] != row.sha256:
        path = media_name(name, there)
    elif there.get(path) == row.sha256:
        return path
    write_stored(actor, draft, path, row.id)
    return path


def remove_media(*, actor: Identity, draft_id: UUID, path: str) -> Written:
    """Take a media file out of the draft; the history keeps it."""
    return write_stored(actor, open_draft(actor, draft_id), path, None)
