"""How many questions of a bank fit each row of a quiz's blueprint."""

from collections.abc import Mapping
from dataclasses import dataclass

from lms.authoring.formats.texts import Json, mappings
from lms.engines.marking.drawing import eligible, least_supply
from lms.engines.marking.plan import Form
from lms.engines.marking.quiz import parse_bank
from lms.engines.marking.types import Difficulty, Question


@dataclass(frozen=True)
class Supply:
    """For the row at this place: how many fit it, and how many are sure to be left for it."""

    section: int
    row: int
    fits: int
    sure: int


def supplies(quiz: Json, banks: Mapping[str, Json]) -> list[Supply]:
    """The supply of each row that draws; rows whose bank has faults are left out."""
    read = {name: bank for name, payload in banks.items() if (bank := parse_bank(payload).value)}
    earlier: list[tuple[int, tuple[Question, ...]]] = []
    found = []
    for section_number, section in enumerate(mappings(quiz.get("sections"))):
        for at, row in enumerate(mappings(section.get("draw"))):
            bank = read.get(str(row.get("bank")))
            if bank is None:
                continue
            try:
                pool = eligible(
                    bank.questions,
                    difficulty=Difficulty(row["difficulty"]) if row.get("difficulty") else None,
                    aim=str(row["aim"]) if row.get("aim") else None,
                    form=Form(row["form"]) if row.get("form") else None,
                )
            except ValueError:
                continue
            found.append(Supply(section_number, at, len(pool), least_supply(pool, earlier)))
            count = row.get("count")
            earlier.append((count if isinstance(count, int) else 0, pool))
    return found
