"""The paper as PDF before it is signed: no glyph missing, every text fitted, payload attached."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from lms.certificates.printing import fit
from lms.certificates.printing.compose import Paper, to_html
from lms.certificates.printing.glyphs import unprintable
from lms.core import cjk, pdf
from lms.core.messages import N_, Message
from lms.designs import shipped
from lms.designs.drawing import DesignFault
from lms.engines import press
from lms.engines.credentials import badge, commitment

VARIANT = "pdf/a-3b"


class Part(StrEnum):
    """Whose texts a paper cannot be printed with."""

    HOLDER = "holder"
    SESSION = "session"
    DESIGN = "design"
    SERVER = "server"


class PaperProblem(ValueError):
    """This certificate cannot be printed as it should be; the message names the mend, and `part`
    whose text it is."""

    def __init__(self, message: Message, part: Part) -> None:
        super().__init__(message.english())
        self.message, self.part = message, part


def prepare(paper: Paper) -> pdf.LaidOut:
    """Compose a paper and lay it out so that all fits.

    Raises PaperProblem for missing glyphs and for texts too long. Run for every person before
    anything is issued, so that a batch never stops half way.
    """
    if absent := shipped.missing():
        raise PaperProblem(
            N_(
                "The print template lacks %(file)s. Run “make setup” to build the fonts.",
                file=absent[0].name,
            ),
            Part.SERVER,
        )
    for problem in unprintable(paper.payload):
        raise missing_glyphs(paper, problem.text, problem.signs)
    try:
        html = to_html(paper)
        return _fitted(html, paper)
    except DesignFault as error:
        raise PaperProblem(error.message, Part.DESIGN) from error
    except fit.DoesNotFit as error:
        raise PaperProblem(*_too_long(error.part, paper)) from error


def _fitted(html: str, paper: Paper) -> pdf.LaidOut:
    """The page laid out at the sizes that its slots can hold."""
    design = paper.design
    try:
        slots = fit.slots(html)
    except ValueError as error:
        raise PaperProblem(
            N_(
                "The design “%(name)s” has a data-fit that cannot be read: %(what)s",
                name=design.name,
                what=str(error)[:80],
            ),
            Part.DESIGN,
        ) from error
    try:
        return fit.fit(
            slots,
            lambda css: pdf.lay_out(
                html, design.folder, sheets=design.sheets, css=design.own_css + css
            ),
        )
    except pdf.PdfError as error:
        raise PaperProblem(
            N_("The design “%(name)s” names a picture that is not there.", name=design.name),
            Part.DESIGN,
        ) from error


def missing_glyphs(paper: Paper, text: str, signs: Sequence[str]) -> PaperProblem:
    """The problem that no font of the paper has these signs of a text."""
    training, offices = paper.payload.training, paper.payload.signatories
    shared = [
        *(training.title, training.place, training.donor, training.project, training.organiser),
        *(paper.payload.issuer.name, paper.payload.issuer.place),
        *(text for one in offices for text in (one.office, one.organisation)),
    ]
    of_session = any(text in one.values() for one in shared)
    return PaperProblem(_no_glyph(text, signs), Part.SESSION if of_session else Part.HOLDER)


def _no_glyph(text: str, signs: Sequence[str]) -> Message:
    named = " ".join(press.named(sign) for sign in signs)
    if not cjk.installed() and any(map(cjk.holds, signs)):
        return N_(
            "“%(text)s” cannot be printed: the certificate’s fonts have no sign for %(signs)s. "
            "Write it in Latin, Greek, Cyrillic or Arabic letters, or have the package "
            "%(package)s installed on the server: it draws Chinese, Japanese and Korean.",
            text=text,
            signs=named,
            package=cjk.PACKAGE,
        )
    return N_(
        "“%(text)s” cannot be printed: the certificate’s fonts have no sign for %(signs)s. "
        "Write it in Latin, Greek, Cyrillic or Arabic letters, or have a font added as the "
        "guide to certificate designs tells.",
        text=text,
        signs=named,
    )


def opening_attachment(paper: Paper, opening: commitment.Opening) -> pdf.Attachment:
    """Payload and salt as the file inside that carries them."""
    return pdf.Attachment(
        name=commitment.ATTACHMENT_NAME,
        data=commitment.write_opening(opening),
        media_type=commitment.ATTACHMENT_TYPE,
        description="Certificate payload, salt and commitment",
        created=paper.payload.issued_at,
    )


def credential_attachment(credential: bytes, created: datetime) -> pdf.Attachment:
    """The signed Open Badges credential as the file inside that carries it."""
    return pdf.Attachment(
        name=badge.FILE_NAME,
        data=credential,
        media_type=badge.MEDIA_TYPE,
        description="Open Badges 3.0 credential, signed",
        created=created,
    )


def _too_long(part: str, paper: Paper) -> tuple[Message, Part]:
    holder = paper.payload.holder
    if part.startswith("name"):
        name = holder.name if part.endswith("latin") else holder.local_name
        return N_("The name “%(name)s” is too long for the certificate.", name=name), Part.HOLDER
    if part.startswith("rank"):
        text = N_("Rank and agency of %(name)s are too long for the certificate.", name=holder.name)
        return text, Part.HOLDER
    thanks, title = (_longest(one) for one in (holder.capacity, paper.payload.training.title))
    if part.startswith("body") and len(thanks) >= len(title):
        return _thanks_too_long(thanks), Part.HOLDER
    if part == "page":
        text = N_(
            "The design “%(name)s” runs onto a second page for %(holder)s.",
            name=paper.design.name,
            holder=holder.name,
        )
        return text, Part.DESIGN
    if part == "numbers":
        text = N_("The address of this installation is too long for the certificate.")
        return text, Part.SERVER
    return _session_text_too_long(part), Part.SESSION


def _longest(text: Mapping[str, str]) -> str:
    return max(text.values(), key=len, default="")


def _thanks_too_long(text: str) -> Message:
    return N_("What somebody is thanked as is too long for the certificate: “%(text)s”", text=text)


def _session_text_too_long(part: str) -> Message:
    if part.startswith("body"):
        return N_("The title of the training is too long for the certificate.")
    if part.startswith("office"):
        return N_("The office of a signatory is too long for the certificate.")
    if part == "foot":
        return N_("The lines for organiser, donor and project are too long for the certificate.")
    return N_("The name of the host is too long for the certificate.")


def preview_pdf(paper: Paper) -> bytes:
    """The PDF of a preview: nothing attached, and marked as no certificate."""
    return prepare(paper).write()


def to_pdf(
    paper: Paper, opening: commitment.Opening, attachments: Sequence[pdf.Attachment] = ()
) -> bytes:
    """The unsigned PDF/A-3 of a paper, with payload, salt and `attachments` inside.

    Raises PaperProblem.
    """
    inside = [opening_attachment(paper, opening), *attachments]
    return prepare(paper).write(attachments=inside, variant=VARIANT)
