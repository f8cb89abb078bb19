"""Strict validation of a sealed file: pyHanko against pinned roots; nothing is ever fetched."""

import io
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from asn1crypto import cms
from asn1crypto import pem as asn1_pem
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import EmbeddedPdfSignature, validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from lms.core.messages import N_, Message


@dataclass(frozen=True)
class SealReport:
    """What the validator found. `fault` is None for a good seal over the whole file."""

    fault: Message | None
    sealed_by: str = ""

    @property
    def valid(self) -> bool:
        """Whether every check passed."""
        return self.fault is None


def read_roots(files: Sequence[Path]) -> list[asn1_x509.Certificate]:
    """All certificates in these PEM files; files that do not exist are passed over."""
    return [
        asn1_x509.Certificate.load(der)
        for file in files
        if file.is_file()
        for _, _, der in asn1_pem.unarmor(file.read_bytes(), multiple=True)
    ]


def check_seal(
    data: bytes, roots: Sequence[asn1_x509.Certificate], *, at: datetime | None = None
) -> SealReport:
    """Whether a file bears one intact seal under a pinned root, over all its bytes.

    `at` is the moment at which the certificates must be valid: the recorded time of issue, else
    now. Never raises for what is in the file. Not for files from strangers inside a web request:
    it parses PDF.
    """
    try:
        reader = PdfFileReader(io.BytesIO(data), strict=True)
        seals = reader.embedded_signatures
        if not seals:
            return SealReport(N_("The file bears no digital seal."))
        context = ValidationContext(
            trust_roots=list(roots),
            allow_fetching=False,
            moment=at,
            best_signature_time=at,
        )
        statuses = [_quietly(seal, context) for seal in seals]
        whole = seals[-1].evaluate_signature_coverage() is SignatureCoverageLevel.ENTIRE_FILE
        padded = all(_plain_padding(seal, data) for seal in seals)
    except Exception as error:  # a parser of foreign bytes may raise anything
        return SealReport(N_("The file is damaged: %(why)s.", why=_short(error)))
    return _judge(statuses, whole=whole and padded)


def _plain_padding(seal: EmbeddedPdfSignature, data: bytes) -> bool:
    """Whether the gap that no digest covers holds the signature in hex, zeros, and nothing else."""
    _, start, end, _ = (int(edge) for edge in seal.byte_range)
    signature = cms.ContentInfo.load(seal.pkcs7_content).dump()
    digits = (end - start - 2) // 2
    written = signature.ljust(digits, b"\0").hex().upper().encode()
    return bool(data[start:end] == b"<" + written + b">")


def _quietly(seal: EmbeddedPdfSignature, context: ValidationContext) -> PdfSignatureStatus:
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)
    return validate_pdf_signature(seal, signer_validation_context=context)


def _judge(statuses: Sequence[PdfSignatureStatus], *, whole: bool) -> SealReport:
    by = str(statuses[-1].signing_cert.subject.native.get("common_name", ""))
    if not all(status.intact and status.valid for status in statuses):
        return SealReport(N_("The file was changed after it was sealed."), by)
    if not whole:
        return SealReport(N_("Something was added to the file after it was sealed."), by)
    if not all(status.trusted for status in statuses):
        return SealReport(N_("The file was sealed by somebody else: %(name)s.", name=by), by)
    if not all(status.bottom_line for status in statuses):
        return SealReport(N_("The file was changed after it was sealed."), by)
    return SealReport(None, by)


def _short(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0][:120].rstrip(".")
