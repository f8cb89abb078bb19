"""The keys of statements and credentials in the signer's box, and what they sign.

For papers: names of an admitted list, many at once, and only bytes of the one form that each kind
has. Besides that the lists of what no longer stands, whose form is judged here as a whole.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from lms.core.messages import N_
from lms.engines.credentials import parts, status_list
from lms.engines.credentials.jsonld import Document
from lms.engines.credentials.statement import is_to_be_signed
from lms.signing.services.gate import Admission
from lms.signing.signer.box import KeyBox
from lms.signing.signer.problems import no_paper_key, not_approved

STATEMENTS, CREDENTIALS = "statements", "credentials"
KINDS = (STATEMENTS, CREDENTIALS)
MOST_AT_ONCE = 256
MOST_TRIES = 20  # for one name, over killed and resumed workers
PACK_BEGINS = "concord/revocation-pack@"
_TWO_DIGESTS = 64
PARTS = "parts"  # a certificate to be shown in parts, by the key of credentials
_FORMS: dict[str, Callable[[bytes], bool]] = {
    STATEMENTS: is_to_be_signed,
    CREDENTIALS: lambda data: len(data) == _TWO_DIGESTS,
    PARTS: parts.is_to_be_signed,
}
Asked = Sequence[tuple[str, bytes]]
"""Names of the list, each with the bytes that are to be signed for it."""


def public_half(box: KeyBox, kind: str) -> Ed25519PublicKey | None:
    """The public half of the key that signs; None where there is none. Raises SignerProblem."""
    key: Ed25519PrivateKey | None = box.other(_known(kind))
    return key.public_key() if key is not None else None


def sign_papers(
    box: KeyBox,
    admitted: Admission,
    kind: str,
    asked: Asked,
    tries: Counter[tuple[str, str]],
) -> list[bytes]:
    """The signatures for names of an admitted list, in the order that was asked for.

    `tries` counts what each name was given. Raises SignerProblem, ValueError for bytes of another
    form.
    """
    key = _key(box, CREDENTIALS if kind == PARTS else kind)
    if len(asked) > MOST_AT_ONCE:
        raise ValueError("too many at once")
    for entry, data in asked:
        if entry not in admitted.entries:
            raise not_approved(N_("This name does not stand on the list that was signed."))
        if not _FORMS[kind](data):
            raise ValueError("not what this key signs")
        if tries[kind, entry] >= MOST_TRIES:
            raise not_approved(N_("This name was signed for too often. Ask an administrator."))
        tries[kind, entry] += 1
    return [key.sign(data) for _, data in asked]


def sign_status_list(box: KeyBox, document: Document, method: str, created: datetime) -> Document:
    """The list of credentials that no longer stand, signed. Raises SignerProblem, ValueError."""
    return status_list.sign(document, _key(box, CREDENTIALS), method=method, created=created)


def sign_pack(box: KeyBox, text: str) -> bytes:
    """The signature over a revocation pack. Raises SignerProblem, ValueError for another text."""
    if not text.startswith(PACK_BEGINS):
        raise ValueError("This is no revocation pack.")
    return _key(box, STATEMENTS).sign(text.encode())


def digest_of(asked: Asked) -> str:
    """What stands in the journal for bytes that were signed together."""
    return hashlib.sha256(b"".join(data for _, data in asked)).hexdigest()


def _key(box: KeyBox, kind: str) -> Ed25519PrivateKey:
    key: Ed25519PrivateKey | None = box.other(_known(kind))
    if key is None:
        raise no_paper_key()
    return key


def _known(kind: str) -> str:
    if kind not in KINDS:
        raise ValueError("no such key")
    return kind
