"""Sending stored PDFs: private, never kept by a shared cache."""

import io
import zipfile
from collections.abc import Sequence
from uuid import UUID

from werkzeug.wrappers import Response

from lms.certificates.queries.printing import Printable
from lms.core import files


def send_pdf(file_id: UUID | None, *, download: bool) -> Response:
    """A stored PDF to somebody whom the caller let see it. Raises NotFound."""
    row = files.find(file_id)
    response = Response(files.read(row), mimetype=row.media_type)
    response.headers.set(
        "Content-Disposition", "attachment" if download else "inline", filename=row.name
    )
    response.content_length = row.size
    response.headers["Cache-Control"] = "private, no-store"
    return response


def send_zip(rows: Sequence[Printable], name: str) -> Response:
    """All these certificates in one archive, named so that they sort in calling order."""
    out = io.BytesIO()
    width = len(str(len(rows)))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for place, row in enumerate(rows, start=1):
            archive.writestr(f"{place:0{width}d}-{row.serial}.pdf", files.read(row.file_id))
    response = Response(out.getvalue(), mimetype="application/zip")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Cache-Control"] = "private, no-store"
    return response
