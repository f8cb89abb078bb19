"""Strict validation of a signed file: pyHanko against pinned roots; nothing is ever fetched.

Two shapes are accepted and no other: one certification that allows no change (files from before the
second office signed), and a certification that allows the filling of the prepared field (DocMDP
P=2), followed by one approval with another key over all bytes.
"""

import io
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from asn1crypto import cms
from asn1crypto import pem as asn1_pem
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import (
    EmbeddedPdfSignature,
    validate_pdf_signature,
    validate_pdf_timestamp,
)
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from lms.core.messages import N_, Message
from lms.signing.port import name_of

MOST_SIGNATURES = 2


@dataclass(frozen=True)
class SealReport:
    """What the validator found. `fault` is None for good signatures over the whole file.

    `sealed_by` is the issuing office, `approved_by` the second one, empty where only one signed;
    `stamped_at` the time stamp on the last signature, None at level B-B.
    """

    fault: Message | None
    sealed_by: str = ""
    approved_by: str = ""
    stamped_at: datetime | None = None

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
    data: bytes,
    roots: Sequence[asn1_x509.Certificate],
    *,
    at: datetime | None = None,
    stamp_roots: Sequence[asn1_x509.Certificate] = (),
) -> SealReport:
    """Whether a file bears the intact signatures of one or two offices, over all its bytes.

    Time stamps need not be there; where they are, they have to be good, too, under `stamp_roots`.
    `at` is the moment at which the certificates must be valid: the recorded time of issue, else
    now. Never raises for what is in the file. Not for files from strangers inside a web request:
    it parses PDF.
    """
    try:
        reader = PdfFileReader(io.BytesIO(data), strict=True)
        seals = reader.embedded_signatures
        if not seals:
            return SealReport(N_("The file bears no digital seal."))
        if len(seals) > MOST_SIGNATURES:
            return SealReport(_too_many())
        context, stamps = _context(roots, at), _context(stamp_roots, at)
        statuses = [_quietly(seal, context, stamps) for seal in seals]
        whole = seals[-1].evaluate_signature_coverage() is SignatureCoverageLevel.ENTIRE_FILE
        padded = all(_plain_padding(seal, data) for seal in seals)
        shape = _shape(seals)
    except Exception as error:  # a parser of foreign bytes may raise anything
        return SealReport(N_("The file is damaged: %(why)s.", why=_short(error)))
    return _judge(statuses, shape, whole=whole and padded)


def check_archive(
    data: bytes,
    roots: Sequence[asn1_x509.Certificate],
    stamp_roots: Sequence[asn1_x509.Certificate],
    *,
    at: datetime | None = None,
) -> SealReport:
    """Whether an archive file bears intact signatures of the offices and good document time stamps,
    the last of them over all its bytes, with nothing added but stamps and what validators need.

    `at` is the moment at which the last stamp is judged, else now; each stamp before it counts at
    the moment of the next one, and the signatures at that of the first, which is `stamped_at`.
    Never raises for what is in the file.
    """
    try:
        reader = PdfFileReader(io.BytesIO(data), strict=True)
        seals, stamps = reader.embedded_regular_signatures, reader.embedded_timestamp_signatures
        if not seals or not stamps:
            return SealReport(N_("The file is no archive file: it lacks a signature or a stamp."))
        stamped, moment = [], at
        for one in reversed(stamps):  # each counts from when the next was put over it
            stamped.append(validate_pdf_timestamp(one, _context(stamp_roots, moment)))
            moment = stamped[-1].timestamp
        contexts = (_context(roots, moment), _context(stamp_roots, moment))
        statuses = [_quietly(seal, *contexts) for seal in seals]
        whole = stamps[-1].evaluate_signature_coverage() is SignatureCoverageLevel.ENTIRE_FILE
        padded = all(_plain_padding(one, data) for one in (*seals, *stamps))
        shape = _shape(seals) if len(seals) <= MOST_SIGNATURES else _too_many()
    except Exception as error:  # a parser of foreign bytes may raise anything
        return SealReport(N_("The file is damaged: %(why)s.", why=_short(error)))
    report = _judge(statuses, shape, whole=whole and padded)
    bad = [one for one in stamped if not (one.intact and one.valid and one.trusted)]
    if report.fault is None and bad:
        name = name_of(bad[0].signing_cert)
        fault = N_("A time stamp over the file is changed, or unknown here: %(name)s.", name=name)
        return SealReport(fault, report.sealed_by, report.approved_by)
    return replace(report, stamped_at=moment)


