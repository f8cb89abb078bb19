"""Evaluation scales: codes for the source and for the information, always kept apart.

A code means nothing without its scheme: A of one scale is not A of another.
"""

from dataclasses import dataclass

from lms.core.messages import N_, Message


@dataclass(frozen=True)
class Grade:
    """One code of a scale. `ordered` is false where the code means "cannot be assessed"."""

    code: str
    meaning: Message
    ordered: bool = True


@dataclass(frozen=True)
class Scale:
    """A scheme with its two lists, from best to worst; codes outside the order stand last."""

    scheme: str
    source: tuple[Grade, ...]
    information: tuple[Grade, ...]

    def codes(self, part: str) -> tuple[str, ...]:
        """The codes of "source" or "information"."""
        return tuple(grade.code for grade in self.grades(part))

    def grades(self, part: str) -> tuple[Grade, ...]:
        return self.source if part == "source" else self.information

    def distance(self, part: str, one: str, other: str) -> int | None:
        """Steps between two codes; None when one of them is outside the order and they differ."""
        if one == other:
            return 0
        grades = self.grades(part)
        ordered = [grade.code for grade in grades if grade.ordered]
        if one not in ordered or other not in ordered:
            return None
        return abs(ordered.index(one) - ordered.index(other))


FOUR_BY_FOUR = Scale(
    "4x4",
    source=(
        Grade("A", N_("No doubt about authenticity, trust and competence, or always reliable")),
        Grade("B", N_("Mostly proved reliable")),
        Grade("C", N_("Mostly proved unreliable")),
        Grade("X", N_("Cannot be assessed"), ordered=False),
    ),
    information=(
        Grade("1", N_("Accuracy not in doubt")),
        Grade("2", N_("Known personally to the source, not to the officer who reports it")),
        Grade("3", N_("Not known personally to the source, but other records support it")),
        Grade("4", N_("Not known personally to the source and cannot be supported")),
    ),
)

SCALES: dict[str, Scale] = {FOUR_BY_FOUR.scheme: FOUR_BY_FOUR}
HANDLING_CODES = ("H0", "H1", "H2", "H3")
