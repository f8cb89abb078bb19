"""The aims of a session's balance, as they are stored and as they are typed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from lms.core.messages import N_, Message
from lms.engines.selection.types import Aim, AimKind
from lms.nominations.rules.features import Feature

SCHEMA = 1
MOST = 8  # aims that one session may state
SHARES = frozenset({AimKind.SHARE_AT_LEAST, AimKind.SHARE_AT_MOST})


class TypedAim(NamedTuple):
    """One line of the form of aims. `whom` is `feature:value`, for different values `feature:`."""

    kind: str = ""
    whom: str = ""
    amount: str = ""

    @property
    def empty(self) -> bool:
        return not self.kind


def read_aims(payload: Mapping[str, Any]) -> tuple[Aim, ...]:
    """The stored aims in their order; nothing where none are stated."""
    return tuple(
        Aim(
            AimKind(one["kind"]),
            str(one["feature"]),
            frozenset(one.get("values", ())),
            int(one.get("amount", 0)),
        )
        for one in payload.get("aims", ())
    )


def write_aims(aims: Iterable[Aim]) -> dict[str, Any]:
    """The aims as they are stored."""
    return {
        "schema": SCHEMA,
        "aims": [
            {
                "kind": aim.kind.value,
                "feature": aim.feature,
                "values": sorted(aim.values),
                "amount": aim.amount,
            }
            for aim in aims
        ],
    }


def typed_aims(aims: Iterable[Aim]) -> list[TypedAim]:
    """Aims as lines of the form."""
    return [
        TypedAim(
            aim.kind.value,
            f"{aim.feature}:{min(aim.values, default='')}",
            "" if aim.kind is AimKind.PREFER else str(aim.amount),
        )
        for aim in aims
    ]


def parse_aims(lines: Sequence[TypedAim]) -> tuple[tuple[Aim, ...], dict[int, Message]]:
    """The typed aims, and the faults by the number of their line from 0."""
    aims: list[Aim] = []
    faults: dict[int, Message] = {}
    for place, line in enumerate(lines):
        if line.empty:
            continue
        found = _parse(line)
        if isinstance(found, Message):
            faults[place] = found
        elif found in aims:
            faults[place] = N_("This aim stands above already. Clear this line.")
        else:
            aims.append(found)
    return tuple(aims), faults


def _parse(line: TypedAim) -> Aim | Message:
    feature, _colon, value = line.whom.partition(":")
    if line.kind not in set(AimKind) or feature not in set(Feature):
        return N_("Choose the kind of aim and of whom it speaks.")
    kind = AimKind(line.kind)
    if kind is AimKind.SPREAD and value:
        return N_("For different values choose one of “different ranks”, “different provinces”.")
    if kind is not AimKind.SPREAD and not value:
        return N_("Choose of whom the aim speaks; “different” goes with the aim of that name.")
    if kind is AimKind.PREFER:
        return Aim(kind, feature, frozenset({value}))
    amount = line.amount.strip()
    most = 100 if kind in SHARES else 10_000
    if not (amount.isascii() and amount.isdigit() and int(amount) <= most):
        return N_("Write a whole number from 0 to %(most)s.", most=most)
    values = frozenset({value}) if value else frozenset()
    return Aim(kind, feature, values, int(amount))
