"""The press: finished certificates at speed, one file with its signatures for each paper.

What all papers of a session and kind have in common is laid out and written by WeasyPrint once
(`fast_design`); then each paper costs a few milliseconds. The plain way (`render.to_pdf` and
`lms.signing.reference`) stays the reference, and is taken where a design has no fixed part.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lms.certificates.printing import compose, render
from lms.certificates.printing.compose import Paper
from lms.certificates.printing.fast_design import Design, NotFixed, design_of, specimen
from lms.certificates.printing.second import Order, drawn
from lms.certificates.printing.wording import plain_in_language
from lms.certificates.signing.reason import reason_for
from lms.core import pdf
from lms.core.messages import N_, Message
from lms.engines import press
from lms.engines.credentials import commitment
from lms.signing.port import OfficeKey, name_of
from lms.signing.reference import FIELD, SECOND_FIELD, ReferenceSeal

_FIELDS = (FIELD, SECOND_FIELD)
_KEPT_DESIGNS, _KEPT_SIGNERS = 24, 16


@dataclass(frozen=True)
class Begun:
    """A paper and its design (None: to be printed the plain way); still to be drawn and signed."""

    paper: Paper
    design: Design | None
    fields: Mapping[str, str]

    @property
    def order(self) -> Order | None:
        """What is to be drawn, here or by the second process; None where the plain way is due."""
        if self.design is None:
            return None
        slots = self.design.slots_for(self.fields)
        return Order(slots, self.fields, self.design.background.height)


class Press:
    """Makes finished files. One for each process; it keeps designs, fonts and signers' templates.

    Not for two threads at once.
    """

    def __init__(self) -> None:
        self._designs: dict[str, Design | None] = {}
        self._containers: dict[bytes, press.Cms] = {}

    def check(self, paper: Paper) -> None:
        """Raise PaperProblem where this paper could not be printed; nothing is drawn or signed."""
        begun = self.begin(paper)
        if begun.design is None:
            render.prepare(paper)
            return
        try:
            press.fit_all(begun.design.slots_for(begun.fields), begun.fields)
        except (press.MissingGlyphs, press.DoesNotFit) as problem:
            raise _problem(problem, paper) from problem

    def begin(self, paper: Paper) -> Begun:
        """Find the design of a paper. Raises PaperProblem."""
        fields = compose.fields(paper)
        return Begun(paper, self._design(paper, fields), fields)

    def make(
        self,
        paper: Paper,
        opening: commitment.Opening,
        attachments: Sequence[pdf.Attachment] = (),
        signers: Sequence[OfficeKey] = (),
        *,
        moment: datetime | None = None,
        stamp: press.Stamp | None = None,
    ) -> bytes:
        """The finished file of a paper: PDF/A-3b with payload, salt and `attachments` inside.

        The first of `signers` certifies, the second approves; without any the file is unsigned.
        `stamp` puts a time stamp on each signature (B-T); what it raises goes on.
        `moment` is the time of signing, else the payload's time of issue. Raises PaperProblem
        before anything is signed; what a key raises goes on. The signatures are judged again in the
        finished bytes (press.WrongContainer); a strict validator is for samples, it takes longer
        than all else.
        """
        begun = self.begin(paper)
        steps = self.finish(begun, opening, attachments, signers, moment=moment, stamp=stamp)
        return press.signed(steps, [key.sign for key in signers])

    def finish(
        self,
        begun: Begun,
        opening: commitment.Opening,
        attachments: Sequence[pdf.Attachment] = (),
        signers: Sequence[OfficeKey] = (),
        *,
        drawing: press.Drawing | None = None,
        moment: datetime | None = None,
        stamp: press.Stamp | None = None,
    ) -> press.Signing:
        """See `make`, but signatures are asked for instead of made, except in the plain way.

        `drawing` is what the paper's order came to, where it was drawn already.
        """
        paper, design = begun.paper, begun.design
        inside = [render.opening_attachment(paper, opening), *attachments]
        reason = reason_for(paper.payload.serial)
        location = paper.payload.training.place.get("en", "")
        if design is None:
            plain = render.prepare(paper).write(attachments=inside, variant=render.VARIANT)
            seal = ReferenceSeal(signers, stamp) if signers else None
            return seal.sign(plain, reason=reason, location=location) if seal else plain
        containers = [self._container(key, stamp) for key in signers]
        signatures = [
            press.Signature(
                name=field,
                container=container,
                moment=moment or paper.payload.issued_at,
                reason=reason,
                signer=name_of(key.certificate),
                location=location,
            )
            for field, key, container in zip(_FIELDS, signers, containers, strict=False)
        ]
        data = yield from press.write(
            design.background,
            drawing or _drawing(begun),
            _head(paper, opening),
            [_attachment(item, paper) for item in inside],
            signatures,
        )
        press.judge(data, containers)
        return data

    def _design(self, paper: Paper, fields: Mapping[str, str]) -> Design | None:
        """The design for a paper; None where it has no fixed part, so that the plain way is due."""
        model = specimen(paper, fields)
        key = model.key
        if key in self._designs:
            return self._designs[key]
        try:
            found: Design | None = design_of(model)
        except NotFixed:
            found = None
        if len(self._designs) >= _KEPT_DESIGNS:
            del self._designs[next(iter(self._designs))]
        self._designs[key] = found
        return found

    def _container(self, key: OfficeKey, stamp: press.Stamp | None) -> press.Cms:
        certificate = key.certificate.dump()
        known = self._containers.get(certificate)
        if known is None:
            if len(self._containers) >= _KEPT_SIGNERS:
                self._containers.clear()
            known = self._containers[certificate] = press.Cms([certificate])
        return known.stamped(stamp)


def _drawing(begun: Begun) -> press.Drawing:
    order = begun.order
    if order is None:
        raise ValueError("A paper without a fixed part is not drawn.")
    try:
        return drawn(order)
    except (press.MissingGlyphs, press.DoesNotFit) as problem:
        raise _problem(problem, begun.paper) from problem


def _problem(problem: press.MissingGlyphs | press.DoesNotFit, paper: Paper) -> render.PaperProblem:
    if isinstance(problem, press.MissingGlyphs):
        return render.missing_glyphs(paper, problem.text, problem.signs)
    return render.PaperProblem(_too_long(problem, paper), render.Part.HOLDER)


def _too_long(problem: press.DoesNotFit, paper: Paper) -> Message:
    if problem.slot.endswith("name"):
        return N_("The name “%(name)s” is too long for the certificate.", name=problem.text)
    if problem.slot.endswith("rank"):
        holder = paper.payload.holder.name
        return N_("Rank and agency of %(name)s are too long for the certificate.", name=holder)
    return N_("“%(text)s” is too long for the certificate.", text=problem.text)


def _head(paper: Paper, opening: commitment.Opening) -> press.Head:
    return press.Head(
        title=compose.title_of(paper),
        author=plain_in_language(paper.payload.issuer.name, paper.latin),
        created=paper.payload.issued_at,
        identifier=hashlib.sha256(opening.commitment).digest()[:16],
    )


def _attachment(item: pdf.Attachment, paper: Paper) -> press.Attachment:
    return press.Attachment(
        name=item.name,
        data=item.data,
        media_type=item.media_type,
        description=item.description,
        created=item.created or paper.payload.issued_at,
    )
