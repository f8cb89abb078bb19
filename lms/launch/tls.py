"""A certificate of one's own, for a room's network without a name or an authority."""

import ipaddress
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from lms.launch.options import Options

LIFE = timedelta(days=397)
RENEW_BEFORE = timedelta(days=14)


def own_certificate(folder: Path, options: Options) -> tuple[Path, Path, str]:
    """Return certificate file, key file and fingerprint; made anew when names or time require."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    names = _names(options)
    if not (key.exists() and _still_good(certificate, names)):
        _make(certificate, key, names)
    found = x509.load_pem_x509_certificate(certificate.read_bytes())
    return certificate, key, found.fingerprint(hashes.SHA256()).hex(":").upper()


def _names(options: Options) -> list[str]:
    shown = options.shown_host.strip("[]")
    return sorted({"localhost", "127.0.0.1", "::1", socket.gethostname(), shown})


def _still_good(path: Path, names: list[str]) -> bool:
    if not path.exists():
        return False
    found = x509.load_pem_x509_certificate(path.read_bytes())
    extension = found.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    listed = {str(name.value) for name in extension.value}
    lasts = found.not_valid_after_utc - RENEW_BEFORE > datetime.now(UTC)
    return lasts and set(names) <= listed


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _make(certificate: Path, key: Path, names: list[str]) -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Concord, own certificate")])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + LIFE)
        .add_extension(x509.SubjectAlternativeName([_general_name(n) for n in names]), False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False)
        .sign(private, hashes.SHA256())
    )
    key.touch(mode=0o600)
    key.write_bytes(
        private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    certificate.write_bytes(built.public_bytes(serialization.Encoding.PEM))
