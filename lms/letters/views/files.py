"""One written letter as PDF and as Word document."""

from uuid import UUID

from werkzeug.wrappers import Response

from lms.core.web import actor, download, needs
from lms.letters.policies import Permission
from lms.letters.printing.document import MEDIA_TYPE
from lms.letters.queries import written as queries
from lms.letters.services import reading
from lms.letters.views.blueprint import bp


@bp.get("/sessions/<slug>/letters/written/<uuid:letter_id>.pdf")
@needs(Permission.READ_LETTER)
def letter_pdf(slug: str, letter_id: UUID) -> Response:
    """The letter as it was written."""
    file = queries.letter(slug, letter_id, actor())
    data = reading.pdf(file, actor=actor())
    return download(data, f"{file.file_name}.pdf", inline=True)


@bp.get("/sessions/<slug>/letters/written/<uuid:letter_id>.docx")
@needs(Permission.READ_LETTER)
def letter_document(slug: str, letter_id: UUID) -> Response:
    """The letter for an office that puts it on its own paper."""
    file = queries.letter(slug, letter_id, actor())
    data = reading.document(file, actor=actor())
    return download(data, f"{file.file_name}.docx", MEDIA_TYPE)
