"""Time-stamp tokens (RFC 3161, with ESSCertIDv2 of RFC 5816): made, answered for, judged.

A token says: this digest was there at this moment. It is a signed container whose content is the
statement (TSTInfo); the signer's certificate stands in it.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from lms.engines.press.asn1 import (
    INTEGER,
    NULL,
    OCTETS,
    SEQUENCE,
    body_of,
    der,
    integer,
    oid,
    parts,
)
from lms.engines.press.cms import SHA256, Sign, SignedData, WrongContainer

_TST_INFO = oid("1.2.840.113549.1.9.16.1.4")
_SHA256_WITH_NULL = der(SEQUENCE, oid("2.16.840.1.101.3.4.2.1"), NULL)
_LONGEST_SERIAL = 2**128
_MOMENT = "%Y%m%d%H%M%SZ"
# PKIFailureInfo: bits of the answer that refuses a question
BAD_ALGORITHM, BAD_REQUEST, BAD_FORMAT, BAD_POLICY, BAD_EXTENSION = 0, 2, 5, 15, 16


class Refusal(ValueError):
    """A question that gets no token; `bit` is its PKIFailureInfo."""

    def __init__(self, bit: int) -> None:
        super().__init__(f"failure {bit}")
        self.bit = bit


@dataclass(frozen=True)
class Terms:
    """What a time-stamp authority says of all its tokens: its policy, and how true its clock is."""

    policy: str
    accuracy_seconds: int


@dataclass(frozen=True)
class Question:
    """What a TimeStampReq asks for."""

    imprint: bytes
    """The whole element: algorithm and digest."""
    nonce: bytes
    """The whole element, b"" without one."""
    with_certificate: bool


@dataclass(frozen=True)
class _Stated:
    """What one token states; imprint and nonce are whole elements."""

    imprint: bytes
    serial: int
    moment: datetime
    nonce: bytes = b""


class Tokens:
    """Tokens of one authority. `certificates` are in DER, its own first."""

    def __init__(self, certificates: Sequence[bytes], terms: Terms) -> None:
        self._form = SignedData(certificates, _TST_INFO)
        self._bare = self._form.without_certificates()
        self._policy = oid(terms.policy)
        self._accuracy = der(SEQUENCE, integer(terms.accuracy_seconds))
        moment = datetime(2000, 1, 1, tzinfo=UTC)
        info = self._info(_Stated(_imprint(bytes(32)), _LONGEST_SERIAL, moment))
        attributes = self._form.attributes(bytes(32))
        longest = bytes(self._form.longest)
        self.most = len(self._form.container(attributes, longest, content=info)) + 16

    def make(
        self,
        imprint: bytes,
        sign: Sign,
        *,
        serial: int,
        moment: datetime,
    ) -> bytes:
        """The token over a SHA-256 digest. `serial` is never used twice."""
        return self._token(_Stated(_imprint(imprint), serial, moment), sign)

    def _token(self, stated: _Stated, sign: Sign, *, with_certificate: bool = True) -> bytes:
        info = self._info(stated)
        form = self._form if with_certificate else self._bare
        attributes = form.attributes(hashlib.sha256(info).digest())
        return form.container(attributes, sign(der(0x31, attributes)), content=info)

    def check(self, token: bytes, imprint: bytes) -> datetime:
        """When this token says that the digest was there; by the second.

        Raises WrongContainer unless these are the very bytes of a token of this authority over it.
        """
        try:
            info, signature = _inside(token)
            said = parts(info)
            at = datetime.strptime(body_of(said[4]).decode("ascii"), _MOMENT).replace(tzinfo=UTC)
        except (ValueError, IndexError) as error:
            raise WrongContainer("This is no time stamp.") from error
        attributes = self._form.attributes(hashlib.sha256(info).digest())
        if self._form.container(attributes, signature, content=info) != token:
            raise WrongContainer("The time stamp is not of the authority that was asked.")
        self._form.verify(attributes, signature)
        if said[2] != _imprint(imprint):
            raise WrongContainer("The time stamp is of something else.")
        return at

    def answer(self, question: bytes, sign: Sign, *, serial: int, moment: datetime) -> bytes:
        """The TimeStampResp to a TimeStampReq: with a token, or with why there is none."""
        try:
            asked = read_question(question, self._policy)
        except Refusal as refusal:
            before, after = divmod(refusal.bit, 8)
            failure = der(3, bytes((7 - after,)) + bytes(before) + bytes((128 >> after,)))
            return der(SEQUENCE, der(SEQUENCE, integer(2), failure))
        stated = _Stated(asked.imprint, serial, moment, asked.nonce)
        token = self._token(stated, sign, with_certificate=asked.with_certificate)
        return der(SEQUENCE, der(SEQUENCE, integer(0)), token)

    def _info(self, stated: _Stated) -> bytes:
        at = der(0x18, stated.moment.astimezone(UTC).strftime(_MOMENT).encode("ascii"))
        return der(
            SEQUENCE,
            integer(1),
            self._policy,
            stated.imprint,
            integer(stated.serial),
            at,
            self._accuracy,
            stated.nonce,
        )


def read_question(question: bytes, policy: bytes) -> Question:
    """What a TimeStampReq asks of an authority with this policy (an element). Raises Refusal."""
    try:
        version, imprint, *more = parts(question)
        algorithm, digest = parts(imprint)
        hashed = body_of(digest)
    except (ValueError, IndexError) as error:
        raise Refusal(BAD_FORMAT) from error
    if version != integer(1) or not question.startswith(bytes((SEQUENCE,))):
        raise Refusal(BAD_REQUEST)
    if algorithm not in {SHA256, _SHA256_WITH_NULL}:
        raise Refusal(BAD_ALGORITHM)
    if len(hashed) != 32 or digest[0] != OCTETS:
        raise Refusal(BAD_FORMAT)
    by_tag = {one[0]: one for one in more}
    if 0xA0 in by_tag:
        raise Refusal(BAD_EXTENSION)
    if by_tag.get(6, policy) != policy:
        raise Refusal(BAD_POLICY)
    return Question(imprint, by_tag.get(INTEGER, b""), by_tag.get(1, b"\x01\x01\x00")[-1] != 0)


def _imprint(digest: bytes) -> bytes:
    return der(SEQUENCE, SHA256, der(OCTETS, digest))


def _inside(token: bytes) -> tuple[bytes, bytes]:
    """The statement in a token, and the signature."""
    signed = parts(parts(parts(token)[1])[0])
    info = body_of(parts(parts(signed[2])[1])[0])
    return info, body_of(parts(parts(signed[-1])[0])[5])
