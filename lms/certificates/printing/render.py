"""The paper as PDF before it is signed: no glyph missing, every text fitted, payload attached."""

from dataclasses import dataclass

from lms.certificates.printing import fit, template
from lms.certificates.printing.compose import Paper, to_html
from lms.certificates.printing.glyphs import unprintable
from lms.core import pdf
from lms.core.messages import N_, Message
from lms.engines.credentials import commitment

VARIANT = "pdf/a-3b"
_WITHOUT_DRAWINGS = "img, svg.qr path { display: none }"


class PaperProblem(ValueError):
    """This certificate cannot be printed as it should be; the message names the mend."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.english())
        self.message = message


@dataclass(frozen=True)
class Fitted:
    """A paper whose every text has a size at which it fits."""

    html: str
    sheet: str


def prepare(paper: Paper) -> Fitted:
    """Compose and fit a paper. Raises PaperProblem for missing glyphs and for texts too long.

    Run for every person before anything is issued, so that a batch never stops half way.
    """
    if absent := template.missing_files():
        raise PaperProblem(
            N_(
                "The print template lacks %(file)s. Run “make setup” to build the fonts.",
                file=absent[0].name,
            )
        )
    for problem in unprintable(paper.payload):
        raise PaperProblem(
            N_(
                "“%(text)s” cannot be printed: the certificate’s fonts have no sign for %(signs)s.",
                text=problem.text,
                signs=" ".join(f"{sign} (U+{ord(sign):04X})" for sign in problem.signs),
            )
        )
    html = to_html(paper)
    slots = fit.slots(bilingual=paper.bilingual, local_offices=paper.local_offices)
    try:
        sheet = fit.fit(
            slots, lambda css: pdf.measure(html, template.FOLDER, css=css + _WITHOUT_DRAWINGS)
        )
    except fit.DoesNotFit as error:
        raise PaperProblem(_too_long(error.part, paper)) from error
    return Fitted(html, sheet)


def _too_long(part: str, paper: Paper) -> Message:
    holder = paper.payload.holder
    if part.startswith("name"):
        name = holder.name if part.endswith("latin") else holder.local_name
        return N_("The name “%(name)s” is too long for the certificate.", name=name)
    if part.startswith("body"):
        return N_("The title of the training is too long for the certificate.")
    if part.startswith("office"):
        return N_("The office of a signatory is too long for the certificate.")
    if part == "foot":
        return N_("The lines for organiser, donor and project are too long for the certificate.")
    return N_("The name of the host is too long for the certificate.")


def preview_pdf(paper: Paper) -> bytes:
    """The PDF of a preview: nothing attached, and marked as no certificate."""
    fitted = prepare(paper)
    return pdf.render(fitted.html, template.FOLDER, css=fitted.sheet)


def to_pdf(paper: Paper, opening: commitment.Opening) -> bytes:
    """The unsigned PDF/A-3 of a paper with payload and salt attached. Raises PaperProblem."""
    fitted = prepare(paper)
    attachment = pdf.Attachment(
        name=commitment.ATTACHMENT_NAME,
        data=commitment.write_opening(opening),
        media_type=commitment.ATTACHMENT_TYPE,
        description="Certificate payload, salt and commitment",
        created=paper.payload.issued_at,
    )
    return pdf.render(
        fitted.html,
        template.FOLDER,
        css=fitted.sheet,
        attachments=[attachment],
        variant=VARIANT,
    )
