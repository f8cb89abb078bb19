"""Selective disclosure by SD-JWT (RFC 9901): compact form, Ed25519, without key binding.

Each claim that may be withheld stands in the signed part as a digest over its salt, name and value.
Who holds all disclosures hands on the ones that are to be seen; nothing is signed anew.
"""

import base64
import binascii
import hashlib
import json
import re
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ALGORITHM = "EdDSA"
TYPE = "dc+sd-jwt"
HASH = "sha-256"
LARGEST = 32 * 1024
SALT_BYTES = 16
_DIGESTS, _HASH_NAME, _ELEMENT = "_sd", "_sd_alg", "..."
_FORM = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+~(?:[\w-]+~)*", re.ASCII)

Claims = dict[str, Any]


class NotAnSdJwt(ValueError):
    """The text is no SD-JWT of this form."""


class UnknownKey(NotAnSdJwt):
    """It is well formed and names a key that is not known. `key_id` is that name."""

    def __init__(self, key_id: str) -> None:
        super().__init__(f"no known key is called {key_id}")
        self.key_id = key_id


class WrongSignature(NotAnSdJwt):
    """It names a known key that has not signed it."""


class WrongDisclosure(NotAnSdJwt):
    """What is disclosed does not belong to what was signed, or is disclosed twice."""


@dataclass(frozen=True)
class Disclosure:
    """A claim that may be withheld, in the text that its digest is taken over."""

    text: str

    @classmethod
    def of(cls, name: str, value: object) -> "Disclosure":
        """A claim behind a fresh salt of 128 bits."""
        salt = _encode(secrets.token_bytes(SALT_BYTES))
        return cls(_encode(_json([salt, name, value])))

    @cached_property
    def digest(self) -> str:
        """What stands for it in the signed part."""
        return digest_of(self.text)

    @cached_property
    def parts(self) -> list[Any]:
        """Salt, name and value; salt and value for an element of an array. WrongDisclosure."""
        try:
            found = json.loads(_decode(self.text))
        except (ValueError, RecursionError) as error:
            raise WrongDisclosure("a disclosure is no JSON") from error
        if not isinstance(found, list) or len(found) not in {2, 3}:
            raise WrongDisclosure("a disclosure has another form")
        return found

    @property
    def name(self) -> str:
        """The claim's name, "" for an element of an array. Raises WrongDisclosure."""
        return str(self.parts[1]) if len(self.parts) == 3 else ""


@dataclass(frozen=True)
class Unsigned:
    """An SD-JWT that is still to be signed by a key that lies elsewhere."""

    data: bytes
    """The bytes that are signed."""
    disclosures: Sequence[Disclosure]

    @classmethod
    def of(
        cls, always: Mapping[str, Any], hidden: Mapping[str, Any], *, key_id: str, digests: int
    ) -> "Unsigned":
        """`always` in clear; each of `hidden` behind a digest, among decoys up to `digests`.

        The digests stand in their own order, so neither count nor order tells what there is.
        Raises ValueError for more claims than digests.
        """
        if len(hidden) > digests:
            raise ValueError("There are more claims than digests.")
        disclosures = [Disclosure.of(name, value) for name, value in hidden.items()]
        decoys = [_encode(secrets.token_bytes(32)) for _ in range(digests - len(disclosures))]
        listed = sorted([*(one.digest for one in disclosures), *map(digest_of, decoys)])
        payload = {**always, _DIGESTS: listed, _HASH_NAME: HASH}
        header = {"alg": ALGORITHM, "typ": TYPE, "kid": key_id}
        data = f"{_encode(_json(header))}.{_encode(_json(payload))}"
        return cls(data.encode(), disclosures)

    def signed(self, signature: bytes) -> str:
        """The SD-JWT with all its disclosures: for its holder alone."""
        signed = f"{self.data.decode()}.{_encode(signature)}"
        return "~".join([signed, *(one.text for one in self.disclosures), ""])


@dataclass(frozen=True)
class SdJwt:
    """An SD-JWT as it was read. Whether somebody signed it is for `read` to say."""

    signed: str
    """Header and payload, as they are signed."""
    signature: bytes
    header: Claims
    payload: Claims
    disclosures: Sequence[Disclosure]

    @cached_property
    def claims(self) -> Claims:
        """What it says, with what was disclosed in its place. Raises WrongDisclosure."""
        return unpacked(self.payload, self.disclosures)

    @property
    def names(self) -> list[str]:
        """The names of the claims that were disclosed. Raises WrongDisclosure."""
        return [one.name for one in self.disclosures]


def looks_like(text: str) -> bool:
    """Whether this is a text of this form, by its signs."""
    return len(text) <= LARGEST and _FORM.fullmatch(_joined(text)) is not None


