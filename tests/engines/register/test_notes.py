"""Signed notes, checkpoints and proof texts: the examples of the C2SP documents, and refusals."""

import struct

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.engines.register.checkpoints import (
    Checkpoint,
    MLDSA44Signer,
    cosigned_message,
    open_checkpoint,
    read_checkpoint,
    sign_checkpoint,
    verifier_of,
)
from lms.engines.register.hashing import leaf_hash
from lms.engines.register.notes import Ed25519Signer, NotANote, read_note, signed_by
from lms.engines.register.prooftext import (
    ConsistencyText,
    InclusionText,
    check_consistency,
    check_inclusion,
    read_inclusion,
)
from lms.engines.register.tree import consistency, fetch_from, inclusion, root, tree_of

# C2SP signed-note, section "Example"
VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
NOTE = (
    "This is an example message.\n\n"
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRK"
    "uwHjG1Yu72IneyaQM=\n"
)
# C2SP tlog-checkpoint, the first example
CHECKPOINT = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
ORIGIN = "academy.example/register/2026"
ED = Ed25519Signer(ORIGIN, Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
PQ = MLDSA44Signer(ORIGIN, MLDSA44PrivateKey.from_seed_bytes(bytes(range(32))), 1_790_000_000)
KEYS = (ED.verifier, PQ.verifier)
LEAVES = [leaf_hash(bytes([n])) for n in range(9)]
TREE = fetch_from(tree_of(LEAVES))


def head(size: int) -> Checkpoint:
    return Checkpoint(ORIGIN, size, root(size, TREE))


def signed(size: int) -> str:
    return str(sign_checkpoint(head(size), (ED, PQ)))


def test_the_published_note_opens_with_the_published_key() -> None:
    key = verifier_of(VKEY)
    note = read_note(NOTE)
    assert signed_by(note, [key]) == [key]
    assert str(note) == NOTE and key.vkey == VKEY
    with pytest.raises(NotANote, match="false"):
        signed_by(read_note(NOTE.replace("example message", "exemple message")), [key])


def test_the_published_checkpoint_is_read_and_written_alike() -> None:
    found = read_checkpoint(CHECKPOINT)
    assert (found.origin, found.size) == ("example.com/behind-the-sofa", 20852163)
    assert found.text == CHECKPOINT


def test_what_ml_dsa_signs_is_laid_out_as_tlog_cosignature_says() -> None:
    found = read_checkpoint(CHECKPOINT)
    written = cosigned_message("witness.example/w1", 1679315147, found)
    assert written == (
        b"subtree/v1\n\x00"
        + bytes([18])
        + b"witness.example/w1"
        + struct.pack(">Q", 1679315147)
        + bytes([27])
        + b"example.com/behind-the-sofa"
        + struct.pack(">QQ", 0, 20852163)
        + found.root
    )


def test_a_head_opens_by_either_key_alone_and_by_both() -> None:
    text = signed(9)
    for keys in (KEYS, KEYS[:1], KEYS[1:]):
        assert open_checkpoint(text, keys, origin=ORIGIN) == head(9)
    assert verifier_of(PQ.verifier.vkey) == PQ.verifier


def test_a_strangers_key_opens_nothing() -> None:
    other = Ed25519Signer.generate(ORIGIN)
    with pytest.raises(NotANote, match="No known key"):
        open_checkpoint(signed(9), [other.verifier])
    witness = Ed25519Signer.generate("witness.example")
    with pytest.raises(NotANote, match="log itself"):
        open_checkpoint(str(sign_checkpoint(head(9), [witness])), [witness.verifier, *KEYS])
    with pytest.raises(NotANote, match="head of"):
        open_checkpoint(signed(9), KEYS, origin="academy.example/register/2027")


@settings(max_examples=60)
@given(st.data())
def test_no_changed_sign_of_a_signed_head_is_accepted(data: st.DataObject) -> None:
    text = signed(9)
    place = data.draw(st.integers(0, len(text) - 1))
    sign = data.draw(st.characters(codec="utf-8"))
    changed = text[:place] + sign + text[place + 1 :]
    if changed == text:
        return
    try:
        found = open_checkpoint(changed, KEYS[:1])
    except NotANote:
        return
    # a line of a key that is not known here may say anything; the head itself is the same
    assert found == head(9)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "one line\n",
        ORIGIN + "\n1\n\n— x AAAAAAA=\n",
        "text\n\nno signature\n",
        "text\n\n— a+b AAAAAAAA\n",
        "text\n\n— name AAAA\n",
        "text\n\n— name AAAAAAAB\n\n",
        "te\txt\n\n— name AAAAAAAA\n",
        "text\n\n— name AAAAAAAA",
        "text\n\n" + "— name AAAAAAAA\n" * 40,
    ],
)
def test_what_is_no_note_is_refused(text: str) -> None:
    with pytest.raises(NotANote):
        open_checkpoint(text, KEYS)


@pytest.mark.parametrize("size", ["01", "-1", "x", "", "1 ", "١"])
def test_sizes_are_written_in_one_way_only(size: str) -> None:
    with pytest.raises(NotANote):
        read_checkpoint(f"{ORIGIN}\n{size}\n{'A' * 43}=\n")


# --- proof texts ---


def test_a_proof_says_all_that_a_stranger_needs() -> None:
    text = str(InclusionText(4, tuple(inclusion(4, 9, TREE)), signed(9)))
    lines = text.split("\n")
    assert lines[:2] == ["c2sp.org/tlog-proof@v1", "index 4"]
    assert lines[6] == "" and lines[7] == ORIGIN
    assert check_inclusion(text, LEAVES[4], KEYS, origin=ORIGIN) == head(9)
    with pytest.raises(NotANote):
        check_inclusion(text, LEAVES[5], KEYS)
    with pytest.raises(NotANote):
        check_inclusion(text.replace("index 4", "index 5"), LEAVES[4], KEYS)


def test_extra_data_is_carried_and_not_trusted() -> None:
    text = str(InclusionText(0, (), "x\n", extra=b"\x00hint"))
    assert text == "c2sp.org/tlog-proof@v1\nextra AGhpbnQ=\nindex 0\n\nx\n"
    assert read_inclusion(text).extra == b"\x00hint"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "c2sp.org/tlog-proof@v2\nindex 0\n\nx\n",
        "c2sp.org/tlog-proof@v1\n\nx\n",
        "c2sp.org/tlog-proof@v1\nindex 00\n\nx\n",
        "c2sp.org/tlog-proof@v1\nindex -1\n\nx\n",
        "c2sp.org/tlog-proof@v1\nextra !!\nindex 0\n\nx\n",
        "c2sp.org/tlog-proof@v1\nindex 0\nAAAA\n\nx\n",
        "c2sp.org/tlog-proof@v1\nindex 0\nx\n",
    ],
)
def test_what_is_no_proof_is_refused(text: str) -> None:
    with pytest.raises(NotANote):
        read_inclusion(text)


def test_an_old_head_is_proved_into_a_new_one() -> None:
    text = str(ConsistencyText(6, tuple(consistency(6, 9, TREE)), signed(9)))
    assert check_consistency(text, head(6), KEYS) == head(9)
    for wrong in (head(5), Checkpoint(ORIGIN, 6, bytes(32))):
        with pytest.raises(NotANote):
            check_consistency(text, wrong, KEYS)
