"""Time stamps on signatures: whom this installation asks, and what it trusts of what it gets.

Either the signer's own authority or one outside, by its address; an installation that has neither
says so before anything is issued.
"""

import secrets
import time
import urllib.error
import urllib.request
from http.client import HTTPException
from pathlib import Path

from asn1crypto import algos, tsp, x509

from lms.core.clock import utcnow
from lms.core.errors import Refused, Unavailable
from lms.core.messages import N_, Message
from lms.core.settings import Settings
from lms.core.settings import settings as settings_now
from lms.engines import press
from lms.engines.press import WrongContainer
from lms.engines.press.asn1 import body_of, parts
from lms.signing import authority
from lms.signing.offices import Keys, Stamping, stamp_authority
from lms.signing.port import KeyUnavailable
from lms.signing.signer.problems import SignerProblem
from lms.signing.signer.stamps import terms_of
from lms.signing.validate import read_roots

OUTSIDE_ROOM = 12 * 1024  # bytes kept in a file for the token of an authority that is not ours
LARGEST_ANSWER = 64 * 1024
_GRANTED = (0, 1)  # PKIStatus: granted, granted with changes


def stamp_for_signatures(keys: Keys) -> press.Stamp | None:
    """What stamps each signature made with these keys; None at level B-B.

    Raises SignerProblem where the own authority's key is locked, Unavailable where there is none.
    """
    return stamp_of(keys) if settings_now().signature_level == "B-T" else None


def stamp_of(keys: Stamping) -> press.Stamp:
    """The authority that this installation asks. Raises SignerProblem, Unavailable."""
    settings = settings_now()
    if settings.time_stamp_url is not None:
        return OutsideStamp(settings.time_stamp_url, settings.time_stamp_seconds)
    return OwnStamp(keys, settings)


def require_for_signatures() -> None:
    """Raise Refused, saying what to do, where signatures need time stamps and nobody gives any."""
    if settings_now().signature_level == "B-T":
        require()


def require() -> None:
    """Raise Refused, saying what to do, where nobody gives time stamps. Reads no key."""
    settings = settings_now()
    if settings.time_stamp_url is None and not stamp_authority(settings).root.is_file():
        raise Refused(
            N_(
                "There is no time-stamp authority yet. On the server run: "
                "flask certificates make-time-stamp-key --organisation NAME, "
                "or set CONCORD_TIME_STAMP_URL."
            )
        )


def stamp_roots() -> list[x509.Certificate]:
    """The pinned roots of time stamps. They vouch for moments alone, never for an office."""
    settings = settings_now()
    files: list[Path] = [authority.stamps(settings.data).root]
    files += authority.stamps_before(settings.data)
    if settings.demo:
        files.append(authority.demonstration_stamps(settings.data).root)
    if settings.trusted_stamp_roots is not None:
        more = settings.trusted_stamp_roots
        files += sorted(more.glob("*.pem")) if more.is_dir() else [more]
    return read_roots(files)


def make_authority(organisation: str, *, renew: bool) -> Path:
    """Make the own time-stamp authority, or with `renew` a new one in its place; its folder.

    What the old one stamped stays good, its key is destroyed. Raises Refused.
    """
    settings = settings_now()
    place = authority.stamps(settings.data)
    if place.exists and not renew:
        raise Refused(
            N_("There is a time-stamp authority already, in %(folder)s.", folder=str(place.folder))
        )
    if place.exists:
        authority.set_aside(place, f"{utcnow():%Y%m%dT%H%M%S}")
    authority.make(
        place,
        organisation=organisation,
        root_name=f"{organisation}: root of time stamps",
        seal_name=f"{organisation}: time stamps",
        passphrase=settings.office_passphrase,
        purpose=authority.Purpose.TIME_STAMPS,
    )
    return place.folder


