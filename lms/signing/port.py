"""The seams of signing: an office's key, wherever it lies, and what puts signatures on a file."""

from typing import Protocol

from asn1crypto import x509


class OfficeKey(Protocol):
    """A P-256 key that one office signs with: in a file, in a token, or in the signer process."""

    @property
    def certificate(self) -> x509.Certificate:
        """The office's certificate."""

    @property
    def root(self) -> x509.Certificate:
        """The root that the certificate hangs on, which verifiers pin."""

    def sign(self, data: bytes) -> bytes:
        """The ECDSA signature over SHA-256 of `data`, in DER. Raises KeyUnavailable."""


class Seal(Protocol):
    """Puts the digital signatures of the offices over a whole PDF."""

    @property
    def label(self) -> str:
        """The name in the issuing office's certificate."""

    def sign(self, pdf: bytes, *, reason: str, location: str = "") -> bytes:
        """The PDF with a certification signature and, where there is a second office, its approval.

        `reason` stands readable in the file; it names the certificate's serial.
        """


class KeyUnavailable(RuntimeError):
    """There is no key to sign with; the message says how to come by one."""


def name_of(certificate: x509.Certificate) -> str:
    """The common name in a certificate."""
    return str(certificate.subject.native.get("common_name", ""))
