"""Open Badges credentials: the quick canonical form, the proof, the hashed name, the list."""

import json
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lms.engines.credentials import badge, issuing, jsonld, multikey, proof, shape, status_list
from lms.engines.credentials.badge import Award, Bearer

PLACE = "https://lms.example/credentials"
AT = datetime(2026, 3, 27, 10, 0, tzinfo=UTC)
AWARD = Award(
    issuer=f"{PLACE}/issuer",
    issuer_name="Directorate of Training",
    issuer_url="https://lms.example",
    achievement=f"{PLACE}/achievements/0af1",
    name="Link charts _:b0 in Nizza",
    description='Quotes " and \\ and\nlines, تربیت, 研修, 🂡 zz',
    criteria="Assessed.",
    language="en",
    human_code="FIA-2026-01",
    starts_on=date(2026, 3, 23),
    ends_on=date(2026, 3, 27),
    valid_from=AT,
    valid_until=None,
    status_list=f"{PLACE}/status/1",
)
KEY = issuing.IssuerKey(AWARD.issuer, Ed25519PrivateKey.from_private_bytes(bytes(range(32))))


def bearer(names: int = 1, serial: str = "DGTR-2026-0001") -> Bearer:
    hidden = [
        badge.hashed_name(f"Name {place}", secrets.token_hex(badge.SALT_BYTES))
        for place in range(names)
    ]
    index = str(secrets.randbelow(status_list.SIZE))
    return Bearer(f"urn:uuid:{secrets.token_hex(16)}", serial, tuple(hidden), index)


def full(award: Award, one: Bearer) -> str:
    return jsonld.canonical(badge.document(award, one))


@pytest.mark.parametrize("names", [1, 2, 3])
@pytest.mark.parametrize("until", [None, AT + timedelta(days=730)])
def test_filled_in_quads_are_those_of_the_full_way(names: int, until: datetime | None) -> None:
    award = replace(AWARD, valid_until=until)
    for _ in range(5):
        one = bearer(names)
        assert shape.shape_for(award, names).quads(one) == full(award, one)


@pytest.mark.parametrize(
    "one",
    [
        bearer(serial='A "B" \\ \n é'),
        bearer(serial=""),
        replace(bearer(2), names=(badge.hashed_name("A", "0" * 32),) * 2),
    ],
    ids=["signs to escape", "empty", "two names alike"],
)
def test_what_cannot_be_filled_in_takes_the_full_way(one: Bearer) -> None:
    assert shape.Shape(AWARD, len(one.names)).quads(one) == full(AWARD, one)


def test_quads_that_differ_are_never_signed(monkeypatch: pytest.MonkeyPatch) -> None:
    made = shape.Shape(AWARD, 1)
    monkeypatch.setattr(shape, "canonical", lambda _document: "other\n")
    with pytest.raises(shape.ShapeMismatch):
        made.quads(bearer())


def test_the_same_input_gives_the_same_bytes() -> None:
    one = bearer()
    assert issuing.credential(AWARD, one, KEY) == issuing.credential(AWARD, one, KEY)


def _other_serial(made: dict[str, object]) -> None:
    made["credentialSubject"]["licenseNumber"] = "DGTR-2026-0002"  # type: ignore[index]


def _other_index(made: dict[str, object]) -> None:
    made["credentialStatus"]["statusListIndex"] = "-1"  # type: ignore[index]


def _other_purpose(made: dict[str, object]) -> None:
    made["proof"]["proofPurpose"] = "authentication"  # type: ignore[index]


def _second_proof(made: dict[str, object]) -> None:
    made["proof"] = [made["proof"], made["proof"]]


def _no_proof(made: dict[str, object]) -> None:
    del made["proof"]


def _strange_context(made: dict[str, object]) -> None:
    made["@context"].append("https://elsewhere.example/context")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "change",
    [_other_serial, _other_index, _other_purpose, _second_proof, _no_proof, _strange_context],
)
def test_a_changed_credential_is_refused(change: Callable[[dict[str, object]], None]) -> None:
    made = json.loads(issuing.credential(AWARD, bearer(), KEY))
    public = KEY.private.public_key()
    assert proof.verifies(made, public, method=KEY.method)
    change(made)
    assert not proof.verifies(made, public, method=KEY.method)


def test_another_key_is_refused() -> None:
    made = json.loads(issuing.credential(AWARD, bearer(), KEY))
    other = Ed25519PrivateKey.generate().public_key()
    assert not proof.verifies(made, other, method=KEY.method)
    assert not proof.verifies(made, KEY.private.public_key(), method=KEY.method + "x")


def test_the_name_is_hidden_and_can_be_checked() -> None:
    salt = badge.name_salt(b"s" * 32, 0)
    one = replace(bearer(), names=(badge.hashed_name("Jose\u0301 Khan", salt),))
    made = issuing.credential(AWARD, one, KEY)
    assert "Khan" not in made.decode() and len(bytes.fromhex(salt)) * 8 >= 128
    assert badge.fits_name(json.loads(made), "Jos\u00e9 Khan")
    assert not badge.fits_name(json.loads(made), "José Khan ")
    assert badge.name_salt(b"s" * 32, 1) != salt
    with pytest.raises(ValueError, match="128 bits"):
        badge.hashed_name("A", "00")


@pytest.mark.parametrize(
    "address", ["https://www.w3.org/ns/did/v1", "file:///etc/passwd", "credentials-v2.json"]
)
def test_no_other_context_is_read(address: str) -> None:
    with pytest.raises(jsonld.UnknownContext):
        jsonld.load(address)
    with pytest.raises(jsonld.NotCanonical):
        jsonld.canonical({"@context": [address], "id": "urn:x"})


def test_keys_in_multibase_as_the_standard_writes_them() -> None:
    """The test vector of Data Integrity EdDSA Cryptosuites 1.0, appendix B.1."""
    public = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
    seed = multikey.from_base58("3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq")
    key = Ed25519PrivateKey.from_private_bytes(seed[2:])
    assert multikey.public_multibase(key.public_key()) == public
    assert multikey.read_public(public) == key.public_key()
    assert multikey.to_base58(b"\0\0a") == "112g" and multikey.from_base58("112g") == b"\0\0a"
    for wrong in ("", "z", "z0", public[:-1], public[1:]):
        with pytest.raises(ValueError):
            multikey.read_public(wrong)


def test_the_leftmost_bit_is_index_nought() -> None:
    encoded = status_list.encode([0, 9, status_list.SIZE - 1])
    assert encoded.startswith("u") and "=" not in encoded
    set_bits = [at for at in (*range(12), status_list.SIZE - 1) if status_list.is_set(encoded, at)]
    assert set_bits == [0, 9, status_list.SIZE - 1]
    assert encoded == status_list.encode([9, 0, status_list.SIZE - 1])


@pytest.mark.parametrize("index", [-1, status_list.SIZE])
def test_no_index_outside_the_list(index: int) -> None:
    with pytest.raises(ValueError):
        status_list.encode([index])
    with pytest.raises(status_list.NotAList):
        status_list.is_set(status_list.encode([]), index)


@pytest.mark.parametrize(
    "text",
    ["", "H4sI", "u", "u$$$", status_list.encode([])[:-8], status_list.encode([], 64)],
)
def test_what_is_no_list_is_refused(text: str) -> None:
    with pytest.raises(status_list.NotAList):
        status_list.is_set(text, 0)
