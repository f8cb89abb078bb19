"""Proofs as texts that stand for themselves: C2SP tlog-proof, and consistency proofs beside it.

The published form has no text for consistency proofs; ours is built alike and named for itself:
first line, the older size, the hashes in base64, an empty line, the newer signed head.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from lms.engines.register import notes
from lms.engines.register.checkpoints import Checkpoint, open_checkpoint
from lms.engines.register.hashing import HASH_BYTES
from lms.engines.register.notes import NotANote, Verifier
from lms.engines.register.proofs import consistent, included

INCLUSION = "c2sp.org/tlog-proof@v1"
CONSISTENCY = "concord/register-consistency@v1"
MOST_HASHES = 64


@dataclass(frozen=True)
class InclusionText:
    """A tlog-proof: where the leaf stands, the path, and the signed head, word for word.

    `extra` is for the application; nothing vouches for it.
    """

    index: int
    path: tuple[bytes, ...]
    checkpoint: str
    extra: bytes | None = None

    def __str__(self) -> str:
        extra = [] if self.extra is None else [f"extra {notes.encoded(self.extra)}"]
        return _written([INCLUSION, *extra, f"index {self.index}"], self.path, self.checkpoint)


@dataclass(frozen=True)
class ConsistencyText:
    """A proof that the tree of `old` leaves is the beginning of the tree of the signed head."""

    old: int
    path: tuple[bytes, ...]
    checkpoint: str

    def __str__(self) -> str:
        return _written([CONSISTENCY, f"old {self.old}"], self.path, self.checkpoint)


def read_inclusion(text: str) -> InclusionText:
    """The parts of a tlog-proof. Raises NotANote. Nothing is verified: see `check_inclusion`."""
    lines, checkpoint = _opened(text, INCLUSION)
    extra = None
    if lines and lines[0].startswith("extra "):
        extra = notes.decoded(lines.pop(0).removeprefix("extra "))
    return InclusionText(_number(lines, "index"), _hashes(lines[1:]), checkpoint, extra)


def read_consistency(text: str) -> ConsistencyText:
    """The parts of a consistency proof. Raises NotANote."""
    lines, checkpoint = _opened(text, CONSISTENCY)
    return ConsistencyText(_number(lines, "old"), _hashes(lines[1:]), checkpoint)


def check_inclusion(
    text: str, leaf: bytes, keys: Sequence[Verifier], *, origin: str | None = None
) -> Checkpoint:
    """The signed head under which the leaf hash is proved to stand. Raises NotANote."""
    proof = read_inclusion(text)
    head = open_checkpoint(proof.checkpoint, keys, origin=origin)
    if not included(leaf, proof.index, head.size, proof.path, head.root):
        raise NotANote("The path does not lead from the entry to the head.")
    return head


def check_consistency(text: str, old: Checkpoint, keys: Sequence[Verifier]) -> Checkpoint:
    """The newer head, once the older one was proved to be its beginning. Raises NotANote."""
    proof = read_consistency(text)
    head = open_checkpoint(proof.checkpoint, keys, origin=old.origin)
    if proof.old != old.size or not consistent(
        old.size, head.size, proof.path, old.root, head.root
    ):
        raise NotANote("The older head is not the beginning of the newer one.")
    return head


def _written(lines: list[str], path: Sequence[bytes], checkpoint: str) -> str:
    hashes = [notes.encoded(one) for one in path]
    return "\n".join([*lines, *hashes, "", checkpoint])


def _opened(text: str, form: str) -> tuple[list[str], str]:
    head, gap, checkpoint = text.partition("\n\n")
    first, *lines = head.split("\n")
    if first != form or not gap or not lines:
        raise NotANote(f"This is not a {form}.")
    return lines, checkpoint


def _number(lines: Sequence[str], word: str) -> int:
    name, _, digits = lines[0].partition(" ") if lines else ("", "", "")
    if name != word or not (digits.isascii() and digits.isdigit()):
        raise NotANote(f"There is no line «{word}».")
    if len(digits) > 1 and digits[0] == "0":
        raise NotANote("A number has no zero before it.")
    return int(digits)


def _hashes(lines: Sequence[str]) -> tuple[bytes, ...]:
    found = tuple(notes.decoded(line) for line in lines)
    if len(found) > MOST_HASHES or any(len(one) != HASH_BYTES for one in found):
        raise NotANote("A line of the proof is not a hash.")
    return found
