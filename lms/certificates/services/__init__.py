"""Writing certificates: issue, issue again, revoke, print, preview; and answering verifiers."""

from lms.certificates.services import statements
from lms.certificates.services.batches import Begun, give_up, issue, issue_again
from lms.certificates.services.corrections import revoke
from lms.certificates.services.papers import ask_for_preview, ask_for_print
from lms.certificates.services.sealing import make_own_seal

__all__ = [
    "Begun",
    "ask_for_preview",
    "ask_for_print",
    "give_up",
    "issue",
    "issue_again",
    "make_own_seal",
    "revoke",
    "statements",
]
