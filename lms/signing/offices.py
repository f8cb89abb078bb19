"""Which offices sign for this installation, and how their keys are come by."""

import contextlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from flask import current_app

from lms.core.messages import N_
from lms.core.settings import Settings
from lms.core.settings import settings as settings_now
from lms.signing import authority, credential_key, statement_keys
from lms.signing.keys import open_key
from lms.signing.port import KeyUnavailable, OfficeKey
from lms.signing.services.gate import NotAdmitted, admit
from lms.signing.signer import client, documents, papers
from lms.signing.signer.box import KeyBox, Other
from lms.signing.signer.papers import CREDENTIALS, STATEMENTS, Asked
from lms.signing.signer.problems import not_approved
from lms.signing.signer.stamps import STAMPS, stamps_of


class Stamping(Protocol):
    """The own time-stamp authority, as it was opened."""

    def stamp_certificate(self) -> bytes:
        """The certificate (DER) of the authority. Raises KeyUnavailable."""

    def stamp(self, imprint: bytes) -> bytes:
        """The authority's token over a SHA-256 digest. Raises KeyUnavailable."""


class Keys(Stamping, Protocol):
    """Keys that were opened for one list."""

    def keys(self, entry: str) -> Sequence[OfficeKey]:
        """The offices' keys for one name of the list, the issuing office's first."""

    def sign(self, office: int, asked: Asked) -> Sequence[bytes]:
        """One office's signatures for names of the list, each over the signed attributes of a
        document. Raises SignerProblem, KeyUnavailable."""

    def public_half(self, kind: str) -> Ed25519PublicKey | None:
        """The public half of a key of papers (statements, credentials); None where there is none.

        Raises SignerProblem.
        """

    def sign_papers(self, kind: str, asked: Asked) -> Sequence[bytes]:
        """Signatures by a key of papers, for names of the list, many at once. SignerProblem."""


KeysOf = Callable[[UUID], AbstractContextManager[Keys]]


def offices(settings: Settings) -> Sequence[authority.Authority]:
    """The authorities that sign: the issuing office's, then the second's where there is one."""
    if settings.demo:
        return (
            authority.demonstration(settings.data),
            authority.demonstration_second(settings.data),
        )
    issuing, second = authority.own(settings.data), authority.second(settings.data)
    return (issuing, second) if second.exists else (issuing,)


def box_of(settings: Settings, passphrase: bytes | None = None) -> KeyBox:
    """A box for this installation's keys; `passphrase` in place of the one in the settings."""
    return KeyBox(
        lambda: offices(settings),
        passphrase or settings.office_passphrase,
        others={
            STAMPS: Other(
                open=lambda secret: _stamp_key(settings, secret),
                version=lambda: _written(stamp_authority(settings).seal),
            ),
            STATEMENTS: Other(
                open=lambda secret: _statement_keys(settings).private(secret),
                version=lambda: _written(_statement_keys(settings).current),
                stays=True,
            ),
            CREDENTIALS: Other(
                open=lambda secret: _credential_key(settings, secret),
                version=lambda: _written(credential_file(settings)),
                stays=True,
            ),
        },
    )


def stamp_authority(settings: Settings) -> authority.Authority:
    """Where the own time-stamp authority lies; outside demonstrations there need be none."""
    if settings.demo:
        return authority.demonstration_stamps(settings.data)
    return authority.stamps(settings.data)


def credential_file(settings: Settings) -> Path:
    """Where the private key of credentials lies."""
    return credential_key.key_file(settings.data, demo=settings.demo)


def _statement_keys(settings: Settings) -> statement_keys.StatementKeys:
    return statement_keys.of(settings.data, demo=settings.demo)


def _credential_key(settings: Settings, passphrase: bytes | None) -> Ed25519PrivateKey:
    """The key of credentials. Where the offices' keys stand under something, it is never made
    under nothing."""
    file = credential_file(settings)
    if not file.is_file() and passphrase is None and any(map(_guarded, offices(settings))):
        raise KeyUnavailable("The key of credentials is made when the offices' keys are unlocked.")
    return credential_key.open_or_make(file, passphrase)


