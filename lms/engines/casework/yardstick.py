"""Words of likelihood, and how sure the analyst is: two statements that are never mixed.

The probability yardstick of the Professional Head of Intelligence Assessment (United Kingdom, in
the text of gov.uk, 24 March 2025): seven bands with gaps between them on purpose.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction

from lms.core.messages import N_, Message
from lms.engines.casework.sheet import ZERO
from lms.engines.folding import fold
from lms.engines.marking.kinds.common import blank
from lms.engines.marking.types import Outcome, PartMark
from lms.engines.reading import Node


@dataclass(frozen=True)
class Band:
    """One band: its words, its percentages, and how texts write it (longest first)."""

    key: str
    words: Message
    percent: str
    written: tuple[str, ...]


BANDS: dict[str, Band] = {
    band.key: band
    for band in (
        Band("remote-chance", N_("remote chance"), "0-5", ("remote chance",)),
        Band("highly-unlikely", N_("highly unlikely"), "10-20", ("highly unlikely",)),
        Band("unlikely", N_("unlikely"), "25-35", ("unlikely",)),
        Band("realistic-possibility", N_("realistic possibility"), "40-50",
             ("realistic possibility",)),
        Band("likely", N_("likely or probable"), "55-75", ("likely", "probable", "probably")),
        Band("highly-likely", N_("highly likely"), "80-90", ("highly likely", "highly probable")),
        Band("almost-certain", N_("almost certain"), "95-100", ("almost certain",)),
    )
}  # fmt: skip

CONFIDENCE: dict[str, Message] = {
    "high": N_("high confidence"),
    "moderate": N_("moderate confidence"),
    "low": N_("low confidence"),
}


def distance(scale: Iterable[str], one: str, other: str) -> int:
    """Steps between two words of one list."""
    keys = list(scale)
    return abs(keys.index(one) - keys.index(other))


def bands_in(text: str) -> list[str]:
    """The bands that a text names, in the order of the yardstick."""
    folded = f" {fold(text)} "
    found = set()
    forms = sorted(
        ((form, band.key) for band in BANDS.values() for form in band.written),
        key=lambda pair: -len(pair[0]),
    )
    for form, key in forms:
        # what stands inside a longer form is not named by itself
        if f" {form} " in folded:
            found.add(key)
            folded = folded.replace(f" {form} ", "  ")
    return [key for key in BANDS if key in found]


def read_words(node: Node, name: str, allowed: Collection[str]) -> tuple[str, ...]:
    """One word of a list, or several of which each is right; none where the field is not there."""
    raw = node.raw(name)
    listed = [] if raw is None else [raw] if isinstance(raw, str) else raw
    if not isinstance(listed, list | tuple) or any(one not in [*allowed] for one in listed):
        node.fault(name, N_("Choose from: %(options)s.", options=", ".join(allowed)))
        return ()
    return tuple(dict.fromkeys(map(str, listed)))


def mark_likelihood(right: tuple[str, ...], chosen: str, most: Fraction) -> PartMark:
    """The word of likelihood: the next band of the yardstick has half."""
    subject, band = N_("Likelihood"), BANDS[right[0]]
    told = N_("%(words)s (%(percent)s per cent)", words=band.words, percent=band.percent)
    steps = min((distance(BANDS, one, chosen) for one in right), default=0) if chosen else None
    return _by_steps(subject, steps, told, most)


def mark_confidence(right: tuple[str, ...], chosen: str, most: Fraction) -> PartMark:
    """How sure the analyst is: the next level has half."""
    steps = min((distance(CONFIDENCE, one, chosen) for one in right), default=0) if chosen else None
    return _by_steps(N_("Confidence"), steps, CONFIDENCE[right[0]], most)


def _by_steps(subject: Message, steps: int | None, right: Message, most: Fraction) -> PartMark:
    if steps is None:
        return blank(most, subject)
    if steps == 0:
        return PartMark(subject, Outcome.RIGHT, most, most, N_("Rightly chosen."))
    if steps == 1:
        reason = N_("One step beside the right one: %(right)s.", right=right)
        return PartMark(subject, Outcome.PARTLY, most / 2, most, reason)
    return PartMark(subject, Outcome.WRONG, ZERO, most, N_("Right is: %(right)s.", right=right))
