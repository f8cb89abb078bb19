"""Sending papers: private, never kept by a shared cache."""

from uuid import UUID

from werkzeug.wrappers import Response

from lms.core import files
from lms.core.web import download


def send_pdf(file_id: UUID | None, *, inline: bool = False) -> Response:
    """A stored PDF to somebody whom the caller let see it. Raises NotFound."""
    row = files.find(file_id)
    return download(files.read(row), row.name, row.media_type, inline=inline)
