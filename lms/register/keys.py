"""The private keys of a log: one file for each log, which the worker alone reads.

Like the seal's key it lies under `signing/` in the data folder, for its owner only; under
CONCORD_REGISTER_PASSPHRASE where that is set, and never under a passphrase in demonstration mode.
The public keys lie beside it, and are what a database that was exchanged is judged by.
"""

import contextlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from lms.core.settings import Settings
from lms.engines.register.checkpoints import MLDSA44Signer
from lms.engines.register.notes import Ed25519Signer, Signer

END = b"-----END "


class KeyUnavailable(Exception):
    """The keys cannot be read; the text says why."""


@dataclass(frozen=True)
class KeyFiles:
    """Where the keys of one log lie."""

    folder: Path

    @property
    def private(self) -> Path:
        """Both private keys, as PEM one after the other."""
        return self.folder / "log.key"

    @property
    def public(self) -> Path:
        """Both public keys, one vkey on a line."""
        return self.folder / "log.pub"

    @property
    def exists(self) -> bool:
        """Whether the keys were made."""
        return self.private.is_file()

    def vkeys(self) -> tuple[str, ...]:
        """The public keys, none where there is no file."""
        if not self.public.is_file():
            return ()
        return tuple(self.public.read_text("utf-8").split("\n")[:-1])


def files_of(settings: Settings, year: int, number: int) -> KeyFiles:
    """The key files of a log."""
    kind = "register-demonstration" if settings.demo else "register"
    return KeyFiles(settings.data / "signing" / kind / f"{year}-{number}")


def signers(settings: Settings, files: KeyFiles, origin: str, at: int) -> tuple[Signer, Signer]:
    """Both keys of a log, to sign a head `at` (seconds since 1970). Raises KeyUnavailable."""
    try:
        first, second = _split(files.private.read_bytes())
        passphrase = _passphrase(settings)
        ed25519 = serialization.load_pem_private_key(first, passphrase)
        mldsa44 = serialization.load_pem_private_key(second, passphrase)
    except (OSError, ValueError, TypeError) as error:
        raise KeyUnavailable(f"{files.private}: {error}") from error
    if not isinstance(ed25519, Ed25519PrivateKey) or not isinstance(mldsa44, MLDSA44PrivateKey):
        raise KeyUnavailable(f"{files.private}: not the keys of a register")
    return Ed25519Signer(origin, ed25519), MLDSA44Signer(origin, mldsa44, at)


def make(settings: Settings, files: KeyFiles, origin: str) -> None:
    """Make the keys of a log, all files at once. Where another process was first, its stay."""
    files.folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = Path(tempfile.mkdtemp(prefix=".making-", dir=files.folder.parent))
    try:
        _write(KeyFiles(draft), origin, _passphrase(settings))
        with contextlib.suppress(OSError):
            draft.rename(files.folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    if not files.exists:
        raise KeyUnavailable(f"{files.folder} holds no whole set of keys.")


def _write(files: KeyFiles, origin: str, passphrase: bytes | None) -> None:
    ed25519, mldsa44 = Ed25519Signer.generate(origin), MLDSA44Signer.generate(origin)
    protection: serialization.KeySerializationEncryption = (
        serialization.BestAvailableEncryption(passphrase)
        if passphrase
        else serialization.NoEncryption()
    )
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, protection)
    private = ed25519.private.private_bytes(*form) + mldsa44.private.private_bytes(*form)
    public = f"{ed25519.verifier.vkey}\n{mldsa44.verifier.vkey}\n".encode()
    for file, data in ((files.private, private), (files.public, public)):
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())


def _passphrase(settings: Settings) -> bytes | None:
    secret = settings.register_passphrase
    return secret.get_secret_value().encode() if secret and not settings.demo else None


def _split(data: bytes) -> tuple[bytes, bytes]:
    end = data.index(b"\n", data.index(END)) + 1
    return data[:end], data[end:]
