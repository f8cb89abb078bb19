"""Open one PDF under limits. Runs as a program of its own and imports nothing of the house.

Standard input: the file; argument: the most pages. Exit status: 0 a plain PDF; 10 a password; 11 a
program or a file inside; 12 pages; anything else means damaged or beyond the limits.
"""

from __future__ import annotations

import contextlib
import io
import resource
import sys

CPU_SECONDS = 8
MEMORY_BYTES = 512 * 1024 * 1024
PASSWORD, PROGRAM, PAGES, DAMAGED = 10, 11, 12, 13
ACTS = frozenset({"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/Rendition"})
BARRED = ("/JS", "/AA", "/EmbeddedFile", "/EmbeddedFiles", "/RichMedia", "/XFA")


def limit() -> None:
    """Bound processor time, memory, files written and core dumps of this process."""
    for what, most in (
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


def look(data: bytes, most_pages: int) -> int:
    """Open the file and look at every object of it; returns the exit status."""
    import pikepdf

    try:
        pdf = pikepdf.open(io.BytesIO(data))
    except pikepdf.PasswordError:
        return PASSWORD
    except pikepdf.PdfError:
        return DAMAGED
    if pdf.is_encrypted:
        return PASSWORD
    if not 1 <= len(pdf.pages) <= most_pages:
        return PAGES
    for found in pdf.objects:
        inside = found.stream_dict if isinstance(found, pikepdf.Stream) else found
        if isinstance(inside, pikepdf.Dictionary) and _acts(inside):
            return PROGRAM
    return 0


def _acts(found: object) -> bool:
    """Whether a dictionary, or one written inside it, runs or brings something."""
    import pikepdf

    keys = set(found.keys())  # type: ignore[attr-defined]
    if keys & set(BARRED) or str(found.get("/S", "")) in ACTS:  # type: ignore[attr-defined]
        return True
    return any(
        isinstance(value, pikepdf.Dictionary) and not value.is_indirect and _acts(value)
        for _key, value in found.items()  # type: ignore[attr-defined]
    )


def main() -> None:
    """Read standard input and answer with the exit status."""
    limit()
    try:
        status = look(sys.stdin.buffer.read(), int(sys.argv[1]))
    except Exception:  # any parser's error means the same to the person: damaged
        status = DAMAGED
    raise SystemExit(status)


if __name__ == "__main__":
    main()
