"""Why a certificate is revoked: a closed list, each with the sentence that everybody reads.

Certificates revoked before there was a list have no code: their free reason goes on being shown.
"""

from lms.certificates.enums import RevocationCode
from lms.core.messages import N_, Message

SENTENCES: dict[RevocationCode, Message] = {
    RevocationCode.ISSUED_IN_ERROR: N_("It was issued in error."),
    RevocationCode.SUPERSEDED: N_("A corrected certificate was issued in its place."),
    RevocationCode.IMPROPER: N_("It was obtained improperly."),
    RevocationCode.HOLDER_REQUEST: N_("Its holder asked for it to be withdrawn."),
    RevocationCode.KEY_COMPROMISED: N_("A key that signed it can no longer be trusted."),
}
# RFC 5280, section 5.3.1, where a reason of certificate lists says the same; else unspecified
_UNSPECIFIED = 0
_CRL = {
    RevocationCode.KEY_COMPROMISED: 1,  # keyCompromise
    RevocationCode.SUPERSEDED: 4,  # superseded
    RevocationCode.IMPROPER: 9,  # privilegeWithdrawn
}


def crl_reason(code: RevocationCode | None) -> int:
    """The CRLReason of RFC 5280 (5.3.1) that fits; 0, unspecified, where none does."""
    return _CRL.get(code, _UNSPECIFIED) if code is not None else _UNSPECIFIED


def public_sentence(code: RevocationCode | None, kept: str) -> Message | str:
    """What verifiers read: the code's sentence; of `other`, and of before the list, as `kept`."""
    return SENTENCES.get(code, kept) if code is not None else kept
