"""The reference signer: both signatures by pyHanko, PAdES B-B or B-T, the second appended to the
first."""

import io
from collections.abc import Sequence
from typing import cast

from asn1crypto import cms
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter, append_signature_field
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.pdf_cms import ExternalSigner
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from lms.engines.press import Stamp
from lms.signing.port import OfficeKey, name_of

FIELD, SECOND_FIELD = "Seal", "Approval"
RESERVED = 8192  # hex digits for a signature; given, pyHanko need not sign twice for the size
_LONGEST = 72  # bytes of a P-256 signature in DER


class _OfficeSigner(ExternalSigner):
    """pyHanko's view of an office's key, wherever that lies."""

    def __init__(self, key: OfficeKey) -> None:
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        store.register(key.root)
        super().__init__(
            signing_cert=key.certificate,
            cert_registry=store,
            signature_value=_LONGEST,
            embed_roots=False,
        )
        self._office = key

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        if digest_algorithm != "sha256":
            raise ValueError(f"Offices sign SHA-256 digests only, not {digest_algorithm}.")
        return bytes(_LONGEST) if dry_run else self._office.sign(data)


class StampSource(TimeStamper):
    """pyHanko's view of whoever gives time stamps."""

    def __init__(self, stamp: Stamp) -> None:
        super().__init__(include_nonce=False)  # type: ignore[no-untyped-call]
        self._stamp = stamp

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        if md_algorithm != "sha256":
            raise ValueError(f"Time stamps are on SHA-256 digests only, not {md_algorithm}.")
        return cms.ContentInfo.load(self._stamp.make(message_digest))


class ReferenceSeal:
    """Signs with one office's key (certification) or two (certification, then approval).

    With two, the certification allows the second signature and nothing else (DocMDP P=2: filling
    the prepared field); with one it allows no change at all, as in files from before.
    """

    def __init__(self, keys: Sequence[OfficeKey], stamp: Stamp | None = None) -> None:
        self._issuing, *rest = keys
        self._stamp = stamp
        self._second = rest[0] if rest else None
        self.label = name_of(self._issuing.certificate)

    def sign(self, pdf: bytes, *, reason: str, location: str = "") -> bytes:
        """See `Seal.sign`. Two revisions are appended, one for each signature."""
        second, said = self._second, (reason, location)
        writer = _open(pdf)
        if second is not None:
            append_signature_field(writer, SigFieldSpec(SECOND_FIELD))
        allowed = MDPPerm.FILL_FORMS if second is not None else MDPPerm.NO_CHANGES
        certified = _signed(writer, self._issuing, FIELD, said, stamp=self._stamp, certify=allowed)
        if second is None:
            return certified
        return _signed(_open(certified), second, SECOND_FIELD, said, stamp=self._stamp)


def _open(pdf: bytes) -> IncrementalPdfFileWriter:
    return IncrementalPdfFileWriter(io.BytesIO(pdf), strict=True)


def _signed(
    writer: IncrementalPdfFileWriter,
    key: OfficeKey,
    field: str,
    said: tuple[str, str],
    *,
    stamp: Stamp | None,
    certify: MDPPerm | None = None,
) -> bytes:
    reason, location = said
    metadata = PdfSignatureMetadata(
        field_name=field,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=certify is not None,
        reason=reason,
        location=location or None,
        name=name_of(key.certificate),
        docmdp_permissions=certify or MDPPerm.FILL_FORMS,
    )
    new = SigFieldSpec(field) if certify is not None else None
    signer = PdfSigner(
        metadata,
        _OfficeSigner(key),
        timestamper=StampSource(stamp) if stamp is not None else None,
        new_field_spec=new,
    )
    reserved = RESERVED + (2 * stamp.most if stamp is not None else 0)
    return cast("io.BytesIO", signer.sign_pdf(writer, bytes_reserved=reserved)).getvalue()
