"""SD-JWT against the RFC's own values, against another library, and against hostile hands."""

import base64
import hashlib
import json
import random
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from jwcrypto.jwk import JWK
from sd_jwt.verifier import SDJWTVerifier

from lms.engines.credentials import sdjwt
from lms.engines.credentials.sdjwt import (
    Disclosure,
    NotAnSdJwt,
    UnknownKey,
    Unsigned,
    WrongDisclosure,
    WrongSignature,
)

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
OTHER = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
KEYS = {"one": KEY.public_key()}
ALWAYS = {"iss": "https://concord.example/credentials/issuer", "kind": "completion"}
HIDDEN: dict[str, Any] = {
    "name": "Tabassum Rani Chandio",
    "local_name": {"ur": "تبسم رانی چانڈیو"},
    "rank": {"en": "Inspector"},
    "agency": {"en": "Sindh Police"},
    "contact_minutes": 885,
}

# RFC 9901, section 5.1: the digests of the payload, and each disclosure with its digest.
RFC_PAYLOAD = {
    "_sd": [
        "CrQe7S5kqBAHt-nMYXgc6bdt2SH5aTY1sU_M-PgkjPI",
        "JzYjH4svliH0R3PyEMfeZu6Jt69u5qehZo7F7EPYlSE",
        "PorFbpKuVu6xymJagvkFsFXAbRoc2JGlAUA2BA4o7cI",
        "TGf4oLbgwd5JQaHyKVQZU9UdGE0w5rtDsrZzfUaomLo",
        "XQ_3kPKt1XyX7KANkqVR6yZ2Va5NrPIvPYbyMvRKBMM",
        "XzFrzwscM6Gn6CJDc6vVK8BkMnfG8vOSKfpPIZdAfdE",
        "gbOsI4Edq2x2Kw-w5wPEzakob9hV1cRD0ATN3oQL9JM",
        "jsu9yVulwQQlhFlM_3JlzMaSFzglhQG0DpfayQwLUK4",
    ],
    "iss": "https://issuer.example.com",
    "iat": 1683000000,
    "exp": 1883000000,
    "sub": "user_42",
    "nationalities": [
        {"...": "pFndjkZ_VCzmyTa6UjlZo3dh-ko8aIKQc9DlGzhaVYo"},
        {"...": "7Cf6JkPudry3lcbwHgeZ8khAv1U1OSlerP0VkBJrWZ0"},
    ],
    "_sd_alg": "sha-256",
}
RFC_DISCLOSURES = {
    "given_name": (
        "WyIyR0xDNDJzS1F2ZUNmR2ZyeU5STjl3IiwgImdpdmVuX25hbWUiLCAiSm9obiJd",
        "jsu9yVulwQQlhFlM_3JlzMaSFzglhQG0DpfayQwLUK4",
    ),
    "family_name": (
        "WyJlbHVWNU9nM2dTTklJOEVZbnN4QV9BIiwgImZhbWlseV9uYW1lIiwgIkRvZSJd",
        "TGf4oLbgwd5JQaHyKVQZU9UdGE0w5rtDsrZzfUaomLo",
    ),
    "email": (
        "WyI2SWo3dE0tYTVpVlBHYm9TNXRtdlZBIiwgImVtYWlsIiwgImpvaG5kb2VAZXhhbXBsZS5jb20iXQ",
        "JzYjH4svliH0R3PyEMfeZu6Jt69u5qehZo7F7EPYlSE",
    ),
    "phone_number": (
        "WyJlSThaV205UW5LUHBOUGVOZW5IZGhRIiwgInBob25lX251bWJlciIsICIrMS0yMDItNTU1LTAxMDEiXQ",
        "PorFbpKuVu6xymJagvkFsFXAbRoc2JGlAUA2BA4o7cI",
    ),
    "phone_number_verified": (
        "WyJRZ19PNjR6cUF4ZTQxMmExMDhpcm9BIiwgInBob25lX251bWJlcl92ZXJpZmllZCIsIHRydWVd",
        "XQ_3kPKt1XyX7KANkqVR6yZ2Va5NrPIvPYbyMvRKBMM",
    ),
    "address": (
        (
            "WyJBSngtMDk1VlBycFR0TjRRTU9xUk9BIiwgImFkZHJlc3MiLCB7InN0cmVldF9hZGRyZXNzIjogIjEyMyBN"
            "YWluIFN0IiwgImxvY2FsaXR5IjogIkFueXRvd24iLCAicmVnaW9uIjogIkFueXN0YXRlIiwgImNvdW50cnki"
            "OiAiVVMifV0"
        ),
        "XzFrzwscM6Gn6CJDc6vVK8BkMnfG8vOSKfpPIZdAfdE",
    ),
    "birthdate": (
        "WyJQYzMzSk0yTGNoY1VfbEhnZ3ZfdWZRIiwgImJpcnRoZGF0ZSIsICIxOTQwLTAxLTAxIl0",
        "gbOsI4Edq2x2Kw-w5wPEzakob9hV1cRD0ATN3oQL9JM",
    ),
    "updated_at": (
        "WyJHMDJOU3JRZmpGWFE3SW8wOXN5YWpBIiwgInVwZGF0ZWRfYXQiLCAxNTcwMDAwMDAwXQ",
        "CrQe7S5kqBAHt-nMYXgc6bdt2SH5aTY1sU_M-PgkjPI",
    ),
    "US": (
        "WyJsa2x4RjVqTVlsR1RQVW92TU5JdkNBIiwgIlVTIl0",
        "pFndjkZ_VCzmyTa6UjlZo3dh-ko8aIKQc9DlGzhaVYo",
    ),
    "DE": (
        "WyJuUHVvUW5rUkZxM0JJZUFtN0FuWEZBIiwgIkRFIl0",
        "7Cf6JkPudry3lcbwHgeZ8khAv1U1OSlerP0VkBJrWZ0",
    ),
}


