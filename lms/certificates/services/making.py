"""Making the signed files of reserved certificates, from their frozen records, by the chunk.

What is the same for all papers of an action (settings, keys of statement and credential, designs)
is looked up once; rows and proofs of a chunk are read together. While one chunk is signed, the next
is drawn by a second process and a third sees samples of the one before through the strict
validator, where the action is large enough to be worth them.
"""

import os
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from lms.certificates.enums import CertificateState
from lms.certificates.models import Certificate
from lms.certificates.printing.compose import Paper
from lms.certificates.printing.fast import Begun, Press
from lms.certificates.printing.render import PaperProblem
from lms.certificates.printing.second import SecondPress
from lms.certificates.services import proving, sealing
from lms.certificates.services.paper_signing import PaperSigner, Parts, Record
from lms.certificates.services.signing_together import Unsigned, sign_together
from lms.core import pdf
from lms.core.clock import utcnow
from lms.core.db import db, unscoped
from lms.core.errors import Unavailable
from lms.core.messages import N_, Message
from lms.core.settings import settings
from lms.designs import queries as designs
from lms.designs.drawing import DrawnDesign
from lms.engines import press
from lms.engines.credentials import commitment, qr
from lms.engines.credentials.payload import read_payload
from lms.signing import stamping
from lms.signing.offices import Keys
from lms.signing.second_judge import Reports, SecondJudge, judged_here
from lms.signing.validate import SealReport

WORTH_HELPERS = 64  # papers; a process takes half a second to start
_BECAUSE = "the worker files every paper"


class Unmakeable(Exception):
    """This certificate's paper cannot be made, now or later: its number is void."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.english())
        self.message = message


@dataclass(frozen=True)
class Made:
    """What came of a chunk: finished files, and why papers cannot be made, by certificate."""

    files: Mapping[UUID, bytes]
    problems: Mapping[UUID, Message]
    reports: Reports
    """What the strict validator says of those that it was to see."""

    def require_sound(self) -> None:
        """Wait for the strict validator. Raises Unavailable for what it finds: before that nothing
        of the chunk goes on record."""
        for report in self.reports():
            if report.fault is not None:
                raise Unavailable(report.fault)


@dataclass(frozen=True)
class Opened:
    """A reserved certificate whose record was opened: all that its file is made of."""

    id: UUID
    entry: str
    """Under which the list names its person."""
    opening: commitment.Opening
    inside: Sequence[pdf.Attachment]
    begun: Begun


@dataclass(frozen=True)
class Chunk:
    """Certificates that are made together, and what cannot be made of them."""

    opened: Sequence[Opened]
    problems: Mapping[UUID, Message]


_presses = threading.local()  # a press is not for two threads at once


def press_of_thread() -> Press:
    """The press of this thread: it keeps designs, fonts and signers' templates."""
    if not hasattr(_presses, "press"):
        _presses.press = Press()
    found: Press = _presses.press
    return found


@dataclass(frozen=True)
class Helpers:
    """The processes beside the worker."""

    press: SecondPress
    judge: SecondJudge


@contextmanager
def helpers(papers: int) -> Iterator[Helpers | None]:
    """Processes that draw and judge, where so many papers and the machine are worth them."""
    if papers < WORTH_HELPERS or len(os.sched_getaffinity(0)) < 2:
        yield None
        return
    with closing(SecondPress()) as press, closing(SecondJudge()) as judge:
        yield Helpers(press, judge)


