"""An office's authority: one root and one seal, both P-256, in a folder that only the owner reads.

The root's key signs the seal's certificate and is then thrown away: nobody can make a second seal
under it, and a new seal is a new authority whose root is pinned beside the old one. Each of the two
offices has an authority of its own, so neither can make a key in the other's name. In
demonstration mode both are made at first use and their names say that they are not valid.
"""

import contextlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

ROOT_YEARS, SEAL_YEARS = 30, 10
DEMONSTRATION_ORGANISATION = "DEMONSTRATION ONLY, NOT VALID"
DEMONSTRATION_ROOT = "Demonstration root, not valid"
DEMONSTRATION_SEAL = "Demonstration seal, not valid"
DEMONSTRATION_SECOND_ROOT = "Demonstration root of the second office, not valid"
DEMONSTRATION_SECOND_SEAL = "Demonstration second office, not valid"
# The demonstration tells of past trainings, whose papers were sealed in their own time.
DEMONSTRATION_SINCE = datetime(2015, 1, 1, tzinfo=UTC)
DEMONSTRATION_STAMPS_ROOT = "Demonstration root of time stamps, not valid"
DEMONSTRATION_STAMPS = "Demonstration time stamps, not valid"
_DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")


class Purpose(Enum):
    """What an authority's key is for: nothing else, by its certificate's word."""

    DOCUMENTS = "documents"
    TIME_STAMPS = "time stamps"


@dataclass(frozen=True)
class Authority:
    """Where an authority's files lie. They need not exist yet: see `exists`."""

    folder: Path

    @property
    def root(self) -> Path:
        """The root certificate, which verifiers pin."""
        return self.folder / "root.pem"

    @property
    def revoked(self) -> Path:
        """The root's list of revoked certificates (DER): empty, made with it, and its last one.

        Authorities from before archive files have none.
        """
        return self.folder / "root.crl"

    @property
    def seal(self) -> Path:
        """The seal's certificate."""
        return self.folder / "seal.pem"

    @property
    def key(self) -> Path:
        """The seal's private key as PEM; the signer alone reads it."""
        return self.folder / "seal.key"

    @property
    def p12(self) -> Path:
        """The seal's private key as PKCS#12, in place of `key`."""
        return self.folder / "seal.p12"

    @property
    def token(self) -> Path:
        """Where the key lies in a PKCS#11 token, in place of `key`: JSON, see `keys.TokenPlace`."""
        return self.folder / "token.json"

    @property
    def exists(self) -> bool:
        """Whether both certificates are there, and the key in one of its three forms."""
        return (
            self.root.is_file()
            and self.seal.is_file()
            and any(file.is_file() for file in (self.key, self.p12, self.token))
        )


def demonstration(data: Path) -> Authority:
    """The issuing office's authority of demonstration mode, made now if there is none yet."""
    return _demonstration(
        Authority(data / "signing" / "demonstration"), DEMONSTRATION_ROOT, DEMONSTRATION_SEAL
    )


def demonstration_second(data: Path) -> Authority:
    """The second office's authority of demonstration mode, made now if there is none yet."""
    return _demonstration(
        Authority(data / "signing" / "demonstration-second"),
        DEMONSTRATION_SECOND_ROOT,
        DEMONSTRATION_SECOND_SEAL,
    )


def _demonstration(
    authority: Authority,
    root_name: str,
    seal_name: str,
    purpose: Purpose = Purpose.DOCUMENTS,
) -> Authority:
    if not authority.exists:
        make(
            authority,
            organisation=DEMONSTRATION_ORGANISATION,
            root_name=root_name,
            seal_name=seal_name,
            passphrase=None,
            since=DEMONSTRATION_SINCE,
            purpose=purpose,
        )
    return authority


def own(data: Path) -> Authority:
    """The issuing office's own authority, which an administrator makes on the command line."""
    return Authority(data / "signing" / "own")


def second(data: Path) -> Authority:
    """The second office's own authority; an installation from before may have none."""
    return Authority(data / "signing" / "second")


def stamps(data: Path) -> Authority:
    """The installation's time-stamp authority; there need be none."""
    return Authority(data / "signing" / "stamps")


def stamps_before(data: Path) -> list[Path]:
    """The roots of time-stamp authorities that were replaced: what they stamped stays stamped."""
    return sorted((data / "signing" / "stamps-before").glob("*/root.pem"))


