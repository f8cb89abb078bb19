"""Signing the files of a chunk together: each office's key is asked once for all of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from lms.certificates.printing.render import PaperProblem
from lms.core.messages import Message
from lms.engines import press

SignAll = Callable[[int, Sequence[tuple[str, bytes]]], Sequence[bytes]]
"""Signatures of the office of this number, for names of the list and what is signed for each."""


@dataclass(frozen=True)
class Unsigned:
    """A file in the making, and under which entry the list names its person."""

    entry: str
    steps: press.Signing


@dataclass
class Signed:
    """Finished files, and why papers cannot be made, by certificate."""

    files: dict[UUID, bytes] = field(default_factory=dict)
    problems: dict[UUID, Message] = field(default_factory=dict)


def sign_together(unsigned: Mapping[UUID, Unsigned], sign: SignAll) -> Signed:
    """All files with their signatures: the first office signs them all, then the second.

    What signing raises goes on: then none is finished.
    """
    done = Signed()
    asked = {key: _step(done, key, one, None) for key, one in unsigned.items()}
    office = 0
    while waiting := {key: data for key, data in asked.items() if data is not None}:
        signatures = sign(office, [(unsigned[key].entry, data) for key, data in waiting.items()])
        asked = {
            key: _step(done, key, unsigned[key], signature)
            for key, signature in zip(waiting, signatures, strict=True)
        }
        office += 1
    return done


def _step(done: Signed, key: UUID, one: Unsigned, signature: bytes | None) -> bytes | None:
    """What is to be signed next for a file, None where it came to its end."""
    try:
        return next(one.steps) if signature is None else one.steps.send(signature)
    except StopIteration as end:
        done.files[key] = end.value
    except PaperProblem as problem:
        done.problems[key] = problem.message
    return None
