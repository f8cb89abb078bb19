"""Words for tables and their mix, and the weights from an address."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from werkzeug.datastructures import MultiDict

from lms.accounts.enums import Gender
from lms.core.i18n import _, _l, localized, number
from lms.engines.grouping import ClashKind
from lms.enrolments.rules.syndicates import HEAVIEST, Wish, rank_band
from lms.enrolments.seating import Seating, Share, Suggestion

WEIGHTS = ("agency", "rank", "gender", "alone", "stay")
PAIRS = 3
ACTS = {
    "made": _l("Tables made"),
    "renamed": _l("Table named"),
    "removed": _l("Table taken away"),
    "seated": _l("Person moved"),
    "locked": _l("Place locked or unlocked"),
    "applied": _l("Suggestion applied"),
}
RULES = {
    "agency": _l("Agencies are spread evenly"),
    "rank": _l("Ranks are spread evenly"),
    "gender": _l("Women and men are spread evenly"),
    "alone": _l("Nobody is the only woman or man at a table"),
    "stay": _l("People stay where they sit"),
}
HEADS = {"agency": _l("Agencies"), "rank": _l("Ranks"), "gender": _l("Women and men")}


def wish_of(args: "MultiDict[str, str]") -> Wish:
    """The weights and pairs that an address asks for; what is missing or broken is as usual."""
    usual = Wish()
    weights = {}
    for name in WEIGHTS:
        typed = args.get(name, type=int)
        weights[name] = getattr(usual, name) if typed is None else max(0, min(HEAVIEST, typed))
    pairs: dict[str, list[tuple[UUID, UUID]]] = {"apart": [], "together": []}
    for place in range(1, PAIRS + 1):
        one, other = (_key(args.get(f"pair{place}-{side}", "")) for side in ("a", "b"))
        kind = args.get(f"pair{place}", "")
        if one and other and one != other and kind in pairs:
            pairs[kind].append((one, other))
    return Wish(**weights, apart=tuple(pairs["apart"]), together=tuple(pairs["together"]))


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def seating_words(seen: Seating) -> Mapping[str, Any]:
    """What the templates of tables call things by."""
    agencies = {key: localized(name) for key, name in seen.agencies.items()}
    ranks = {rank_band(seat.rank): seat.rank for seat in seen.seats}
    return {
        "agencies": agencies,
        "gender_marks": gender_marks(),
        "mix_heads": HEADS,
        "rules": RULES,
        "weights": WEIGHTS,
        "pairs": range(1, PAIRS + 1),
        "value_word": lambda name, value: _value(name, value, agencies, ranks),
        "even_word": even_word,
    }


def gender_marks() -> dict[Gender, tuple[str, str]]:
    """A letter and its word for each gender that is said."""
    return {
        Gender.FEMALE: (_("F"), _("woman")),
        Gender.MALE: (_("M"), _("man")),
        Gender.OTHER: (_("O"), _("other")),
    }


def _value(name: str, value: str, agencies: Mapping[UUID, str], ranks: Mapping[str, str]) -> str:
    """A value of a feature in words; a rank that has no band as somebody's is written."""
    if name == "agency":
        return agencies.get(UUID(value), "")
    if name == "gender":
        return _("Women") if value == Gender.FEMALE.value else _("Men")
    return value if value.startswith("BS ") else ranks.get(value, value)


def even_word(share: Share) -> str:
    """The even share in words: a whole number, or from the one to the other."""
    least, rest = divmod(share.share.numerator, share.share.denominator)
    if not rest:
        return number(least)
    return _("%(least)s or %(most)s", least=number(least), most=number(least + 1))


def clash_words(found: Suggestion) -> list[str]:
    """Why no tables can be suggested, and what to do."""
    names = {str(seat.id): seat.name for seat in found.now.seats}
    letters = [table.letter for table in found.now.tables]
    return [
        _clash(
            clash.kind,
            _(", ").join(names.get(key, "") for key in clash.people),
            letters[clash.group] if clash.group is not None else "",
        )
        for clash in found.clashes
    ]


def _clash(kind: ClashKind, people: str, table: str) -> str:
    match kind:
        case ClashKind.TOO_MANY_GROUPS:
            return _("There are more tables than people. Take some tables away.")
        case ClashKind.LOCKS_FILL:
            return _(
                "More people are locked at table %(table)s than its even size allows. Unlock some.",
                table=table,
            )
        case ClashKind.TOGETHER_TOO_MANY:
            return _("%(people)s are more than one table takes.", people=people)
        case ClashKind.TOGETHER_LOCKED_APART:
            return _(
                "%(people)s are locked at different tables. Unlock one of them.", people=people
            )
        case ClashKind.APART_TOGETHER:
            return _("%(people)s cannot be kept apart: they are locked or kept together.",
                     people=people)  # fmt: skip
        case _:
            return _("These pairs cannot all be kept. Take one of them out: %(people)s.",
                     people=people)  # fmt: skip
