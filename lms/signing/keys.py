"""Keys of offices: PEM or PKCS#12 files, or a PKCS#11 token. The key object is kept, read once."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from asn1crypto import pem as asn1_pem
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12

from lms.signing.authority import Authority
from lms.signing.port import KeyUnavailable, OfficeKey


class SoftwareKey:
    """A key in this process's memory."""

    def __init__(
        self,
        certificate: asn1_x509.Certificate,
        root: asn1_x509.Certificate,
        key: ec.EllipticCurvePrivateKey,
    ) -> None:
        self.certificate, self.root, self._key = certificate, root, key

    def sign(self, data: bytes) -> bytes:
        """See `OfficeKey.sign`."""
        return self._key.sign(data, ec.ECDSA(hashes.SHA256()))


@dataclass(frozen=True)
class TokenPlace:
    """Where a key lies: the token's library, the token's label, the key's label in it."""

    library: str
    token: str
    key: str


class TokenKey:
    """A key that never leaves its PKCS#11 token; opened after a fork, never before."""

    def __init__(
        self,
        certificate: asn1_x509.Certificate,
        root: asn1_x509.Certificate,
        place: TokenPlace,
        pin: str | None,
    ) -> None:
        self.certificate, self.root = certificate, root
        self._key = _in_token(place, pin)

    def sign(self, data: bytes) -> bytes:
        """See `OfficeKey.sign`. The digest is made here: software tokens refuse the combined
        mechanism of ECDSA with SHA-256."""
        import pkcs11
        from pkcs11.util.ec import encode_ecdsa_signature

        try:
            raw = self._key.sign(_sha256(data), mechanism=pkcs11.Mechanism.ECDSA)
        except pkcs11.PKCS11Error as error:
            raise KeyUnavailable(f"The token does not sign: {type(error).__name__}.") from error
        return bytes(encode_ecdsa_signature(raw))


def open_key(authority: Authority, passphrase: bytes | None = None) -> OfficeKey:
    """The key of an office's authority. The passphrase is the file's, or the token's PIN.

    Raises KeyUnavailable where files are missing, or the passphrase opens nothing, or certificate
    and key are no pair.
    """
    certificate, root = read_certificate(authority.seal), read_certificate(authority.root)
    if authority.token.is_file():
        pin = passphrase.decode() if passphrase else None
        key: OfficeKey = TokenKey(certificate, root, _read_place(authority.token), pin)
    elif authority.p12.is_file():
        key = SoftwareKey(certificate, root, _from_p12(authority.p12, passphrase))
    else:
        key = SoftwareKey(certificate, root, _from_pem(authority.key, passphrase))
    _ensure_pair(key, authority)
    return key


def read_certificate(file: Path) -> asn1_x509.Certificate:
    """The first certificate in a PEM file. Raises KeyUnavailable."""
    try:
        _, _, der = asn1_pem.unarmor(file.read_bytes())
    except (OSError, ValueError) as error:
        raise KeyUnavailable(f"{file} cannot be read.") from error
    return asn1_x509.Certificate.load(der)


def _ensure_pair(key: OfficeKey, authority: Authority) -> None:
    """A signature that the certificate does not bear out would be found at the border only."""
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature

    public = x509.load_der_x509_certificate(key.certificate.dump()).public_key()
    if not isinstance(public, ec.EllipticCurvePublicKey):
        raise KeyUnavailable(f"{authority.seal} is not of a P-256 key.")
    probe = b"Concord asks whether key and certificate are a pair."
    try:
        public.verify(key.sign(probe), probe, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature as error:
        raise KeyUnavailable(f"The key is not the one of {authority.seal}.") from error


def _from_pem(file: Path, passphrase: bytes | None) -> ec.EllipticCurvePrivateKey:
    try:
        key = serialization.load_pem_private_key(file.read_bytes(), passphrase)
    except OSError as error:
        raise KeyUnavailable(f"{file} cannot be read.") from error
    except (ValueError, TypeError) as error:
        raise KeyUnavailable(f"The passphrase does not open {file}.") from error
    return _p256(key, file)


def _from_p12(file: Path, passphrase: bytes | None) -> ec.EllipticCurvePrivateKey:
    try:
        key, _, _ = pkcs12.load_key_and_certificates(file.read_bytes(), passphrase)
    except OSError as error:
        raise KeyUnavailable(f"{file} cannot be read.") from error
    except (ValueError, TypeError) as error:
        raise KeyUnavailable(f"The passphrase does not open {file}.") from error
    return _p256(key, file)


def _p256(key: object, file: Path) -> ec.EllipticCurvePrivateKey:
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise KeyUnavailable(f"{file} is not a P-256 key.")
    return key


def _read_place(file: Path) -> TokenPlace:
    try:
        return TokenPlace(**json.loads(file.read_text("utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise KeyUnavailable(
            f'{file} must say {{"library": ..., "token": ..., "key": ...}}.'
        ) from error


def _in_token(place: TokenPlace, pin: str | None) -> Any:
    import pkcs11

    try:
        token = pkcs11.lib(place.library).get_token(token_label=place.token)
        session = token.open(user_pin=pin)
        return session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=place.key)
    except (pkcs11.PKCS11Error, OSError, RuntimeError) as error:
        why = str(error) or type(error).__name__
        raise KeyUnavailable(f"The token {place.token} gives no key {place.key}: {why}.") from error


def _sha256(data: bytes) -> bytes:
    digest = hashes.Hash(hashes.SHA256())
    digest.update(data)
    return digest.finalize()