def _guarded(office: authority.Authority) -> bool:
    if office.token.is_file() or office.p12.is_file():
        return True
    return office.key.is_file() and b"ENCRYPTED" in office.key.read_bytes()


def _written(file: Path) -> int | None:
    """When a file was written last, in nanoseconds; None where it is not there."""
    try:
        return file.stat().st_mtime_ns
    except FileNotFoundError:
        return None


def _stamp_key(settings: Settings, passphrase: bytes | None) -> OfficeKey | None:
    place = stamp_authority(settings)
    return open_key(place, passphrase) if place.exists else None


@contextlib.contextmanager
def opened(list_id: UUID) -> Iterator[Keys]:
    """The keys for one list, as the installation's settings say. Raises SignerProblem."""
    settings = settings_now()
    if settings.signer == "process":
        with client.opened(settings.data, list_id) as session:
            yield session
    else:
        yield InsideKeys(list_id, box_of_process())


@contextlib.contextmanager
def opened_for_stamps(*, at_terminal: bool = False) -> Iterator[Stamping]:
    """The own time-stamp authority alone, as the installation's settings say; a command at a
    terminal opens the key itself where no signer runs. Raises SignerProblem."""
    settings = settings_now()
    if settings.signer == "process" and (not at_terminal or client.answers(settings.data)):
        with client.opened(settings.data, None) as session:
            yield session
    else:
        yield _InsideStamps(box_of_process())


@contextlib.contextmanager
def opened_inside(list_id: UUID, passphrase: bytes | None) -> Iterator[Keys]:
    """The keys for one list in this very process: a command at a terminal, for one batch."""
    yield InsideKeys(list_id, box_of(settings_now(), passphrase))


class _InsideStamps:
    """The time-stamp authority without a process of its own."""

    def __init__(self, box: KeyBox) -> None:
        self._box = box

    def stamp_certificate(self) -> bytes:
        """See `Stamping.stamp_certificate`."""
        return bytes(stamps_of(self._box, settings_now()).key.certificate.dump())

    def stamp(self, imprint: bytes) -> bytes:
        """See `Stamping.stamp`."""
        return stamps_of(self._box, settings_now()).stamp(imprint)[1]


class InsideKeys(_InsideStamps):
    """The same gate and the same box without a process of its own."""

    def __init__(self, list_id: UUID, box: KeyBox) -> None:
        try:
            self._admitted = admit(list_id)
        except NotAdmitted as refusal:
            raise not_approved(refusal.message) from refusal
        super().__init__(box)
        self._list_id = list_id
        self._tries: Counter[tuple[str, str]] = Counter()
        self._office_tries: documents.Tries = {}

    def keys(self, entry: str) -> Sequence[OfficeKey]:
        """See `Keys.keys`. Raises SignerProblem."""
        if entry not in self._admitted.entries:
            raise not_approved(N_("This name does not stand on the list that was signed."))
        found = self._box.keys()
        self._box.count(str(self._list_id), entry)
        return found

    def sign(self, office: int, asked: Asked) -> Sequence[bytes]:
        """See `Keys.sign`."""
        return documents.sign_documents(
            self._box,
            self._admitted,
            asked,
            list_id=str(self._list_id),
            office=office,
            tries=self._office_tries,
        )

    def public_half(self, kind: str) -> Ed25519PublicKey | None:
        """See `Keys.public_half`."""
        return papers.public_half(self._box, kind)

    def sign_papers(self, kind: str, asked: Asked) -> Sequence[bytes]:
        """See `Keys.sign_papers`."""
        return papers.sign_papers(self._box, self._admitted, kind, asked, self._tries)


def box_of_process() -> KeyBox:
    """The box of this very process: one for each data folder, so that a key is opened once."""
    settings = settings_now()
    boxes: dict[Path, KeyBox] = current_app.extensions.setdefault("concord.key_boxes", {})
    if settings.data not in boxes:
        boxes[settings.data] = box_of(settings)
    return boxes[settings.data]


__all__ = [
    "KeyUnavailable",
    "Keys",
    "KeysOf",
    "box_of",
    "offices",
    "opened",
    "opened_inside",
]
