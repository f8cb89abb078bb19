"""Evaluation scales: codes for the source and for the information, always kept apart.

A code means nothing without its scheme: A of one scale is not A of another.
"""

from dataclasses import dataclass

from lms.core.messages import N_, Message


@dataclass(frozen=True)
class Grade:
    """One code of a list. `ordered` is false where the code means "not known", not "bad".

    `level` says of a handling code how strict it is; codes of one level differ in whom they let
    have it, and none of them is stricter than the other.
    """

    code: str
    meaning: Message
    ordered: bool = True
    level: int = 0


@dataclass(frozen=True)
class Scale:
    """A scheme with its lists, source and information from best to worst.

    A code outside the order keeps its place in the list, so its neighbours are no neighbours of
    each other: "reliable" and "not reliable" of 3x5x2 stand apart though only "untested" is
    between them.
    """

    scheme: str
    source: tuple[Grade, ...]
    information: tuple[Grade, ...]
    handling: tuple[Grade, ...] = ()

    @property
    def parts(self) -> tuple[str, ...]:
        """The lists of this scheme: handling only where it has codes for it."""
        return ("source", "information", *(("handling",) if self.handling else ()))

    def codes(self, part: str) -> tuple[str, ...]:
        """The codes of "source", "information" or "handling"."""
        return tuple(grade.code for grade in self.grades(part))

    def grades(self, part: str) -> tuple[Grade, ...]:
        lists = {"source": self.source, "handling": self.handling}
        return lists.get(part, self.information)

    def grade(self, part: str, code: str) -> Grade:
        """The grade of a code that this list has."""
        return next(grade for grade in self.grades(part) if grade.code == code)

    def distance(self, part: str, one: str, other: str) -> int | None:
        """Steps between two codes; None when one of them is outside the order and they differ."""
        if one == other:
            return 0
        if not (self.grade(part, one).ordered and self.grade(part, other).ordered):
            return None
        codes = self.codes(part)
        return abs(codes.index(one) - codes.index(other))

    def stricter(self, right: str, chosen: str) -> int:
        """How much stricter (above 0) or looser (below) a handling code is than the right one."""
        return self.grade("handling", chosen).level - self.grade("handling", right).level


def _unknown(code: str, meaning: Message) -> Grade:
    return Grade(code, meaning, ordered=False)


# Europol Regulation, article 29, in the text of the exchange guidelines; handling codes of the same
FOUR_BY_FOUR = Scale(
    "4x4",
    source=(
        Grade("A", N_("No doubt about authenticity, trust and competence, or always reliable")),
        Grade("B", N_("Mostly proved reliable")),
        Grade("C", N_("Mostly proved unreliable")),
        _unknown("X", N_("Cannot be assessed")),
    ),
    information=(
        Grade("1", N_("Accuracy not in doubt")),
        Grade("2", N_("Known personally to the source, not to the officer who reports it")),
        Grade("3", N_("Not known personally to the source, but other records support it")),
        Grade("4", N_("Not known personally to the source and cannot be supported")),
    ),
    handling=(
        Grade("H0", N_("To prevent and fight crime, under the law that applies"), level=0),
        Grade("H1", N_("Not in court without the provider's permission"), level=1),
        Grade("H2", N_("Not passed on without the provider's permission"), level=2),
        Grade("H3", N_("Other limits, written in words"), level=3),
    ),
)

# Admiralty code as in US FM 2-22.3; it has no handling code of its own
SIX_BY_SIX = Scale(
    "6x6",
    source=(
        Grade("A", N_("Reliable")),
        Grade("B", N_("Usually reliable")),
        Grade("C", N_("Fairly reliable")),
        Grade("D", N_("Not usually reliable")),
        Grade("E", N_("Unreliable")),
        _unknown("F", N_("Reliability cannot be judged")),
    ),
    information=(
        Grade("1", N_("Confirmed by independent sources")),
        Grade("2", N_("Probably true")),
        Grade("3", N_("Possibly true")),
        Grade("4", N_("Doubtful")),
        Grade("5", N_("Improbable: other information contradicts it")),
        _unknown("6", N_("Truth cannot be judged")),
    ),
)

# United Kingdom, older records (HMRC manual). Handling codes 1 to 3 name receivers side by side
FIVE_BY_FIVE = Scale(
    "5x5x5",
    source=(
        Grade("A", N_("Always reliable")),
        Grade("B", N_("Mostly reliable")),
        Grade("C", N_("Sometimes reliable")),
        Grade("D", N_("Unreliable")),
        _unknown("E", N_("Untested")),
    ),
    information=(
        Grade("1", N_("Known to be true without reservation")),
        Grade("2", N_("Known personally to the source, not to the officer who reports it")),
        Grade("3", N_("Not known personally to the source, but supported by other information")),
        _unknown("4", N_("Cannot be judged")),
        Grade("5", N_("Suspected to be false or malicious")),
    ),
    handling=(
        Grade("1", N_("To law enforcement and prosecuting agencies of the area"), level=0),
        Grade("2", N_("To bodies at home that do not prosecute: authorise and record"), level=0),
        Grade("3", N_("To law enforcement outside the area, under conditions"), level=0),
        Grade("4", N_("Within the originating agency only"), level=1),
        Grade("5", N_("Not passed on: ask the originator"), level=2),
    ),
)

# United Kingdom since about 2016. The source is the number, the information the letter
THREE_BY_FIVE = Scale(
    "3x5x2",
    source=(
        Grade("1", N_("Reliable")),
        _unknown("2", N_("Untested")),
        Grade("3", N_("Not reliable")),
    ),
    information=(
        Grade("A", N_("Known directly to the source")),
        Grade("B", N_("Known indirectly to the source, but supported by other information")),
        Grade("C", N_("Known indirectly to the source")),
        _unknown("D", N_("Not known")),
        Grade("E", N_("Suspected to be false")),
    ),
    handling=(
        Grade("P", N_("Lawful sharing permitted"), level=0),
        Grade("C", N_("Lawful sharing permitted under conditions"), level=1),
    ),
)

SCALES: dict[str, Scale] = {
    scale.scheme: scale for scale in (FOUR_BY_FOUR, SIX_BY_SIX, FIVE_BY_FIVE, THREE_BY_FIVE)
}
HANDLING_CODES = FOUR_BY_FOUR.codes("handling")
