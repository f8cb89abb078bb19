"""An authority of one root and one seal, both P-256, in a folder that only the owner reads.

The root's key signs the seal's certificate and is then thrown away: nobody can make a second seal
under it, and a new seal is a new authority whose root is pinned beside the old one. In
demonstration mode the authority is made at first use and its names say that it is not valid.
"""

import contextlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

ROOT_YEARS, SEAL_YEARS = 30, 10
DEMONSTRATION_ORGANISATION = "DEMONSTRATION ONLY, NOT VALID"
DEMONSTRATION_ROOT = "Demonstration root, not valid"
DEMONSTRATION_SEAL = "Demonstration seal, not valid"
# The demonstration tells of past trainings, whose papers were sealed in their own time.
DEMONSTRATION_SINCE = datetime(2015, 1, 1, tzinfo=UTC)
_DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")


@dataclass(frozen=True)
class Authority:
    """Where an authority's files lie. They need not exist yet: see `exists`."""

    folder: Path

    @property
    def root(self) -> Path:
        """The root certificate, which verifiers pin."""
        return self.folder / "root.pem"

    @property
    def seal(self) -> Path:
        """The seal's certificate."""
        return self.folder / "seal.pem"

    @property
    def key(self) -> Path:
        """The seal's private key; the worker alone reads it."""
        return self.folder / "seal.key"

    @property
    def exists(self) -> bool:
        """Whether all three files are there."""
        return all(file.is_file() for file in (self.root, self.seal, self.key))


def demonstration(data: Path) -> Authority:
    """The authority of demonstration mode, made now if there is none yet."""
    authority = Authority(data / "signing" / "demonstration")
    if not authority.exists:
        make(
            authority,
            organisation=DEMONSTRATION_ORGANISATION,
            root_name=DEMONSTRATION_ROOT,
            seal_name=DEMONSTRATION_SEAL,
            passphrase=None,
            since=DEMONSTRATION_SINCE,
        )
    return authority


def own(data: Path) -> Authority:
    """The installation's own authority, which an administrator makes on the command line."""
    return Authority(data / "signing" / "own")


def make(
    authority: Authority,
    *,
    organisation: str,
    root_name: str,
    seal_name: str,
    passphrase: bytes | None,
    since: datetime | None = None,
) -> None:
    """Make root and seal, all files at once. Where another process was first, its files stay.

    They are valid from an hour ago, or from `since` on.
    """
    authority.folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = Path(tempfile.mkdtemp(prefix=".making-", dir=authority.folder.parent))
    try:
        names = (organisation, root_name, seal_name)
        _write_files(Authority(draft), names, passphrase, since)
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
        authority=True,
    )
    seal = _certificate(
        subject=_name(organisation, seal_name),
        issuer=root.subject,
        key=seal_key,
        signer=root_key,
        years=SEAL_YEARS,
        since=since,
        authority=False,
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
        (draft.seal, seal.public_bytes(pem)),
        (draft.key, key),
    ):
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())


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
    authority: bool,
) -> x509.Certificate:
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
    if not authority:
        purposes = [_DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION]
        builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
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
