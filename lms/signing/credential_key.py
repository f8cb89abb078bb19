"""The Ed25519 key of the credentials inside certificates and of their status list.

It lies in a folder of its own, 0600, and is made at first need by the signer, which alone reads it;
the public halves are kept in the database, so that pages need no key and a new key never orphans
what an old one signed.
"""

import os
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from lms.signing.port import KeyUnavailable


def key_file(data: Path, *, demo: bool) -> Path:
    """Where the private key of an installation lies."""
    return data / "signing" / ("credentials-demonstration" if demo else "credentials") / "key.pem"


def open_or_make(file: Path, passphrase: bytes | None) -> Ed25519PrivateKey:
    """The key in this file, made now if there is none. Raises KeyUnavailable if it will not open.

    Where two processes make it at the same moment, both read the one that stays. The public half
    is written beside it.
    """
    if not file.is_file():
        _make(file, passphrase)
    key = _open(file, file.stat().st_mtime_ns, passphrase)
    if public(file) != key.public_key():
        told = key.public_key().public_bytes_raw().hex().encode()
        draft = file.with_name(f".public.{os.getpid()}")
        draft.write_bytes(told)
        draft.replace(public_file(file))
    return key


def public_file(file: Path) -> Path:
    """Where the public half lies, in hex."""
    return file.with_suffix(".pub")


def public(file: Path) -> Ed25519PublicKey | None:
    """The public half of the key in this file; None where none was written yet."""
    try:
        return Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_file(file).read_text()))
    except (OSError, ValueError):
        return None


@lru_cache(maxsize=4)
def _open(file: Path, _version: int, passphrase: bytes | None) -> Ed25519PrivateKey:
    try:
        key = serialization.load_pem_private_key(file.read_bytes(), passphrase)
    except (ValueError, TypeError, OSError) as error:
        raise KeyUnavailable(f"The passphrase does not open {file}.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyUnavailable(f"{file} is not an Ed25519 key.")
    return key


def _make(file: Path, passphrase: bytes | None) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    protection: serialization.KeySerializationEncryption = (
        serialization.BestAvailableEncryption(passphrase)
        if passphrase
        else serialization.NoEncryption()
    )
    data = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, protection
    )
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(draft, file)
    except FileExistsError:
        pass  # another process was first: its key stays
    finally:
        draft.unlink()
