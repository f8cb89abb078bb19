"""The signed statement and the signed credential of each paper: a chunk asks the signer twice."""

from collections.abc import Sequence
from dataclasses import dataclass

from lms.certificates.models import Certificate
from lms.certificates.services import credentials
from lms.core import pdf
from lms.core.errors import Unavailable
from lms.core.messages import N_
from lms.engines.credentials import commitment, statement
from lms.engines.credentials.payload import Payload
from lms.signing.offices import Keys
from lms.signing.port import KeyUnavailable
from lms.signing.signer.papers import CREDENTIALS, STATEMENTS
from lms.signing.signer.problems import SignerProblem


@dataclass(frozen=True)
class Record:
    """A reserved certificate whose record was opened, and its payload as read."""

    row: Certificate
    opening: commitment.Opening
    payload: Payload

    @property
    def entry(self) -> str:
        """Under which the list names its person."""
        return str(self.row.enrolment_id or self.row.thanks_id)


@dataclass(frozen=True)
class Parts:
    """What was signed for a paper: digits for its QR code ("" where this installation signs no
    statements), and the credential's file, if it has one."""

    statement: str
    credential: Sequence[pdf.Attachment]


class PaperSigner:
    """Signs statements and credentials with the keys that were opened for a list.

    Raises Unavailable where a key does not open, SignerProblem where the signer does not sign.
    """

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        try:
            self._stating = keys.public_half(STATEMENTS)
            issuer = keys.public_half(CREDENTIALS)
        except SignerProblem:
            raise
        except KeyUnavailable as error:
            raise Unavailable(N_("A key cannot be opened: %(why)s", why=str(error))) from error
        assert issuer is not None
        self._method = credentials.method_of(issuer)

    def sign(self, records: Sequence[Record]) -> Sequence[Parts]:
        """The signed parts of each of these papers, in their order."""
        stated = self._statements(records)
        attached = self._credentials(records)
        return [Parts(*both) for both in zip(stated, attached, strict=True)]

    def _statements(self, records: Sequence[Record]) -> Sequence[str]:
        if self._stating is None or not records:
            return [""] * len(records)
        unsigned = [
            statement.Unsigned.of(statement.statement_of(one.payload), self._stating)
            for one in records
        ]
        asked = [(one.entry, each.data) for one, each in zip(records, unsigned, strict=True)]
        signatures = self._keys.sign_papers(STATEMENTS, asked)
        return [each.digits(one) for each, one in zip(unsigned, signatures, strict=True)]

    def _credentials(self, records: Sequence[Record]) -> Sequence[list[pdf.Attachment]]:
        unsigned = [credentials.unsigned_of(one.row, one.payload, self._method) for one in records]
        asked = [
            (one.entry, each.data)
            for one, each in zip(records, unsigned, strict=True)
            if each is not None
        ]
        signatures = iter(self._keys.sign_papers(CREDENTIALS, asked) if asked else [])
        return [
            [] if each is None else [credentials.attachment(each, next(signatures), one.row)]
            for one, each in zip(records, unsigned, strict=True)
        ]
