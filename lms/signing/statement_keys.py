"""The Ed25519 keys of statements in QR codes: one signs, all that ever signed are pinned.

They lie in a folder of their own: `current.key` is the private half of the newest, `ID.pub` the
public half of each, ID being the key's id in hex. Whoever moves a public file away no longer trusts
what that key signed. Verifiers read the public files alone.
"""

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from lms.core.ids import new_id
from lms.engines.credentials.statement import key_id
from lms.signing.port import KeyUnavailable


@dataclass(frozen=True)
class StatementKeys:
    """The folder of an installation's statement keys. It need not exist yet."""

    folder: Path

    @property
    def current(self) -> Path:
        """The private key that signs; never read by a web process."""
        return self.folder / "current.key"

    def public(self) -> list[Ed25519PublicKey]:
        """All pinned public keys, by id. Raises KeyUnavailable for a file that holds none."""
        return [_public(path) for path in sorted(self.folder.glob("*.pub"))]

    def private(self, passphrase: bytes | None = None) -> Ed25519PrivateKey | None:
        """The key that signs, None where there is none. Raises KeyUnavailable if it stays shut."""
        if not self.current.is_file():
            return None
        return _opened(self.current.read_bytes(), passphrase)


def of(data: Path, *, demo: bool) -> StatementKeys:
    """The statement keys of an installation. In demonstration mode they are made at first use."""
    keys = StatementKeys(data / "signing" / ("statements-demonstration" if demo else "statements"))
    if demo and not keys.current.is_file():
        make(keys, passphrase=None)
    return keys


def make(keys: StatementKeys, *, passphrase: bytes | None) -> Ed25519PublicKey:
    """Make a new key that signs from now on; older ones stay pinned. Returns its public half."""
    keys.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = Ed25519PrivateKey.generate()
    protection: serialization.KeySerializationEncryption = (
        serialization.BestAvailableEncryption(passphrase)
        if passphrase
        else serialization.NoEncryption()
    )
    pem = serialization.Encoding.PEM
    public = key.public_key()
    told = public.public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo)
    # the public half first: a killed process leaves a pin too many, never a paper without its pin
    _write(keys.folder / f"{key_id(public).hex()}.pub", told)
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, protection)
    _write(keys.current, secret)
    return public


@lru_cache(maxsize=4)  # a passphrase costs a tenth of a second, and a batch asks for each paper
def _opened(pem: bytes, passphrase: bytes | None) -> Ed25519PrivateKey:
    try:
        key = serialization.load_pem_private_key(pem, passphrase)
    except (ValueError, TypeError) as error:
        raise KeyUnavailable("The key of statements does not open.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyUnavailable("The key of statements is not of Ed25519.")
    return key


def _write(path: Path, data: bytes) -> None:
    draft = path.with_name(f".{path.name}.{new_id().hex}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(path)


def _public(path: Path) -> Ed25519PublicKey:
    try:
        key = serialization.load_pem_public_key(path.read_bytes())
    except (ValueError, OSError) as error:
        raise KeyUnavailable(f"{path.name} holds no key.") from error
    if not isinstance(key, Ed25519PublicKey) or f"{key_id(key).hex()}.pub" != path.name:
        raise KeyUnavailable(f"{path.name} holds another key.")
    return key
