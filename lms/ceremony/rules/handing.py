"""Who hands what to whom. Pure."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from lms.ceremony.enums import Handing


def givers(
    people: Sequence[tuple[UUID, UUID | None]],
    hands: Sequence[str],
    *,
    way: Handing,
    by_agency: Mapping[str, str],
    by_hand: Mapping[str, str],
) -> dict[UUID, list[str]]:
    """The keys of those who hand over to each person; none where nobody is named to hand over.

    `people` are (who, agency) in the order of calling, `hands` the guests who hand over in their
    order. By turns the first gives to the first. By agency, all of an agency take from the same
    hand, and so do those of none; where no choice is made, they take turns. A choice by hand wins
    where the way is by hand; others take turns.
    """
    if not hands:
        return {person: [] for person, _agency in people}
    if way is Handing.TOGETHER:
        return {person: list(hands) for person, _agency in people}
    agencies: dict[UUID | None, int] = {}
    for _person, agency in people:
        agencies.setdefault(agency, len(agencies))
    found = {}
    for place, (person, agency) in enumerate(people):
        turn = agencies[agency] if way is Handing.AGENCY else place
        chosen = {
            Handing.AGENCY: by_agency.get(str(agency)),
            Handing.HAND: by_hand.get(str(person)),
        }
        wanted = chosen.get(way)
        found[person] = [wanted if wanted in hands and wanted else hands[turn % len(hands)]]
    return found
