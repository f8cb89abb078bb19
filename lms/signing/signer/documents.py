"""What the offices' keys sign: signed attributes of documents, for names of an admitted list."""

from collections import Counter
from collections.abc import Mapping, MutableMapping

from asn1crypto import cms

from lms.core.messages import N_
from lms.signing.services.gate import Admission
from lms.signing.signer.box import KeyBox
from lms.signing.signer.papers import MOST_AT_ONCE, MOST_TRIES, Asked
from lms.signing.signer.problems import not_approved

Tries = MutableMapping[tuple[str, str, int], int]
"""How often an office signed for a name of a list, over killed and resumed workers."""
_NEEDED = {"content_type", "message_digest", "signing_certificate_v2"}


def sign_documents(
    box: KeyBox, admitted: Admission, asked: Asked, *, list_id: str, office: int, tries: Tries
) -> list[bytes]:
    """One office's signatures for names of a list, all or none. Each name counts against the
    unlocking's number once. Raises SignerProblem, ValueError for an office that there is not."""
    if len(asked) > MOST_AT_ONCE:
        raise ValueError("too many at once")
    wanted = Counter((list_id, entry, office) for entry, _ in asked)
    if not {entry for entry, _ in asked} <= admitted.entries:
        raise not_approved(N_("This name does not stand on the list that was signed."))
    if any(tries.get(one, 0) + times > MOST_TRIES for one, times in wanted.items()):
        raise not_approved(N_("This name was signed for too often. Ask an administrator."))
    keys = box.keys()
    if not 0 <= office < len(keys):
        raise ValueError("no such office")
    for _, entry, _ in wanted:
        box.count(list_id, entry)
    for one, times in wanted.items():
        tries[one] = tries.get(one, 0) + times
    return [keys[office].sign(data) for _, data in asked]


def digest_of(data: bytes) -> str:
    """The document's digest (hex) in the signed attributes of a CMS. Raises ValueError for
    anything else."""
    attributes = cms.CMSAttributes.load(data, strict=True)
    named: Mapping[str, cms.CMSAttribute] = {
        one["type"].native: one["values"][0] for one in attributes
    }
    if not named.keys() >= _NEEDED:
        raise ValueError("These are no signed attributes of a document.")
    return bytes(named["message_digest"].native).hex()