def _context(roots: Sequence[asn1_x509.Certificate], at: datetime | None) -> ValidationContext:
    return ValidationContext(
        trust_roots=list(roots), allow_fetching=False, moment=at, best_signature_time=at
    )


def _too_many() -> Message:
    return N_("The file bears more signatures than two.")


def _shape(seals: Sequence[EmbeddedPdfSignature]) -> Message | None:
    """What is wrong with the order, the number and the keys of the signatures; None if nothing."""
    first, *rest = seals
    allowed = [seal.docmdp_level for seal in seals]
    if allowed[0] is None or any(level is not None for level in allowed[1:]):
        return N_("The first signature must certify the file, and the second must not.")
    if not rest:
        # without the second office's signature a file that waits for it is not complete
        complete = allowed[0] is MDPPerm.NO_CHANGES
        return None if complete else N_("The signature of the second office is missing.")
    if allowed[0] is not MDPPerm.FILL_FORMS:
        return N_("The first signature allows other changes than the second signature.")
    if first.signer_cert.public_key.dump() == rest[0].signer_cert.public_key.dump():
        return N_("Both signatures are of one key, so only one office signed.")
    return None


def _plain_padding(seal: EmbeddedPdfSignature, data: bytes) -> bool:
    """Whether the gap that no digest covers holds the signature in hex, zeros, and nothing else."""
    _, start, end, _ = (int(edge) for edge in seal.byte_range)
    signature = cms.ContentInfo.load(seal.pkcs7_content).dump()
    digits = (end - start - 2) // 2
    written = signature.ljust(digits, b"\0").hex().upper().encode()
    return bool(data[start:end] == b"<" + written + b">")


def _quietly(
    seal: EmbeddedPdfSignature, context: ValidationContext, stamps: ValidationContext
) -> PdfSignatureStatus:
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)
    return validate_pdf_signature(
        seal, signer_validation_context=context, ts_validation_context=stamps
    )


def _judge(
    statuses: Sequence[PdfSignatureStatus], shape: Message | None, *, whole: bool
) -> SealReport:
    names = [name_of(status.signing_cert) for status in statuses]
    by, approved = names[0], "".join(names[1:])
    if not all(status.intact and status.valid for status in statuses):
        return SealReport(N_("The file was changed after it was sealed."), by, approved)
    if not whole:
        return SealReport(N_("Something was added to the file after it was sealed."), by, approved)
    for status, name in zip(statuses, names, strict=True):
        if not status.trusted:
            fault = N_("The file was sealed by somebody else: %(name)s.", name=name)
            return SealReport(fault, by, approved)
    for stamp in (status.timestamp_validity for status in statuses):
        if stamp is not None and not (stamp.intact and stamp.valid):
            return SealReport(N_("A time stamp in the file was changed."), by, approved)
        if stamp is not None and not stamp.trusted:
            name = name_of(stamp.signing_cert)
            fault = N_("The time stamp is of an authority unknown here: %(name)s.", name=name)
            return SealReport(fault, by, approved)
    if not all(status.bottom_line for status in statuses):
        return SealReport(N_("The file was changed after it was sealed."), by, approved)
    last = statuses[-1].timestamp_validity
    return SealReport(shape, by, approved, last.timestamp if last is not None else None)


def _short(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0][:120].rstrip(".")