def whole(hidden: dict[str, Any] | None = None, key: Ed25519PrivateKey = KEY) -> str:
    made = Unsigned.of(ALWAYS, HIDDEN if hidden is None else hidden, key_id="one", digests=8)
    return made.signed(key.sign(made.data))


def encoded(value: object) -> str:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def signed_by_hand(payload: object, header: object = None, *parts: str) -> str:
    """An SD-JWT of any content under the known key."""
    head = {"alg": "EdDSA", "typ": "dc+sd-jwt", "kid": "one"} if header is None else header
    data = f"{encoded(head)}.{encoded(payload)}"
    return "~".join([f"{data}.{encoded(KEY.sign(data.encode()))}", *parts, ""])


def test_the_values_of_the_rfc() -> None:
    for text, digest in RFC_DISCLOSURES.values():
        assert Disclosure(text).digest == digest
    assert Disclosure(RFC_DISCLOSURES["family_name"][0]).parts == [
        "eluV5Og3gSNII8EYnsxA_A",
        "family_name",
        "Doe",
    ]
    # section 4.2.1 and 4.2.3
    escaped = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0"
    assert Disclosure(escaped).parts[1:] == ["family_name", "Möbius"]
    assert Disclosure(escaped).digest == "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"
    # section 5.2: the presentation, and what a verifier reads in it
    shown = [RFC_DISCLOSURES[name][0] for name in ("family_name", "address", "given_name", "US")]
    assert sdjwt.unpacked(RFC_PAYLOAD, [Disclosure(text) for text in shown]) == {
        "iss": "https://issuer.example.com",
        "iat": 1683000000,
        "exp": 1883000000,
        "sub": "user_42",
        "nationalities": ["US"],
        "family_name": "Doe",
        "address": {
            "street_address": "123 Main St",
            "locality": "Anytown",
            "region": "Anystate",
            "country": "US",
        },
        "given_name": "John",
    }


