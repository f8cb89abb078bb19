"""The seal in software: PAdES B-B by pyHanko, with the key object kept loaded."""

import io
from functools import cache
from pathlib import Path
from typing import cast

from asn1crypto import keys
from asn1crypto import pem as asn1_pem
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from lms.certificates.signing.authority import Authority
from lms.certificates.signing.port import SealUnavailable

FIELD = "Seal"
_RESERVED = 8192  # hex digits for the signature; given, pyHanko need not sign twice for the size


class _KeptKey(SimpleSigner):
    """pyHanko's signer reads the key anew for every signature; this one keeps it."""

    def __init__(
        self,
        certificate: asn1_x509.Certificate,
        root: asn1_x509.Certificate,
        key: ec.EllipticCurvePrivateKey,
    ) -> None:
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        store.register(root)
        plain = key.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        super().__init__(
            signing_cert=certificate,
            signing_key=keys.PrivateKeyInfo.load(plain),
            cert_registry=store,
            embed_roots=False,
        )
        self._kept = key

    def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
        if digest_algorithm != "sha256":
            raise ValueError(f"The seal signs SHA-256 digests only, not {digest_algorithm}.")
        return self._kept.sign(data, ec.ECDSA(hashes.SHA256()))


class PyhankoSeal:
    """A seal whose key and certificates lie in an authority's folder."""

    def __init__(self, authority: Authority, passphrase: bytes | None = None) -> None:
        certificate = read_certificate(authority.seal)
        self.label = str(certificate.subject.native["common_name"])
        self._signer = _KeptKey(
            certificate, read_certificate(authority.root), _read_key(authority.key, passphrase)
        )

    def sign(self, pdf: bytes, *, reason: str, location: str = "") -> bytes:
        """See `Seal.sign`. PAdES baseline B-B, certification with DocMDP "no changes"."""
        metadata = PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=MDPPerm.NO_CHANGES,
            reason=reason,
            location=location or None,
            name=self.label,
        )
        signer = PdfSigner(metadata, self._signer, new_field_spec=SigFieldSpec(FIELD))
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=True)
        out = signer.sign_pdf(writer, bytes_reserved=_RESERVED)
        return cast("io.BytesIO", out).getvalue()


@cache
def load_seal(authority: Authority, passphrase: bytes | None = None) -> PyhankoSeal:
    """The seal of an authority, loaded once in a process.

    Raises SealUnavailable where files are missing or the passphrase does not open the key.
    """
    return PyhankoSeal(authority, passphrase)


def read_certificate(file: Path) -> asn1_x509.Certificate:
    """The first certificate in a PEM file."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise SealUnavailable(f"{file} cannot be read.") from error
    _, _, der = asn1_pem.unarmor(data)
    return asn1_x509.Certificate.load(der)


def _read_key(file: Path, passphrase: bytes | None) -> ec.EllipticCurvePrivateKey:
    try:
        key = serialization.load_pem_private_key(file.read_bytes(), passphrase)
    except OSError as error:
        raise SealUnavailable(f"{file} cannot be read.") from error
    except (ValueError, TypeError) as error:
        raise SealUnavailable(f"The passphrase does not open {file}.") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise SealUnavailable(f"{file} is not a P-256 key.")
    return key