def demonstration_stamps(data: Path) -> Authority:
    """The time-stamp authority of demonstration mode, made now if there is none yet."""
    return _demonstration(
        Authority(data / "signing" / "demonstration-stamps"),
        DEMONSTRATION_STAMPS_ROOT,
        DEMONSTRATION_STAMPS,
        purpose=Purpose.TIME_STAMPS,
    )


def lists(data: Path) -> list[Path]:
    """Where the lists of revoked certificates of all authorities of an installation may lie."""
    return sorted((data / "signing").glob("*/root.crl")) + sorted(
        (data / "signing" / "stamps-before").glob("*/root.crl")
    )


def set_aside(authority: Authority, name: str) -> None:
    """Replace a time-stamp authority: its certificates are kept and its key is destroyed."""
    kept = authority.folder.parent / "stamps-before" / name
    kept.parent.mkdir(mode=0o700, exist_ok=True)
    authority.folder.rename(kept)
    for key in (Authority(kept).key, Authority(kept).p12, Authority(kept).token):
        key.unlink(missing_ok=True)


def make(
    authority: Authority,
    *,
    organisation: str,
    root_name: str,
    seal_name: str,
    passphrase: bytes | None,
    since: datetime | None = None,
    purpose: Purpose = Purpose.DOCUMENTS,
) -> None:
    """Make root and seal, all files at once. Where another process was first, its files stay.

    They are valid from an hour ago, or from `since` on.
    """
    authority.folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = Path(tempfile.mkdtemp(prefix=".making-", dir=authority.folder.parent))
    try:
        names = (organisation, root_name, seal_name)
        _write_files(Authority(draft), names, passphrase, since, purpose)
        with contextlib.suppress(OSError):
            draft.rename(authority.folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    if not authority.exists:
        raise OSError(f"{authority.folder} holds an incomplete authority.")


def _write_files(
    draft: Authority,
    names: tuple[str, str, str],
    passphrase: bytes | None,
    since: datetime | None,
    purpose: Purpose,
) -> None:
    organisation, root_name, seal_name = names
    root_key = ec.generate_private_key(ec.SECP256R1())
    seal_key = ec.generate_private_key(ec.SECP256R1())
    root = _certificate(
        subject=_name(organisation, root_name),
        issuer=_name(organisation, root_name),
        key=root_key,
        signer=root_key,
        years=ROOT_YEARS,
        since=since,
        purpose=None,
    )
    seal = _certificate(
        subject=_name(organisation, seal_name),
        issuer=root.subject,
        key=seal_key,
        signer=root_key,
        years=SEAL_YEARS,
        since=since,
        purpose=purpose,
    )
    pem = serialization.Encoding.PEM
    protection: serialization.KeySerializationEncryption = (
        serialization.BestAvailableEncryption(passphrase)
        if passphrase
        else serialization.NoEncryption()
    )
    key = seal_key.private_bytes(pem, serialization.PrivateFormat.PKCS8, protection)
    for file, data in (
        (draft.root, root.public_bytes(pem)),
        (draft.revoked, _nothing_revoked(root, root_key)),
        (draft.seal, seal.public_bytes(pem)),
        (draft.key, key),
    ):
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())


def _nothing_revoked(root: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> bytes:
    """The root's only list of revoked certificates. Its key is thrown away, so it can never revoke
    any: a lost seal is met by pinning its root no more. Validators of archives ask for a list."""
    made = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(root.subject)
        .last_update(root.not_valid_before_utc)
        .next_update(root.not_valid_after_utc)
        .add_extension(x509.CRLNumber(1), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False
        )
    )
    return made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def _name(organisation: str, common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, common[:64]),
        ]
    )


def _certificate(
    *,
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    signer: ec.EllipticCurvePrivateKey,
    years: int,
    since: datetime | None,
    purpose: Purpose | None,
) -> x509.Certificate:
    """A certificate; without a purpose it is a root's."""
    authority = purpose is None
    start = datetime.now(UTC) - timedelta(hours=1)  # clocks in a room differ
    public = key.public_key()
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(since or start)
        .not_valid_after(start + timedelta(days=365 * years + years // 4))
        .add_extension(
            x509.BasicConstraints(ca=authority, path_length=0 if authority else None), critical=True
        )
        .add_extension(_usage(authority=authority), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
    )
    if purpose is Purpose.DOCUMENTS:
        purposes = [_DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION]
        builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
    elif purpose is Purpose.TIME_STAMPS:  # alone and critical: RFC 3161, 2.3
        stamping = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(stamping, critical=True)
    return builder.sign(signer, hashes.SHA256())


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_cert_sign=authority,
        crl_sign=authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
