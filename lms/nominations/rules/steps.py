"""The agency's own steps: which one a nomination waits at. Pure.

The rule when steps change under way: a name waits at the first step in force that has not let it
through. A step that is archived is waited at no more; names that waited at it go on at once. A
step that is added or moved forward holds up only names that are still with their agency; what
the organiser has received stays there.
"""

import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from uuid import UUID

from lms.core.db import LocalizedText
from lms.core.names import is_eastern, name_key
from lms.nominations.enums import StepKind, Verdict


@dataclass(frozen=True)
class Step:
    """A step of the installation, as it is in force."""

    id: UUID
    kind: StepKind
    title: LocalizedText


@dataclass(frozen=True)
class Ruling:
    """One verdict on one name at one step; `by` is the person, None for a single-use link."""

    step_id: UUID
    verdict: Verdict
    by: UUID | None = None


def present(steps: Sequence[Step], rulings: Iterable[Ruling]) -> Step | None:
    """The step that a name waits at; None when all steps in force have let it through.

    `rulings` are those on this name since it was put forward, oldest first: the newest of a step
    counts. A recusal decides nothing and takes nothing back.
    """
    newest = {one.step_id: one.verdict for one in rulings if one.verdict is not Verdict.RECUSED}
    return next((one for one in steps if newest.get(one.id) is not Verdict.APPROVED), None)


def recused(step_id: UUID, rulings: Iterable[Ruling]) -> frozenset[UUID]:
    """Who has stood back from deciding on this name at this step."""
    return frozenset(
        one.by
        for one in rulings
        if one.step_id == step_id and one.verdict is Verdict.RECUSED and one.by is not None
    )


def is_about_self(name: str, recipient: str) -> bool:
    """Whether a link made for `recipient` would let somebody of this name decide about himself:
    all words of the name stand in it, whatever their order, case and accents; of a Chinese,
    Japanese or Korean name, the name with or without its space, whatever stands beside it."""
    words = set(name_key(name).split())
    spaced = "".join(" " if unicodedata.category(sign)[0] in "PS" else sign for sign in recipient)
    return bool(words) and (words <= set(name_key(spaced).split()) or _stands_in(name, spaced))


def _stands_in(name: str, text: str) -> bool:
    """Whether a name in letters that are written without spaces stands among the words of a text,
    in one word or in its parts."""
    words, key = text.split(), name_key(name)
    return is_eastern("".join(name.split())) and any(
        name_key("".join(words[begin:end])) == key
        for begin, end in combinations(range(len(words) + 1), 2)
    )


def open_to(
    person_id: UUID,
    nominee_id: UUID,
    step_id: UUID,
    rulings: Collection[Ruling],
) -> bool:
    """Whether an approver of the step may decide on this name: never on the own, and not after
    having stood back."""
    return person_id != nominee_id and person_id not in recused(step_id, rulings)