def test_a_disclosure_inside_a_disclosure_needs_the_outer_one() -> None:
    inner = Disclosure.of("street", "1 Main St")
    outer = Disclosure.of("address", {"_sd": [inner.digest], "country": "PK"})
    payload = {"_sd": [outer.digest], "_sd_alg": "sha-256"}
    said = sdjwt.unpacked(payload, [inner, outer])
    assert said == {"address": {"country": "PK", "street": "1 Main St"}}
    assert sdjwt.unpacked(payload, [outer]) == {"address": {"country": "PK"}}
    with pytest.raises(WrongDisclosure):
        sdjwt.unpacked(payload, [inner])


@given(st.sets(st.sampled_from(sorted(HIDDEN))))
def test_any_choice_shows_exactly_that_here_and_to_another_library(names: set[str]) -> None:
    text = sdjwt.presented(whole(), names)
    said = {**ALWAYS, **{name: HIDDEN[name] for name in names}}
    found = sdjwt.read(text, KEYS)
    assert found.claims == said and set(found.names) == names
    judge = SDJWTVerifier(text, lambda _issuer, _header: JWK.from_pyca(KEY.public_key()))
    assert judge.get_verified_payload() == said
    withheld = [name for name in HIDDEN if name not in names]
    for part in text.replace("~", ".").split(".")[:2] + text.split("~")[1:-1]:
        clear = base64.urlsafe_b64decode(part + "==").decode("utf-8", "replace")
        for name in withheld:
            assert f'"{name}"' not in clear
            assert json.dumps(HIDDEN[name], ensure_ascii=False) not in clear


def test_another_library_issues_and_ours_reads() -> None:
    from sd_jwt.common import SDObj
    from sd_jwt.holder import SDJWTHolder
    from sd_jwt.issuer import SDJWTIssuer

    class Issuer(SDJWTIssuer):
        SD_JWT_HEADER = "dc+sd-jwt"

    claims = {**ALWAYS, **{SDObj(name): value for name, value in HIDDEN.items()}}
    made = Issuer(
        claims,
        JWK.from_pyca(KEY),
        sign_alg="EdDSA",
        add_decoy_claims=True,
        extra_header_parameters={"kid": "one"},
    )
    holder = SDJWTHolder(made.sd_jwt_issuance)
    holder.create_presentation({"rank": True})
    found = sdjwt.read(holder.sd_jwt_presentation, KEYS)
    assert found.claims == {**ALWAYS, "rank": HIDDEN["rank"]}


def test_the_count_of_digests_and_their_order_tell_nothing() -> None:
    for hidden in ({}, {"name": "A"}, HIDDEN):
        digests = sdjwt.parsed(whole(hidden)).payload["_sd"]
        assert len(digests) == 8 and digests == sorted(digests)
        assert all(len(one) == 43 for one in digests)
    one, other = (sdjwt.parsed(whole()) for _ in range(2))
    assert not set(one.payload["_sd"]) & set(other.payload["_sd"]), "salts are fresh"
    with pytest.raises(ValueError):
        Unsigned.of({}, {str(n): n for n in range(9)}, key_id="one", digests=8)


def test_no_changed_sign_passes() -> None:
    """Each sign of a text replaced by another of its alphabet: always refused."""
    text, chance = sdjwt.presented(whole(), {"name", "rank"}), random.Random(9901)
    signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for at, sign in enumerate(text):
        other = chance.choice([one for one in signs if one != sign])
        with pytest.raises(NotAnSdJwt):
            sdjwt.read(text[:at] + other + text[at + 1 :], KEYS)
        with pytest.raises(NotAnSdJwt):
            sdjwt.read(text[:at] + text[at + 1 :], KEYS)


def test_white_space_is_no_part_of_it() -> None:
    text = sdjwt.presented(whole(), {"rank"})
    folded = "\r\n ".join(text[at : at + 72] for at in range(0, len(text), 72)) + "\n"
    for same in (folded, f"\ufeff{text}"):  # some editors put a mark before a text
        assert sdjwt.read(same, KEYS).claims == sdjwt.read(text, KEYS).claims


