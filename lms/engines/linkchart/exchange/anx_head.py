"""The head of an i2 file: what its items refer to, and what belongs to the chart as a whole."""

from lms.engines.linkchart.exchange.anx_stream import Attributes, Raw
from lms.engines.linkchart.exchange.anx_write import DATE, GRADES, GROUPS, HANDLING, OWN_GRADES
from lms.engines.linkchart.exchange.beside import Beside, about_of, read_beside
from lms.engines.linkchart.exchange.grades import grading_of
from lms.engines.linkchart.exchange.types import Told
from lms.engines.linkchart.model import (
    About,
    AttributeKind,
    Chart,
    Grading,
)
from lms.engines.linkchart.vocabulary import Strength

_KINDS = {
    "attnumber": AttributeKind.NUMBER,
    "attflag": AttributeKind.FLAG,
    "atttime": AttributeKind.TIME,
}
_DOTS = {
    "dotstylesolid": Strength.CONFIRMED,
    "dotstyledashed": Strength.UNCONFIRMED,
    "dotstyledashdot": Strength.UNCONFIRMED,
    "dotstyledashdotdot": Strength.UNCONFIRMED,
    "dotstyledotted": Strength.TENTATIVE,
}
_LISTS = ("GradeOne", "GradeTwo", "GradeThree")


class Head:
    """Looks up names and references of the lists."""

    def __init__(self, raw: Raw) -> None:
        self._grades = [raw.grades.get(name, []) for name in _LISTS]
        self._gradings: dict[tuple[str, str, str], Grading] = {}
        self._classes = _by_id(raw.classes)
        self._class_kinds = {
            one.get("Name", ""): _KINDS.get(one.get("Type", "").lower(), AttributeKind.TEXT)
            for one in raw.classes
        }
        self._entity_types = _by_id(raw.entity_types)
        self._icons = {one.get("Name", ""): one.get("IconFile", "") for one in raw.entity_types}
        self._link_types = _by_id(raw.link_types)
        self._strengths = _by_id(raw.strengths)
        self._dots = {
            one.get("Name", ""): _DOTS.get(one.get("DotStyle", "").lower()) for one in raw.strengths
        }

    def attribute(self, raw: Attributes) -> tuple[str, str, AttributeKind]:
        """Name, value and kind of an attribute, by name or by reference."""
        name = raw.get("AttributeClass") or self._classes.get(
            raw.get("AttributeClassReference", ""), ""
        )
        return name, raw.get("Value", ""), self._class_kinds.get(name, AttributeKind.TEXT)

    def entity_type(self, style: Attributes) -> tuple[str, str]:
        """The type's name and icon key. i2 goes by the reference where both are there."""
        name = self._entity_types.get(style.get("EntityTypeReference", "")) or style.get("Type", "")
        icon = style.get("TypeIconName") or self._icons.get(name, "")
        return name, icon.replace("\\", "/").rpartition("/")[2].removesuffix(".bmp")

    def link_type(self, style: Attributes) -> str:
        """The name of a link's type."""
        named = self._link_types.get(style.get("LinkTypeReference", ""))
        return (named or style.get("Type", "")).strip() or "Link"

    def strength(self, style: Attributes) -> tuple[Strength, str]:
        """A link's strength, and its name where that is none of ours."""
        name = style.get("Strength") or self._strengths.get(style.get("StrengthReference", ""), "")
        plain = name.strip().lower()
        if plain in list(Strength):
            return Strength(plain), ""
        found = self._dots.get(name) or Strength.CONFIRMED
        return found, "" if plain in ("", "default") else name

    def grading(self, raw: Attributes) -> Grading:
        """The grades of an item or card. An index that is not written means: not graded."""
        key = (raw.get(GRADES[0], ""), raw.get(GRADES[1], ""), raw.get(GRADES[2], ""))
        if key not in self._gradings:
            self._gradings[key] = grading_of(
                [_at(*one) for one in zip(self._grades, key, strict=True)]
            )
        return self._gradings[key]


def _by_id(rows: list[Attributes]) -> dict[str, str]:
    return {one["Id"]: one.get("Name", "") for one in rows if one.get("Id")}


def _at(grades: list[str], index: str) -> str:
    place = int(index) if index.isdecimal() and len(index) < 6 else -1
    return grades[place] if 0 <= place < len(grades) else ""


def about_and_beside(raw: Raw, chart: Chart, told: Told) -> tuple[About, Beside]:
    """Title block, groups and own grades."""
    fields = {one.get("Type", ""): one.get("Field", "") for one in raw.fields}
    own = {one.get("Name", ""): one.get("Value", "") for one in raw.properties}
    about = about_of(
        fields.get("SummaryFieldTitle", ""),
        fields.get("SummaryFieldAuthor", ""),
        own.get(HANDLING, ""),
        own.get(DATE, ""),
    )
    return about, read_beside(own.get(GROUPS, ""), own.get(OWN_GRADES, ""), chart, told)
