import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from lms.engines.credentials import commitment, payload


def sample(**changes: object) -> payload.Payload:
    values: dict[str, object] = {
        "serial": "DGTR-2026-0017",
        "kind": "completion",
        "issued_at": datetime(2026, 11, 25, 9, 30, tzinfo=UTC),
        "demonstration": True,
        "template": "official",
        "template_hash": "ab" * 32,
        "issuer": {"name": {"en": "DGTR"}, "installation": "0190"},
        "holder": {"name": "Tabassum Rani Chandio", "local_name": "تبسم رانی چانڈیو"},
        "training": {
            "code": "karachi-2019",
            "title": {"en": "Operationalization"},
            "place": {"en": "Karachi"},
            "starts_on": date(2019, 9, 17),
            "ends_on": date(2019, 9, 19),
            "contact_minutes": 885,
            "half_days": 6,
            "half_days_attended": 6,
        },
        "signatories": [{"office": {"en": "Director General, DGTR"}, "sealed": True}],
    }
    return payload.Payload.model_validate(values | changes)


def test_canonical_bytes_follow_rfc_8785() -> None:
    data = payload.canonical(sample())
    assert data.startswith(
        b'{"demonstration":true,"expires_on":null,"holder":{"agency":{},"capacity":{},'
        b'"local_language":"",'
    )
    assert "تبسم رانی چانڈیو".encode() in data
    assert b'"issued_at":"2026-11-25T09:30:00Z"' in data
    assert json.loads(data)["schema"] == 1


def test_reading_gives_back_the_same_bytes() -> None:
    data = payload.canonical(sample())
    assert payload.canonical(payload.read_payload(data)) == data


@given(st.text(max_size=120).filter(lambda name: name.isprintable()))
def test_any_printable_name_survives(name: str) -> None:
    data = payload.canonical(sample(holder={"name": name}))
    assert payload.canonical(payload.read_payload(data)) == data


def test_composed_and_decomposed_names_are_one() -> None:
    assert payload.canonical(sample(holder={"name": "Zoë"})) == payload.canonical(
        sample(holder={"name": "Zoe\u0308"})
    )


def test_unknown_schema_and_unknown_fields_are_refused() -> None:
    document = json.loads(payload.canonical(sample()))
    for wrong in ({"schema": 2}, {"e_mail": "a@example.org"}):
        with pytest.raises(ValidationError):
            payload.read_payload(json.dumps(document | wrong).encode())


def test_commitment_is_sha256_of_marker_salt_and_payload() -> None:
    salt = bytes(range(32))
    leaf = commitment.commit(b"{}", salt)
    assert leaf.hex() == "07ec69cbb62aab7797828d5bb10ea177fb3d7c2afa4de32e8df37fd04d921268"
    assert commitment.opens(leaf, b"{}", salt)
    assert not commitment.opens(leaf, b"{ }", salt)
    assert not commitment.opens(leaf, b"{}", bytes(32))


def test_salts_are_fresh_and_256_bits() -> None:
    assert len({commitment.new_salt() for _ in range(100)}) == 100
    assert len(commitment.new_salt()) == 32
    with pytest.raises(ValueError, match="32 bytes"):
        commitment.commit(b"{}", b"short")


def test_opening_travels_in_the_attachment() -> None:
    opening = commitment.Opening(payload.canonical(sample()), commitment.new_salt())
    assert commitment.read_opening(commitment.write_opening(opening)) == opening


@pytest.mark.parametrize("data", [b"", b"[]", b"null", b"{}", b"\xff", b"[" * 100_000])
def test_what_is_no_opening(data: bytes) -> None:
    with pytest.raises(commitment.NotAnOpening):
        commitment.read_opening(data)


def test_a_changed_payload_no_longer_opens() -> None:
    opening = commitment.Opening(payload.canonical(sample()), commitment.new_salt())
    changed = commitment.write_opening(opening).replace(b"Tabassum", b"Tabassam")
    with pytest.raises(commitment.NotAnOpening):
        commitment.read_opening(changed)