class OwnStamp:
    """The signer's authority, by way of keys that were opened. Raises Unavailable where it cannot
    be asked, SignerProblem where its key is locked."""

    def __init__(self, keys: Stamping, settings: Settings) -> None:
        self._keys = keys
        try:
            certificate = keys.stamp_certificate()
        except SignerProblem:
            raise
        except KeyUnavailable as error:
            raise Unavailable(N_("Time stamps cannot be made: %(why)s", why=str(error))) from error
        self._tokens = press.Tokens([certificate], terms_of(settings))
        self.most = self._tokens.most

    def make(self, imprint: bytes) -> bytes:
        """See `press.Stamp.make`."""
        return self._keys.stamp(imprint)

    def check(self, token: bytes, imprint: bytes) -> None:
        """See `press.Stamp.check`."""
        self._tokens.check(token, imprint)


class OutsideStamp:
    """An authority at an address, asked by HTTP (RFC 3161, 3.4). Raises Unavailable."""

    most = OUTSIDE_ROOM

    def __init__(self, url: str, seconds: float) -> None:
        self._url, self._seconds = url, seconds

    def make(self, imprint: bytes) -> bytes:
        """See `press.Stamp.make`. What the answer says is judged before it is taken."""
        nonce = secrets.randbits(63)
        asked = tsp.TimeStampReq(
            {
                "version": 1,
                "message_imprint": {
                    "hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
                    "hashed_message": imprint,
                },
                "nonce": nonce,
                "cert_req": True,
            }
        )
        try:
            status, *granted = parts(self._post(asked.dump()))
            number = int.from_bytes(body_of(parts(status)[0]))
            if number not in _GRANTED:
                raise self._unavailable(N_("it refuses, with status %(status)s", status=number))
            token = granted[0]
            info = _statement(token, imprint)
        except WrongContainer as error:
            raise self._unavailable(N_("its time stamp is of something else")) from error
        except (ValueError, TypeError, LookupError) as error:
            raise self._unavailable(N_("its answer cannot be read")) from error
        if info["nonce"].native != nonce:
            raise self._unavailable(N_("its time stamp is of something else"))
        if len(token) > OUTSIDE_ROOM:
            raise self._unavailable(N_("its time stamps are too large"))
        return token

    def check(self, token: bytes, imprint: bytes) -> None:
        """See `press.Stamp.check`. The authority's signature is left to the strict validator."""
        _statement(token, imprint)

    def _post(self, request: bytes) -> bytes:
        asked = urllib.request.Request(  # noqa: S310 - the settings allow http and https alone
            self._url, data=request, headers={"Content-Type": "application/timestamp-query"}
        )
        until, answer = time.monotonic() + self._seconds, b""
        try:
            with _opener().open(asked, timeout=self._seconds) as response:
                while part := response.read1(8192):
                    answer += part
                    if len(answer) > LARGEST_ANSWER or time.monotonic() > until:
                        raise self._unavailable(N_("its answer does not end"))
        except urllib.error.HTTPError as error:
            raise self._unavailable(N_("it answers %(status)s", status=error.code)) from error
        except (OSError, HTTPException) as error:
            raise self._unavailable(N_("it does not answer")) from error
        return answer

    def _unavailable(self, why: Message) -> Unavailable:
        return Unavailable(
            N_(
                "The time-stamp authority %(url)s gives no time stamp: %(why)s. "
                "Try again later, or ask an administrator.",
                url=self._url,
                why=why,
            )
        )


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: object, **_named: object) -> None:
        return None


def _opener() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(_NoRedirects)


def _statement(token: bytes, imprint: bytes) -> tsp.TSTInfo:
    """What a token states. Raises WrongContainer where it is over another digest."""
    try:
        signed = tsp.ContentInfo.load(token, strict=True)["content"]
        info = signed["encap_content_info"]["content"].parsed
        said = info["message_imprint"]
        same = (said["hash_algorithm"]["algorithm"].native, said["hashed_message"].native)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise WrongContainer("This is no time stamp.") from error
    if same != ("sha256", imprint):
        raise WrongContainer("The time stamp is of something else.")
    return info
