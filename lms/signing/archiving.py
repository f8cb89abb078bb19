"""Archive files (PAdES B-LTA): a delivered file with what validators need, and a stamp over it all.

The delivered file is the beginning of its archive file, byte for byte. Revisions are appended: the
certificates and lists of revoked ones (DSS), then a document time stamp; each renewal appends both
again, before the certificate of the stamp before it ends. Written and judged by pyHanko.
"""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import cast

from asn1crypto import cms, crl, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.validation import DocumentSecurityStore, EmbeddedPdfSignature

from lms.engines.press import Stamp
from lms.signing.reference import StampSource

FIELD = "Archive"


@dataclass(frozen=True)
class Material:
    """What may be put into archive files: pinned roots, and the lists that they signed."""

    roots: Sequence[x509.Certificate]
    lists: Sequence[crl.CertificateList]


class Archivist:
    """Makes archive files with stamps of one authority; asks it for one stamp at the start."""

    def __init__(self, stamp: Stamp, material: Material) -> None:
        self._source, self._material = StampSource(stamp), material
        self._room = 2 * stamp.most
        probe = stamp.make(hashlib.sha256(b"whose stamps are these").digest())
        self._own = _certificates_in(cms.ContentInfo.load(probe)["content"])
        self.until = _signer(cms.ContentInfo.load(probe)["content"], self._own).not_valid_after
        """When the authority's certificate ends, and with it the worth of its stamps."""

    def archived(self, file: bytes) -> bytes:
        """A delivered file, or an archive file, with validation information and one stamp more.

        What asking for a stamp raises goes on.
        """
        writer = IncrementalPdfFileWriter(io.BytesIO(file), strict=True)
        seals = PdfFileReader(io.BytesIO(file), strict=True).embedded_signatures
        certificates = _unique([*_of_seals(seals), *self._own])
        roots = [
            root
            for root in self._material.roots
            if any(one.issuer == root.subject for one in certificates)
        ]
        lists = [
            one for one in self._material.lists if any(one.issuer == root.subject for root in roots)
        ]
        DocumentSecurityStore.supply_dss_in_writer(
            writer, None, certs=_unique([*certificates, *roots]), crls=lists
        )
        number = 1 + sum(seal.sig_object_type == "/DocTimeStamp" for seal in seals)
        stamper = PdfTimeStamper(self._source, field_name=f"{FIELD}{number}")
        out = stamper.timestamp_pdf(writer, "sha256", bytes_reserved=self._room)
        return cast("io.BytesIO", out).getvalue()


def read_lists(files: Sequence[Path]) -> list[crl.CertificateList]:
    """The lists of revoked certificates in these files; files that are not there are passed over,
    as authorities from before archive files have none."""
    return [crl.CertificateList.load(file.read_bytes()) for file in files if file.is_file()]


def stamped_at(file: bytes) -> datetime | None:
    """When the last document time stamp of a file says that it was there; None without one."""
    stamps = PdfFileReader(io.BytesIO(file), strict=True).embedded_timestamp_signatures
    if not stamps:
        return None
    at: datetime = stamps[-1].signed_data["encap_content_info"]["content"].parsed["gen_time"].native
    return at


def _of_seals(seals: Sequence[EmbeddedPdfSignature]) -> list[x509.Certificate]:
    """All certificates in the signatures and in the time stamps on them."""
    found: list[x509.Certificate] = []
    for seal in seals:
        found += _certificates_in(seal.signed_data)
        for attribute in seal.signer_info["unsigned_attrs"] or ():
            if attribute["type"].native == "signature_time_stamp_token":
                found += _certificates_in(attribute["values"][0]["content"])
    return found


def _certificates_in(signed: cms.SignedData) -> list[x509.Certificate]:
    return [x509.Certificate.load(one.chosen.dump()) for one in signed["certificates"]]


def _signer(signed: cms.SignedData, inside: Sequence[x509.Certificate]) -> x509.Certificate:
    serial = signed["signer_infos"][0]["sid"].chosen["serial_number"].native
    return next(one for one in inside if one.serial_number == serial)


def _unique(certificates: Sequence[x509.Certificate]) -> list[x509.Certificate]:
    return list({one.dump(): one for one in certificates}.values())