def test_disclosures_of_others_doubled_or_invented_are_refused() -> None:
    one, other = whole(), whole()
    name = sdjwt.presented(one, {"name"})
    of_other = sdjwt.presented(other, {"rank"}).partition("~")[2]
    doubled = name + name.partition("~")[2]
    invented = name + encoded(["salt", "rank", "General"]) + "~"
    for text in (name + of_other, doubled, invented):
        with pytest.raises(WrongDisclosure):
            sdjwt.read(text, KEYS)
    assert sdjwt.read(name, KEYS).claims["name"] == HIDDEN["name"]


def test_a_signed_name_cannot_be_overwritten() -> None:
    taken = Disclosure.of("kind", "appreciation")
    hash_itself = Disclosure.of("_sd", ["x"])
    element = Disclosure(encoded(["salt", "value"]))
    for part in (taken, hash_itself, element):
        payload = {**ALWAYS, "_sd": [part.digest], "_sd_alg": "sha-256"}
        with pytest.raises(WrongDisclosure):
            sdjwt.read(signed_by_hand(payload, None, part.text), KEYS)
    twice = {**ALWAYS, "_sd": [taken.digest, taken.digest]}
    with pytest.raises(WrongDisclosure):
        sdjwt.read(signed_by_hand(twice), KEYS)
    with pytest.raises(WrongDisclosure):
        sdjwt.read(signed_by_hand({**ALWAYS, "_sd_alg": "sha-1"}), KEYS)


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none", "typ": "dc+sd-jwt", "kid": "one"},
        {"alg": "HS256", "typ": "dc+sd-jwt", "kid": "one"},
        {"alg": "EdDSA", "typ": "JWT", "kid": "one"},
        {"alg": "EdDSA", "typ": "dc+sd-jwt"},
        {"alg": "EdDSA", "typ": "dc+sd-jwt", "kid": 1},
        {"alg": "EdDSA", "typ": "dc+sd-jwt", "kid": "one", "crit": ["exp"]},
        {"alg": "EdDSA", "typ": "dc+sd-jwt", "kid": "one", "jwk": {}},
        ["EdDSA"],
    ],
)
def test_other_headers_are_refused_though_the_key_signed_them(header: object) -> None:
    with pytest.raises(NotAnSdJwt):
        sdjwt.read(signed_by_hand(ALWAYS, header), KEYS)
    assert sdjwt.read(signed_by_hand(ALWAYS), KEYS).claims == ALWAYS


def test_the_signature_of_nobody_or_of_another_key() -> None:
    unsigned = whole().split(".")
    none = f"{encoded({'alg': 'none', 'typ': 'dc+sd-jwt', 'kid': 'one'})}.{unsigned[1]}.AA~"
    with pytest.raises(NotAnSdJwt):
        sdjwt.read(none, KEYS)
    with pytest.raises(WrongSignature):
        sdjwt.read(whole(key=OTHER), KEYS)
    with pytest.raises(UnknownKey) as told:
        sdjwt.read(whole(), {"other": OTHER.public_key()})
    assert told.value.key_id == "one"
    # a secret that is the public key, as if the algorithm were HMAC
    head = encoded({"alg": "HS256", "typ": "dc+sd-jwt", "kid": "one"})
    data = f"{head}.{unsigned[1]}"
    mac = hashlib.sha256(KEY.public_key().public_bytes_raw() + data.encode()).digest()
    with pytest.raises(NotAnSdJwt):
        sdjwt.read(f"{data}.{encoded(mac)}~", KEYS)


@given(st.text(max_size=300))
def test_whatever_is_typed_is_answered(text: str) -> None:
    with pytest.raises(NotAnSdJwt):
        sdjwt.read(text, KEYS)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "eyJ.eyJ.AA",
        "a.b.c~",
        f"{encoded([])}.{encoded([])}.AA~",
        f"{encoded({})}.{encoded(b'[' * 9000)}.AA~",
        "~" * 40,
        whole()[:-1],  # without its end
        f"{whole()}eyJ.eyJ.AA",  # with a key binding, which these have not
        "A" * 40_000 + ".A.A~",
    ],
)
def test_what_is_no_such_text(text: str) -> None:
    with pytest.raises(NotAnSdJwt):
        sdjwt.read(text, KEYS)