def parsed(text: str) -> SdJwt:
    """The parts of a text, none of them believed yet. White space is no part of it: mail breaks
    lines. Raises NotAnSdJwt."""
    if not looks_like(text):
        raise NotAnSdJwt("another form")
    jwt, *disclosures, _ = _joined(text).split("~")
    header, payload, signature = jwt.split(".")
    try:
        made = SdJwt(
            f"{header}.{payload}",
            _decode(signature),
            json.loads(_decode(header)),
            json.loads(_decode(payload)),
            tuple(map(Disclosure, disclosures)),
        )
    except (ValueError, RecursionError) as error:
        raise NotAnSdJwt("no JSON in base64url") from error
    if not isinstance(made.header, dict) or not isinstance(made.payload, dict):
        raise NotAnSdJwt("no objects")
    return made


def read(text: str, keys: Mapping[str, Ed25519PublicKey]) -> SdJwt:
    """What a text says, if a key of `keys` (by their names) signed it and every disclosure is one
    of the signed ones. Raises NotAnSdJwt, or one of its kinds."""
    found = parsed(text)
    named = found.header.get("kid")
    if found.header != {"alg": ALGORITHM, "typ": TYPE, "kid": named} or not isinstance(named, str):
        raise NotAnSdJwt("another header")
    if named not in keys:
        raise UnknownKey(named)
    try:
        keys[named].verify(found.signature, found.signed.encode())
    except InvalidSignature:
        raise WrongSignature("the key of that name has not signed this") from None
    unpacked(found.payload, found.disclosures)  # raises where a disclosure does not belong
    return found


def presented(text: str, names: Collection[str]) -> str:
    """The same SD-JWT with the disclosures of these claims alone. Raises NotAnSdJwt."""
    found = parsed(text)
    jwt = _joined(text).partition("~")[0]
    kept = [one.text for one in found.disclosures if one.name in names]
    return "~".join([jwt, *kept, ""])


def unpacked(payload: Claims, disclosures: Sequence[Disclosure]) -> Claims:
    """The payload with what was disclosed in place of its digests (RFC 9901, section 7.1).

    Raises WrongDisclosure: a disclosure without its digest, a digest that stands twice, a name that
    is taken.
    """
    work = _Unpacking(disclosures)
    told = {name: value for name, value in payload.items() if name != _HASH_NAME}
    if payload.get(_HASH_NAME, HASH) != HASH:
        raise WrongDisclosure("another hash")
    out = work.members(told)
    if work.left:
        raise WrongDisclosure("a disclosure is none of the signed ones")
    return out


class _Unpacking:
    def __init__(self, disclosures: Sequence[Disclosure]) -> None:
        self.left = {one.digest: one for one in disclosures}
        self._seen: set[str] = set()
        if len(self.left) != len(disclosures):
            raise WrongDisclosure("a disclosure stands twice")

    def value(self, told: Any) -> Any:
        if isinstance(told, dict):
            return self.members(told)
        return self._array(told) if isinstance(told, list) else told

    def members(self, told: Claims) -> Claims:
        out = {name: self.value(value) for name, value in told.items() if name != _DIGESTS}
        for digest in told.get(_DIGESTS, ()):
            parts = self._take(digest, 3)
            if parts is None:
                continue
            _, name, value = parts
            if not isinstance(name, str) or name in {_DIGESTS, _ELEMENT} or name in out:
                raise WrongDisclosure("a name is taken")
            out[name] = self.value(value)
        return out

    def _array(self, told: list[Any]) -> list[Any]:
        out = []
        for one in told:
            if not isinstance(one, dict) or set(one) != {_ELEMENT}:
                out.append(self.value(one))
            elif (parts := self._take(one[_ELEMENT], 2)) is not None:
                out.append(self.value(parts[1]))
        return out

    def _take(self, digest: object, length: int) -> list[Any] | None:
        if not isinstance(digest, str) or digest in self._seen:
            raise WrongDisclosure("a digest stands twice")
        self._seen.add(digest)
        found = self.left.pop(digest, None)
        if found is not None and len(found.parts) != length:
            raise WrongDisclosure("a disclosure stands in another place")
        return None if found is None else found.parts


def jwk(key: Ed25519PublicKey, key_id: str) -> Claims:
    """A public key as a JSON Web Key (RFC 8037)."""
    told = {"kty": "OKP", "crv": "Ed25519", "x": _encode(key.public_bytes_raw())}
    return {**told, "kid": key_id, "use": "sig", "alg": ALGORITHM}


def digest_of(text: str) -> str:
    """SHA-256 over the signs of a text, in base64url."""
    return _encode(hashlib.sha256(text.encode()).digest())


def _joined(text: str) -> str:
    """Without white space, and without the mark that some editors put before a text."""
    return "".join(text.replace("\ufeff", "").split())


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    """The bytes of base64url in its one writing without padding. Raises ValueError."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("no base64url") from error
    if _encode(data) != text:
        raise ValueError("base64url written another way")
    return data
