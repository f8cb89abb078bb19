"""Making papers: short ones while somebody waits, long ones by the worker."""

from collections.abc import Callable
from datetime import timedelta

from lms.agenda.printing.document import to_docx
from lms.agenda.printing.press import Progress
from lms.agenda.printing.prints import Print, Wanted, as_text, digest
from lms.agenda.printing.rows import PaperAgenda
from lms.agenda.printing.wording import Wording
from lms.agenda.queries import paper
from lms.core import files, throttle
from lms.core.access import Identity
from lms.core.db import transaction
from lms.core.jobs import enqueue

FREE_PRINTS = 40
WINDOW = timedelta(minutes=10)
LONGEST_WAIT = timedelta(minutes=1)


def make_now(ready: Print, *, actor: Identity) -> bytes:
    """The PDF of a short print, made while its reader waits. Raises Throttled."""
    return _limited(ready.key, ready.make, actor)


def document(agenda: PaperAgenda, language: str, *, actor: Identity) -> bytes:
    """The agenda as a Word document. Raises Throttled."""
    key = digest("document", language, agenda)
    return _limited(key, lambda: to_docx(agenda, Wording.of(language)), actor)


def _limited(key: str, make: Callable[[], bytes], actor: Identity) -> bytes:
    """What `make` gives, or what it gave a moment ago. Whoever lets very many be made in a row
    waits before the next."""
    known = paper.PDFS.find(key)
    if known is not None:
        return known
    bucket = f"{paper.JOB}:{actor.person_id}"
    throttle.check(bucket)
    data = paper.PDFS.give(key, make)
    with transaction():
        throttle.failed(bucket, free=FREE_PRINTS, window=WINDOW, longest=LONGEST_WAIT)
    return data


def ask(*, actor: Identity, slug: str, wanted: Wanted) -> None:
    """Let the worker make a long print. Asking twice for the same is asking once."""
    ready = paper.prepare(slug, wanted, actor)
    enqueue(
        "agenda.print",
        requested_by=actor,
        key=paper.job_key(ready),
        slug=slug,
        wanted=as_text(ready.wanted),
    )


def make_asked(*, actor: Identity, slug: str, wanted: Wanted, progress: Progress) -> None:
    """Make a print and file it, for whoever asks for the same next. Filed already: nothing."""
    ready = paper.prepare(slug, wanted, actor)
    if paper.made(ready) is not None:
        return
    data = ready.make(progress)
    with transaction():
        files.put(data, media_type="application/pdf", owner=paper.owner_of(ready), name=ready.name)
