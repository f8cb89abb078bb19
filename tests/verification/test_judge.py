"""The offline verifier's script against what Python signs: two programs, one answer."""

import base64
import random
import zlib
from datetime import timedelta

import cbor2

from lms.engines.credentials import commitment
from lms.engines.credentials.payload import canonical
from lms.engines.register.checkpoints import Checkpoint, sign_checkpoint
from lms.engines.register.hashing import leaf_hash, node_hash
from lms.engines.register.prooftext import InclusionText
from tests.factories.papers import make_payload
from tests.support import before
from tests.verification.support import (
    AS_OF,
    BASE,
    LINK,
    LOG,
    LOOK_ALIKE,
    judged,
    pack,
    stated,
    trust,
)


def verdicts(*texts: str, **asked: object) -> list[str]:
    return [one["verdict"] for one in judged(texts=texts, **asked)["texts"]]


def test_a_statement_shows_the_name_as_printed() -> None:
    (one,) = judged(texts=[f"{LINK}#{stated()}"])["texts"]
    assert one["verdict"] == "valid"
    assert one["stated"] | {"keyId": ""} == {
        "serial": "DGTR-2026-0017",
        "name": "Tabassum Rani Chandio",
        "localName": "تبسم رانی چانڈیو",
        "courseCode": "DGTR-2019-03",
        "kind": "completion",
        "issuedOn": "2026-11-25",
        "expiresOn": None,
        "keyId": "",
    }


def test_the_pack_says_what_fell_and_when() -> None:
    texts = [stated(f"DGTR-2026-000{number}") for number in (1, 2, 3)]
    valid, revoked, superseded = judged(texts=texts)["texts"]
    assert valid["verdict"] == "valid"
    assert (revoked["verdict"], revoked["out"]["on"]) == ("revoked", "2026-11-20")
    assert revoked["out"]["reason"] == "Issued in error."
    assert (superseded["verdict"], superseded["out"]["by"]) == ("superseded", "DGTR-2026-0004")
    assert verdicts(texts[1], trust=trust(pack="")) == ["valid"]


def test_look_alike_keys_and_addresses_are_refused() -> None:
    foreign = stated(key=LOOK_ALIKE)
    named = list(cbor2.loads(int(foreign).to_bytes(400).lstrip(b"\0")).value)
    named[0] = cbor2.loads(int(stated()).to_bytes(400).lstrip(b"\0")).value[0]
    forged = str(int.from_bytes(cbor2.dumps(cbor2.CBORTag(18, named), canonical=True)))
    assert verdicts(foreign, forged) == ["unknown_key", "changed"]
    addresses = [
        f"https://c\u043encord.example/v/x#{stated()}",  # a Cyrillic o
        f"https://concord.example.org/v/x#{stated()}",
        f"https://concord.example@evil.example/v/x#{stated()}",
        f"http://concord.example/v/x#{stated()}",
        f"javascript:alert(1)#{stated()}",
    ]
    answers = judged(texts=addresses)["texts"]
    assert [one["verdict"] for one in answers] == ["address"] * 5
    assert answers[0]["address"] == "https://xn--cncord-wqf.example"
    assert answers[2]["address"] == "https://evil.example"


def test_what_holds_no_statement_is_told_apart() -> None:
    assert verdicts(LINK, "", "hello", "9" * 300, f"{LINK}#main") == [
        "online_only",
        *["unreadable"] * 4,
    ]
    digits = stated()
    assert verdicts(" ".join(digits[at : at + 5] for at in range(0, len(digits), 5))) == ["valid"]


def test_an_expired_one_is_told_by_its_day() -> None:
    from datetime import date

    from lms.engines.credentials.statement import Statement, sign
    from tests.verification.support import KEY

    one = Statement("A-2026-0001", "B", "", "C", "completion", AS_OF.date(), date(2026, 11, 27))
    assert verdicts(sign(one, KEY)) == ["expired"]
    assert verdicts(sign(one, KEY), now="2026-11-27T23:00:00Z") == ["valid"]


