"""The time-stamp authority (RFC 3161) that the signer is, beside its offices."""

from lms.core.clock import utcnow
from lms.core.ids import new_id
from lms.core.settings import Settings
from lms.engines.press import Terms, Tokens
from lms.signing.port import OfficeKey
from lms.signing.signer.box import KeyBox
from lms.signing.signer.problems import no_stamps

STAMPS = "stamps"


class StampAuthority:
    """Gives tokens under a key that gives nothing else. No serial is ever given twice: each is a
    UUIDv7 as a number, so that serials also rise with time."""

    def __init__(self, key: OfficeKey, terms: Terms) -> None:
        self.key, self._tokens = key, Tokens([key.certificate.dump()], terms)

    def stamp(self, imprint: bytes) -> tuple[int, bytes]:
        """Serial and token over a SHA-256 digest, of this moment."""
        serial = new_id().int
        token = self._tokens.make(imprint, self.key.sign, serial=serial, moment=utcnow())
        return serial, token

    def answer(self, request: bytes) -> tuple[int, bytes]:
        """Serial and TimeStampResp for a TimeStampReq; a refusal uses the serial up, too."""
        serial = new_id().int
        said = self._tokens.answer(request, self.key.sign, serial=serial, moment=utcnow())
        return serial, said


def terms_of(settings: Settings) -> Terms:
    """What the installation's authority says of its tokens."""
    return Terms(settings.time_stamp_policy, settings.time_stamp_accuracy_seconds)


def stamps_of(box: KeyBox, settings: Settings) -> StampAuthority:
    """The authority, with its key. Raises SignerProblem (locked), KeyUnavailable (none made)."""
    key: OfficeKey | None = box.other(STAMPS)
    if key is None:
        raise no_stamps()
    return StampAuthority(key, terms_of(settings))
