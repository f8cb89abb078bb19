"""Signature containers: CMS SignedData (RFC 5652) as PAdES baseline B-B and B-T ask for.

ETSI EN 319 142-1 and EN 319 122-1; written from templates in DER; P-256 or RSA with SHA-256. For
B-T a time-stamp token over the signature stands beside it, as an attribute that is not signed.
"""

import hashlib
from collections.abc import Callable, Iterable
from copy import copy
from typing import Protocol

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from lms.engines.press.asn1 import NULL, OCTETS, SEQUENCE, SET, body_of, der, integer, oid, parts

Sign = Callable[[bytes], bytes]
"""Signs bytes with SHA-256: ECDSA in DER, or PKCS#1 v1.5. The key may live elsewhere."""

SHA256 = der(SEQUENCE, oid("2.16.840.1.101.3.4.2.1"))
DATA = oid("1.2.840.113549.1.7.1")
_ECDSA = der(SEQUENCE, oid("1.2.840.10045.4.3.2"))
_RSA = der(SEQUENCE, oid("1.2.840.113549.1.1.11"), NULL)
_SIGNED_DATA = oid("1.2.840.113549.1.7.2")
_CONTENT_TYPE, _MESSAGE_DIGEST = oid("1.2.840.113549.1.9.3"), oid("1.2.840.113549.1.9.4")
_SIGNING_CERTIFICATE_V2 = oid("1.2.840.113549.1.9.16.2.47")
_ALGORITHM_PROTECTION = oid("1.2.840.113549.1.9.52")
_TIME_STAMP = oid("1.2.840.113549.1.9.16.2.14")


def _attribute(kind: bytes, value: bytes) -> bytes:
    return der(SEQUENCE, kind, der(SET, value))


class WrongContainer(ValueError):
    """What was made is not what was to be made: nothing may leave the house."""


class Stamp(Protocol):
    """Gives time-stamp tokens (RFC 3161)."""

    @property
    def most(self) -> int:
        """The most bytes that a token takes."""

    def make(self, imprint: bytes) -> bytes:
        """The token over a SHA-256 digest."""

    def check(self, token: bytes, imprint: bytes) -> None:
        """Raise WrongContainer unless this is a token over this digest."""


