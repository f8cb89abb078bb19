"""Files of letters for whoever may read them."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from uuid import UUID

from lms.core import files, throttle
from lms.core.access import Identity
from lms.core.db import transaction
from lms.core.errors import Refused
from lms.core.messages import N_
from lms.letters.printing.document import to_docx
from lms.letters.printing.pages import joined, to_pdf
from lms.letters.printing.wording import private_words
from lms.letters.rows import LetterFile
from lms.letters.rules.frozen import Frozen

FREE_PRINTS = 60
WINDOW = timedelta(minutes=10)
LONGEST_WAIT = timedelta(minutes=1)


def pdf(file: LetterFile, *, actor: Identity) -> bytes:
    """The PDF of a letter: as it was made, or the copy without private addresses."""
    if file.file_id is not None and (file.whole or not file.content.private):
        return files.read(file.file_id)
    return _limited(actor, lambda: to_pdf(_shown(file)))


def document(file: LetterFile, *, actor: Identity) -> bytes:
    """The letter as a Word document."""
    return _limited(actor, lambda: to_docx(_shown(file)))


def preview_pdf(letter: Frozen, *, actor: Identity) -> bytes:
    """The PDF of a letter that is not written yet."""
    return _limited(actor, lambda: to_pdf(letter.whole()))


def pack(file_ids: Sequence[UUID | None], title: str) -> bytes:
    """Many letters in one PDF, to be printed and handed over.

    Raises Refused where there is none, or where some are not made yet.
    """
    if not file_ids:
        raise Refused(N_("There is no letter to print here."))
    ready = [one for one in file_ids if one is not None]
    waiting = len(file_ids) - len(ready)
    if waiting:
        raise Refused(N_("%(n)s letters are still being made. Print them in a minute.", n=waiting))
    return joined([files.read(one) for one in ready], title)


def _shown(file: LetterFile) -> Frozen:
    return file.content.whole() if file.whole else file.content.copy(private_words())


def _limited(actor: Identity, make: Callable[[], bytes]) -> bytes:
    """What `make` gives. Whoever lets very many be made in a row waits before the next."""
    bucket = f"letters.print:{actor.person_id}"
    throttle.check(bucket)
    data = make()
    with transaction():
        throttle.failed(bucket, free=FREE_PRINTS, window=WINDOW, longest=LONGEST_WAIT)
    return data
