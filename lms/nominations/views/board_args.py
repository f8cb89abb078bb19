"""What the address of the board asks for, and addresses that ask for a little else."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from flask import request, url_for
from werkzeug.datastructures import MultiDict

from lms.nominations.enums import NominationState
from lms.nominations.rules.board import Lane, Sort, View, Wanted
from lms.nominations.rules.features import Feature

Word = TypeVar("Word", bound=StrEnum)
PLAIN = ("agency", "state", "lane", "q", "view", "sort", "blind")


def wanted() -> Wanted:
    """The filters, the order and the view; what is not known is not asked for."""
    args = request.args
    return Wanted(
        agency_id=key_or_none(args.get("agency", "")),
        state=_word(NominationState, args.get("state", "")),
        lane=_word(Lane, args.get("lane", "")),
        features={one: args.get(one, "")[:120] for one in Feature if args.get(one)},
        words=args.get("q", "")[:120],
        view=_word(View, args.get("view", "")) or View.ALL,
        sort=_word(Sort, args.get("sort", "")) or Sort.PRIORITY,
        blind=args.get("blind") == "1",
    )


def lane_pages() -> Mapping[Lane, int]:
    """The page of each lane, from 1."""
    return {lane: min(max(request.args.get(lane.value, 1, type=int), 1), 100_000) for lane in Lane}


def keys(texts: Iterable[str]) -> list[UUID]:
    """The ids among the texts, each once."""
    found = [key_or_none(text) for text in texts]
    return list(dict.fromkeys(key for key in found if key is not None))


def key_or_none(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _word(kind: type[Word], text: str) -> Word | None:
    return kind(text) if text in set(kind) else None


def kept() -> dict[str, str]:
    """The filters of this address, for the next one."""
    names = (*PLAIN, *(one.value for one in Feature))
    return {name: request.args[name] for name in names if request.args.get(name)}


def board_url(slug: str, **changed: str | int | None) -> str:
    """The board with the present filters, some of them changed; None takes one away."""
    values = MultiDict(kept())
    for name, value in changed.items():
        values.pop(name, None)
        if value not in {None, ""}:
            values[name] = str(value)
    return url_for("nominations.entry", slug=slug, **values.to_dict())  # type: ignore[arg-type]
