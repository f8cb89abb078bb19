"""The statement in the QR code: nothing that was not signed by a pinned key is ever read."""

from datetime import date

import cbor2
import numpy as np
import pytest
import zxingcpp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.engines.credentials import qr, statement
from lms.engines.credentials.statement import NotAStatement, Pinned, Statement
from tests.factories.papers import make_payload

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OLD = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
PINS = Pinned([KEY.public_key()])
ONE = statement.statement_of(make_payload())
SIGNED = statement.sign(ONE, KEY)
RAW = int(SIGNED).to_bytes((int(SIGNED).bit_length() + 7) // 8)
LINK = "https://concord.example/v/hQ3k_-2fAbCdEfGhIjKlMn"

names = st.text(st.characters(codec="utf-8"), max_size=80)
statements = st.builds(
    Statement,
    serial=st.just("DGTR-2026-0001"),
    name=names,
    local_name=names,
    course_code=st.text(st.characters(codec="ascii"), max_size=20),
    kind=st.sampled_from(["completion", "participation", "appreciation", "other"]),
    issued_on=st.dates(date(1970, 1, 1), date(2200, 1, 1)),
    expires_on=st.none() | st.dates(date(1970, 1, 1), date(2200, 1, 1)),
)


@given(statements)
@settings(max_examples=60)
def test_what_is_signed_is_read_and_written_in_one_way(one: Statement) -> None:
    text = statement.sign(one, KEY)
    assert statement.read(text, PINS) == one
    assert statement.sign(one, KEY) == text


def test_it_is_a_cose_sign1_of_the_standard() -> None:
    tag = cbor2.loads(RAW)
    protected, unprotected, body, signature = tag.value
    assert tag.tag == 18 and unprotected == {}
    assert cbor2.loads(protected) == {1: -8, 4: statement.key_id(KEY.public_key())}
    signed = b"\x84\x6aSignature1" + cbor2.dumps(protected) + b"\x40" + cbor2.dumps(body)
    KEY.public_key().verify(signature, signed)
    assert cbor2.loads(body)[1:3] == ["DGTR-2026-0017", "Tabassum Rani Chandio"]


@given(st.data())
@settings(max_examples=400)
def test_no_mutation_is_read(data: st.DataObject) -> None:
    """Bits flipped, bytes put in, cut out or doubled, digits changed: all refused (R21)."""
    how = data.draw(st.sampled_from(["bit", "cut", "put", "digit", "tail"]))
    raw = bytearray(RAW)
    at = data.draw(st.integers(0, len(raw) - 1))
    if how == "bit":
        raw[at] ^= 1 << data.draw(st.integers(0, 7))
    elif how == "cut":
        del raw[at : at + data.draw(st.integers(1, 20))]
    elif how == "put":
        raw[at:at] = data.draw(st.binary(min_size=1, max_size=20))
    text = str(int.from_bytes(raw))
    if how == "digit":
        place = data.draw(st.integers(0, len(SIGNED) - 1))
        text = SIGNED[:place] + data.draw(st.sampled_from("0123456789")) + SIGNED[place + 1 :]
    elif how == "tail":
        text = SIGNED + data.draw(st.text("0123456789 ", min_size=1, max_size=30))
    if text == SIGNED:
        return
    with pytest.raises(NotAStatement):
        statement.read(text, PINS)


@given(st.text(max_size=50) | st.text("0123456789", min_size=200, max_size=700))
def test_foreign_texts_are_refused_without_a_crash(text: str) -> None:
    with pytest.raises(NotAStatement):
        statement.read(text, PINS)


def test_old_and_look_alike_keys_are_refused() -> None:
    with pytest.raises(statement.UnknownKey) as refused:
        statement.read(statement.sign(ONE, OLD), PINS)
    assert refused.value.key_id == statement.key_id(OLD.public_key()).hex()
    parts = list(cbor2.loads(int(statement.sign(ONE, OLD)).to_bytes(190).lstrip(b"\0")).value)
    parts[0] = cbor2.loads(RAW).value[0]  # names the pinned key's id
    forged = str(int.from_bytes(cbor2.dumps(cbor2.CBORTag(18, parts), canonical=True)))
    with pytest.raises(statement.WrongSignature):
        statement.read(forged, PINS)


def test_a_swapped_payload_is_refused() -> None:
    other = statement.sign(statement.statement_of(make_payload(name="Somebody Else")), KEY)
    parts = list(cbor2.loads(RAW).value)
    parts[2] = cbor2.loads(int(other).to_bytes(200).lstrip(b"\0")).value[2]
    swapped = str(int.from_bytes(cbor2.dumps(cbor2.CBORTag(18, parts), canonical=True)))
    with pytest.raises(statement.WrongSignature):
        statement.read(swapped, PINS)


def test_the_last_day_of_validity_still_counts() -> None:
    one = Statement("A", "B", "", "C", "completion", date(2026, 1, 1), date(2027, 1, 1))
    assert not one.expired(date(2027, 1, 1)) and one.expired(date(2027, 1, 2))


@pytest.mark.parametrize(("local", "modules"), [("", 57), ("تبسم رانی چانڈیو", 61)])
def test_the_code_reads_at_150_dpi_with_noise(local: str, modules: int) -> None:
    """25 mm wide, grey noise of 5 % over each pixel, as a fair office scanner makes it."""
    text = f"{LINK}#{statement.statement_for(make_payload(local=local), KEY)}"
    drawn = np.array([list(row) for row in qr.modules_of(text)], dtype=np.uint8)
    assert len(drawn) == modules == qr.draw(text).size
    edge = round(25 / 25.4 * 150 * (modules + 8) / modules)
    places = ((np.arange(edge) + 0.5) * (modules + 8) / edge).astype(int)
    picture = np.pad(1 - drawn, 4, constant_values=1)[np.ix_(places, places)] * 255.0
    noisy = picture + np.random.default_rng(3).normal(0, 0.05 * 255, picture.shape)
    (found,) = zxingcpp.read_barcodes(np.clip(noisy, 0, 255).astype(np.uint8))
    assert found.text == text
