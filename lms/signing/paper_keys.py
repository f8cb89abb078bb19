"""The keys of statements and credentials, which lie in the signer, as worker and command line see
them.

Papers of a list are signed by way of the keys that were opened for it (`offices.Keys`); here is
what is of no list: the public halves, and the lists of what no longer stands.
"""

import base64
from collections import Counter
from datetime import datetime
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from lms.core.errors import Unavailable
from lms.core.messages import N_
from lms.core.settings import settings
from lms.engines.credentials.jsonld import Document
from lms.signing import credential_key
from lms.signing.offices import box_of_process, credential_file
from lms.signing.port import KeyUnavailable
from lms.signing.services.gate import NotAdmitted, admit
from lms.signing.signer import client, papers
from lms.signing.signer.problems import SignerProblem


def credential_public() -> Ed25519PublicKey:
    """The public half of the key that signs credentials; the key is made if there is none yet.

    Raises SignerProblem where it is locked, Unavailable where it will not open.
    """
    here = settings()
    found = credential_key.public(credential_file(here))
    if found is not None and credential_file(here).is_file():
        return found
    try:
        made = (
            client.public_half(here.data, papers.CREDENTIALS)
            if _in_signer()
            else papers.public_half(box_of_process(), papers.CREDENTIALS)
        )
    except SignerProblem:
        raise
    except KeyUnavailable as error:
        raise _unavailable(error) from error
    assert made is not None
    return made


def make_credential_key() -> None:
    """Make the key of credentials under the passphrase of the settings, where there is none yet.

    Raises KeyUnavailable where one is there that does not open.
    """
    here = settings()
    if not credential_file(here).is_file():
        credential_key.open_or_make(credential_file(here), here.office_passphrase)


def sign_status_list(document: Document, *, method: str, created: datetime) -> Document:
    """The list of credentials that no longer stand, signed. Raises Unavailable."""
    try:
        if not _in_signer():
            return papers.sign_status_list(box_of_process(), document, method, created)
        asked = {"document": document, "method": method, "created": created.isoformat()}
        told: Document = client.ask(settings().data, ask="sign_list", **asked)["document"]
    except KeyUnavailable as error:
        raise _unavailable(error) from error
    return told


def sign_parts(list_id: UUID, entry: str, data: bytes) -> bytes:
    """The signature over a certificate that is to be shown in parts, for a name of a list.

    The list has to be approved; the offices' keys may be locked. Raises Unavailable.
    """
    try:
        if not _in_signer():
            box, admitted = box_of_process(), admit(list_id)
            asked = [(entry, data)]
            return papers.sign_papers(box, admitted, papers.PARTS, asked, Counter())[0]
        return client.sign_parts(settings().data, list_id, entry, data)
    except NotAdmitted as refusal:
        raise Unavailable(refusal.message) from refusal
    except KeyUnavailable as error:
        raise _unavailable(error) from error


class PackKey:
    """The key of statements, where it signs revocation packs and nothing else."""

    def __init__(self, public: Ed25519PublicKey) -> None:
        self._public = public

    def public_key(self) -> Ed25519PublicKey:
        """The public half."""
        return self._public

    def sign(self, data: bytes, /) -> bytes:
        """The signature over a pack's text. Raises Unavailable."""
        try:
            if not _in_signer():
                return papers.sign_pack(box_of_process(), data.decode())
            told = client.ask(settings().data, ask="sign_pack", text=data.decode())
        except KeyUnavailable as error:
            raise _unavailable(error) from error
        return base64.b64decode(told["signature"])


def pack_key() -> PackKey | None:
    """The key that signs revocation packs; None where none was made. Raises Unavailable."""
    try:
        public = (
            client.public_half(settings().data, papers.STATEMENTS)
            if _in_signer()
            else papers.public_half(box_of_process(), papers.STATEMENTS)
        )
    except KeyUnavailable as error:
        raise _unavailable(error) from error
    return PackKey(public) if public is not None else None


def _in_signer() -> bool:
    """Whether the keys are to be asked of the signer: one runs, or is said to."""
    here = settings()
    return here.signer == "process" and client.answers(here.data)


def _unavailable(error: KeyUnavailable) -> Unavailable:
    if isinstance(error, SignerProblem):
        return Unavailable(error.message)
    return Unavailable(N_("The key cannot be opened: %(why)s", why=str(error)))
