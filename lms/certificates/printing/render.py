"""The paper as PDF before it is signed: no glyph missing, every text fitted, payload attached."""

from lms.certificates.printing import fit, template
from lms.certificates.printing.compose import Paper, to_html
from lms.certificates.printing.glyphs import unprintable
from lms.core import pdf
from lms.core.messages import N_, Message
from lms.engines.credentials import commitment

VARIANT = "pdf/a-3b"


class PaperProblem(ValueError):
    """This certificate cannot be printed as it should be; the message names the mend."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.english())
        self.message = message


def prepare(paper: Paper) -> pdf.LaidOut:
    """Compose a paper and lay it out so that all fits.

    Raises PaperProblem for missing glyphs and for texts too long. Run for every person before
    anything is issued, so that a batch never stops half way.
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
        return fit.fit(
            slots,
            lambda css: pdf.lay_out(html, template.FOLDER, sheets=[template.SHEET], css=css),
        )
    except fit.DoesNotFit as error:
        raise PaperProblem(_too_long(error.part, paper)) from error


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
    if part == "numbers":
        return N_("The address of this installation is too long for the certificate.")
    return N_("The name of the host is too long for the certificate.")


def preview_pdf(paper: Paper) -> bytes:
    """The PDF of a preview: nothing attached, and marked as no certificate."""
    return prepare(paper).write()


def to_pdf(paper: Paper, opening: commitment.Opening) -> bytes:
    """The unsigned PDF/A-3 of a paper with payload and salt attached. Raises PaperProblem."""
    attachment = pdf.Attachment(
        name=commitment.ATTACHMENT_NAME,
        data=commitment.write_opening(opening),
        media_type=commitment.ATTACHMENT_TYPE,
        description="Certificate payload, salt and commitment",
        created=paper.payload.issued_at,
    )
    return prepare(paper).write(attachments=[attachment], variant=VARIANT)