def test_no_mutated_statement_passes() -> None:
    """R21 for the script: 1,500 mutants of one statement, none of them read."""
    good, chance = stated(), random.Random(21)
    raw = int(good).to_bytes((int(good).bit_length() + 7) // 8)
    mutants = set()
    while len(mutants) < 1_500:
        changed = bytearray(raw)
        for _ in range(chance.choice((1, 1, 1, 2, 5))):
            at = chance.randrange(len(changed))
            how = chance.randrange(3)
            if how == 0:
                changed[at] ^= 1 << chance.randrange(8)
            elif how == 1:
                del changed[at]
            else:
                changed.insert(at, chance.randrange(256))
        mutants.add(str(int.from_bytes(changed)))
    mutants.discard(good)
    assert set(verdicts(*mutants)) <= {"changed", "unknown_key", "unreadable"}


def test_packs_of_others_older_or_changed_are_refused() -> None:
    newer = pack(AS_OF + timedelta(days=1))
    packs = [
        newer,
        pack(AS_OF - timedelta(days=1)),
        pack(key=LOOK_ALIKE),
        pack(AS_OF + timedelta(days=1), base="https://other.example"),
        newer.replace("Issued in error", "Issued in terror"),
        newer.replace("\n\n", "\n"),
        "",
    ]
    first, *others = judged(packs=packs)["packs"]
    assert first == "2026-11-27T09:00:00Z"
    assert all("refused" in one for one in others)


def file_with(*texts: str, deflated: bool = True) -> str:
    """A PDF's bytes with these embedded files, in base64; nothing else of a PDF is needed."""
    out = b"%PDF-1.7\n"
    for number, text in enumerate(texts, 1):
        data = zlib.compress(text.encode()) if deflated else text.encode()
        how = b"/Filter /FlateDecode " if deflated else b""
        head = b"%d 0 obj\n<< /Type /EmbeddedFile %s/Params << /Size 1 >> /Length %d >>\nstream\n"
        out += head % (number, how, len(data)) + data + b"\nendstream\nendobj\n"
    return base64.b64encode(out).decode()


def registered(size: int = 7, index: int = 4) -> tuple[str, str]:
    """An attachment and its proof in a register of so many entries."""
    opening = commitment.Opening(canonical(make_payload(demonstration=False)), b"s" * 32)
    leaves = [leaf_hash(b"%d" % number) for number in range(size)]
    leaves[index] = opening.commitment
    assert (size, index) == (7, 4)
    left = node_hash(node_hash(leaves[0], leaves[1]), node_hash(leaves[2], leaves[3]))
    root = node_hash(left, node_hash(node_hash(leaves[4], leaves[5]), leaves[6]))
    note = sign_checkpoint(Checkpoint(LOG.name, size, root), [LOG])
    proof = InclusionText(index, (leaves[5], leaves[6], left), str(note))
    return commitment.write_opening(opening).decode(), str(proof)


def test_a_file_is_proved_by_content_and_register() -> None:
    content, proof = registered()
    other = content.replace("Tabassum", "Somebody")
    swapped = commitment.write_opening(
        commitment.Opening(canonical(make_payload(name="Somebody Else")), b"s" * 32)
    ).decode()
    false_index = proof.replace("index 4", "index 5")
    files = [
        file_with(content, proof),
        file_with(content, proof, deflated=False),
        file_with(other, proof),
        file_with(swapped, proof),
        file_with(content, false_index),
        file_with(content),
        base64.b64encode(b"%PDF-1.7\n%%EOF").decode(),
        base64.b64encode(before.file_of(before.VALID).read_bytes()).decode(),
    ]
    answers = judged(files=files)["files"]
    assert [one["verdict"] for one in answers] == [
        "valid",
        "valid",
        "no_content",
        "changed",
        "changed",
        "unproved",
        "no_content",
        "unproved",
    ]
    assert (answers[0]["head"]["index"], answers[0]["head"]["size"]) == (4, 7)
    assert answers[7]["stated"]["name"] == "Tabassum Rani Chandio"
    (of_a_later_log,) = judged(files=files[:1], trust=trust(log_keys=[]))["files"]
    assert (of_a_later_log["verdict"], of_a_later_log["keyId"]) == ("unknown_key", LOG.name)


def test_the_base_has_to_fit_sign_by_sign() -> None:
    assert verdicts(f"{BASE}/w/x#{stated()}", f"{BASE}/v/x#{stated()}") == ["address", "valid"]