class Maker:
    """Makes the signed files of one action's certificates, with the keys opened for its list.

    Raises Unavailable where the keys of statements or credentials do not open.
    """

    def __init__(self, keys: Keys, helpers: Helpers | None = None) -> None:
        self._keys, self._press = keys, press_of_thread()
        self._second = helpers.press if helpers is not None else None
        self._judge = helpers.judge.ask if helpers is not None else judged_here
        self._base_url = settings().base_url
        self._papers = PaperSigner(keys)
        self._roots, self._stamp_roots = sealing.roots(), stamping.stamp_roots()
        self._stamp = stamping.stamp_for_signatures(keys)
        self._designs: dict[str, DrawnDesign] = {}

    def make(
        self, chunks: Iterable[Sequence[UUID]], *, strictly: Collection[UUID] = ()
    ) -> Iterator[Made]:
        """The signed PDFs of reserved certificates, chunk by chunk, from their frozen payloads.

        Nothing is written; what another worker has filed by now is passed over. The press judges
        its signatures again (rule C1); for those in `strictly` the strict validator does so
        besides, which takes longer than all else: see `Made.require_sound`. Raises SignerProblem
        and Unavailable where a later try may go well.
        """
        before: Chunk | None = None
        for ids in chunks:
            chunk = self._open(ids)
            drawings = self._drawings(before)
            self._ask(chunk)
            if before is not None:
                yield self._signed(before, drawings, strictly)
            before = chunk
        if before is not None:
            yield self._signed(before, self._drawings(before), strictly)

    def _ask(self, chunk: Chunk) -> None:
        if self._second is not None:
            orders = [one.begun.order for one in chunk.opened]
            self._second.ask([order for order in orders if order is not None])

    def _drawings(self, chunk: Chunk | None) -> Iterator[press.Drawing | None]:
        """What the second process drew for those of a chunk that have an order."""
        found = self._second.drawings() if self._second is not None and chunk is not None else []
        return iter(found)

    def _open(self, ids: Sequence[UUID]) -> Chunk:
        chosen = sa.select(Certificate).where(
            Certificate.id.in_(ids), Certificate.state == CertificateState.RESERVED
        )
        marked = unscoped(chosen.order_by(Certificate.number), because=_BECAUSE)
        rows = db.session.scalars(marked.execution_options(populate_existing=True)).all()
        proofs = proving.attachments(rows)
        opened: list[Opened] = []
        records: list[Record] = []
        problems: dict[UUID, Message] = {}
        for row in rows:
            try:
                records.append(_record(row))
            except Unmakeable as why:
                problems[row.id] = why.message
        for record, signed in zip(records, self._papers.sign(records), strict=True):
            try:
                opened.append(self._opened(record, signed, proofs.get(record.row.id)))
            except Unmakeable as why:
                problems[record.row.id] = why.message
        return Chunk(opened, problems)

    def _opened(self, record: Record, signed: Parts, proof: pdf.Attachment | None) -> Opened:
        """The one place where the parts of a file come together: paper, opening of the leaf,
        statement in the QR code, credential and proof."""
        row = record.row
        paper = Paper(
            record.payload,
            row.code,
            qr.verification_url(self._base_url, row.token, signed.statement),
            design=self._design(row.template_hash),
        )
        inside = [*signed.credential, *([proof] if proof is not None else [])]
        try:
            begun = self._press.begin(paper)
        except PaperProblem as problem:
            raise Unmakeable(problem.message) from problem
        return Opened(row.id, record.entry, record.opening, inside, begun)

    def _signed(
        self, chunk: Chunk, drawings: Iterator[press.Drawing | None], strictly: Collection[UUID]
    ) -> Made:
        unsigned = {one.id: self._unsigned(one, drawings) for one in chunk.opened}
        signed = sign_together(unsigned, self._keys.sign)
        samples = [signed.files[one] for one in signed.files.keys() & strictly]
        reports = self._judge(samples, self._roots, self._stamp_roots) if samples else _none
        return Made(signed.files, {**chunk.problems, **signed.problems}, reports)

    def _unsigned(self, one: Opened, drawings: Iterator[press.Drawing | None]) -> Unsigned:
        drawing = next(drawings, None) if one.begun.design is not None else None
        steps = self._press.finish(
            one.begun,
            one.opening,
            one.inside,
            self._keys.keys(one.entry),
            drawing=drawing,
            moment=utcnow(),
            stamp=self._stamp,
        )
        return Unsigned(one.entry, steps)

    def _design(self, digest: str) -> DrawnDesign:
        if digest not in self._designs:
            self._designs[digest] = designs.by_hash(digest)
        return self._designs[digest]


def _none() -> Sequence[SealReport]:
    return ()


def _record(row: Certificate) -> Record:
    """What a reserved certificate was frozen with. Raises Unmakeable where it was changed since."""
    opening = commitment.Opening(row.payload.encode(), row.salt)
    if not commitment.opens(row.commitment, opening.payload, opening.salt):
        raise Unmakeable(N_("The record of %(serial)s was changed.", serial=row.serial))
    return Record(row, opening, read_payload(opening.payload))