class SignedData:
    """What all containers of one signer and one kind of content have in common.

    `certificates` are in DER, the signer's own first. Raises ValueError for keys that are neither
    P-256 nor RSA.
    """

    def __init__(self, certificates: Iterable[bytes], kind: bytes = DATA) -> None:
        chain = list(certificates)
        own = x509.load_der_x509_certificate(chain[0])
        self._key, self._algorithm, self.longest = _algorithm(own)
        self._kind = kind
        self._signer = der(SEQUENCE, own.issuer.public_bytes(), integer(own.serial_number))
        chain_set = sorted(
            x509.load_der_x509_certificate(one).public_bytes(Encoding.DER) for one in chain
        )
        self._certificates = der(0xA0, *chain_set)
        identifier = der(SEQUENCE, der(OCTETS, hashlib.sha256(chain[0]).digest()))
        # RFC 6211: which algorithms were meant; digest as is, the signature's under tag 1
        protection = der(SEQUENCE, SHA256, b"\xa1" + self._algorithm[1:])
        self._attributes = (
            _attribute(_CONTENT_TYPE, kind),
            _attribute(_SIGNING_CERTIFICATE_V2, der(SEQUENCE, der(SEQUENCE, identifier))),
            _attribute(_ALGORITHM_PROTECTION, protection),
        )

    def without_certificates(self) -> "SignedData":
        """The same signer's containers, with no certificate inside."""
        other = copy(self)
        other._certificates = b""  # noqa: SLF001 - of its own kind
        return other

    def attributes(self, digest: bytes) -> bytes:
        """The signed attributes over a content's digest, in DER's order of a set."""
        own = _attribute(_MESSAGE_DIGEST, der(OCTETS, digest))
        return b"".join(sorted((*self._attributes, own)))

    def container(
        self, attributes: bytes, signature: bytes, *, content: bytes = b"", token: bytes = b""
    ) -> bytes:
        """The whole container. `content` stands inside it (else it is detached), and `token` is
        the time stamp over the signature."""
        unsigned = der(0xA1, _attribute(_TIME_STAMP, token)) if token else b""
        signer = der(
            SEQUENCE,
            integer(1),
            self._signer,
            SHA256,
            der(0xA0, attributes),
            self._algorithm,
            der(OCTETS, signature),
            unsigned,
        )
        inside = der(0xA0, der(OCTETS, content)) if content else b""
        signed = der(
            SEQUENCE,
            integer(3 if content else 1),
            der(SET, SHA256),
            der(SEQUENCE, self._kind, inside),
            self._certificates,
            der(SET, signer),
        )
        return der(SEQUENCE, _SIGNED_DATA, der(0xA0, signed))

    def verify(self, attributes: bytes, signature: bytes) -> None:
        """Raise WrongContainer unless the certificate's key made this signature over them."""
        said = der(SET, attributes)
        try:
            if isinstance(self._key, ec.EllipticCurvePublicKey):
                self._key.verify(signature, said, ec.ECDSA(hashes.SHA256()))
            else:
                self._key.verify(signature, said, padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature as error:
            raise WrongContainer("The signature is not of the certificate's key.") from error


class Cms:
    """Containers of one signer over files, with a time stamp on the signature if there is `stamp`.

    `certificates` are in DER, the signer's own first. Raises ValueError for keys that are neither
    P-256 nor RSA.
    """

    def __init__(self, certificates: Iterable[bytes], stamp: Stamp | None = None) -> None:
        self._form, self._stamp = SignedData(certificates), stamp
        longest = bytes(self._form.longest)
        self._most = len(self._form.container(self._form.attributes(bytes(32)), longest)) + 16

    @property
    def most(self) -> int:
        """The most bytes that a container takes."""
        return self._most + (self._stamp.most + 48 if self._stamp is not None else 0)

    def stamped(self, stamp: Stamp | None) -> "Cms":
        """The same signer's containers, with these time stamps."""
        other = copy(self)
        other._stamp = stamp  # noqa: SLF001 - of its own kind
        return other

    def check(self, container: bytes, digest: bytes) -> None:
        """Raise WrongContainer unless these are the very bytes of this signer's container over a
        digest, with a signature that its certificate bears out, and with a time stamp over that
        where one is due."""
        attributes = self._form.attributes(digest)
        try:
            signature, token = signature_in(container)
        except (ValueError, IndexError):
            signature, token = b"", b""
        same = self._form.container(attributes, signature, token=token) == container
        if not same or bool(token) != (self._stamp is not None):
            raise WrongContainer("The container is not what was to be signed.")
        self._form.verify(attributes, signature)
        if self._stamp is not None:
            self._stamp.check(token, hashlib.sha256(signature).digest())

    def asked(self, digest: bytes) -> bytes:
        """What the key is to sign: the attributes over a SHA-256 digest of the file's bytes."""
        return der(SET, self._form.attributes(digest))

    def around(self, digest: bytes, signature: bytes) -> bytes:
        """The container with the key's signature over `asked`. What stamping raises goes on."""
        token = b""
        if self._stamp is not None:
            token = self._stamp.make(hashlib.sha256(signature).digest())
        return self._form.container(self._form.attributes(digest), signature, token=token)


def signature_in(container: bytes) -> tuple[bytes, bytes]:
    """The signature of a container's one signer, and the time stamp over it, b"" without one.

    Raises ValueError or IndexError for what is no container.
    """
    signed = parts(parts(container)[1])[0]
    signer = parts(parts(parts(signed)[-1])[0])
    unsigned = parts(signer[6]) if len(signer) > 6 else []
    token = parts(parts(unsigned[0])[1])[0] if unsigned else b""
    return body_of(signer[5]), token


def _algorithm(
    certificate: x509.Certificate,
) -> tuple[ec.EllipticCurvePublicKey | rsa.RSAPublicKey, bytes, int]:
    """The certificate's key, its algorithm, and the most bytes of a signature."""
    key = certificate.public_key()
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return key, _ECDSA, 72
    if isinstance(key, rsa.RSAPublicKey):
        return key, _RSA, key.key_size // 8
    raise ValueError("Signatures are made by P-256 or RSA keys only.")
