"""Charts for property tests of the exchange: anything that the own JSON can hold."""

from hypothesis import strategies as st

from lms.engines.linkchart.model import (
    About,
    Attribute,
    AttributeKind,
    Card,
    Chart,
    Entity,
    Grade,
    Grading,
    Group,
    Link,
    Merged,
)
from lms.engines.linkchart.vocabulary import ENTITY_TYPES, Direction, Strength
from lms.engines.scales import SCALES

LETTERS = st.characters(
    codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"
)
WORDS = st.text(
    st.one_of(st.sampled_from("ab \n\t\r\"'<>&;=,|\\ابپ中é"), LETTERS), max_size=10
).map(str.strip)
SAID = WORDS.filter(bool)
UNGRADED = ("-", "--", "none", "n/a", "no grade", "not set", "not graded", "ungraded", "<none>")
IDS = st.from_regex(r"[A-Za-z0-9-]{1,12}", fullmatch=True)
DATES = st.one_of(
    st.just(""),
    st.integers(1, 9999).map(lambda year: f"{year:04}"),
    st.dates().map(lambda day: day.isoformat()[:7]),
    st.dates().map(lambda day: day.isoformat()),
    st.datetimes().map(lambda at: f"{at:%Y-%m-%dT%H:%M}".zfill(16)),
    st.datetimes().map(lambda at: at.replace(microsecond=0).isoformat() + "Z"),
    st.datetimes().map(lambda at: at.replace(microsecond=0).isoformat() + "+05:00"),
)
ATTRIBUTES = st.one_of(
    WORDS.map(Attribute),
    st.decimals(-999999, 999999, allow_nan=False, places=2).map(
        lambda number: Attribute(str(number), AttributeKind.NUMBER)
    ),
    st.booleans().map(lambda flag: Attribute(str(flag).lower(), AttributeKind.FLAG)),
    DATES.filter(bool).map(lambda at: Attribute(at, AttributeKind.TIME)),
)


@st.composite
def gradings(draw: st.DrawFn) -> Grading:
    """Codes of one scale, of which at least one is there, or words without a scale."""
    if draw(st.booleans()):
        words = SAID.filter(lambda word: not word.endswith(")"))
        graded = words.filter(lambda word: word.casefold() not in UNGRADED)
        return Grading("", draw(graded), draw(graded), draw(graded))
    scale = draw(st.sampled_from(list(SCALES.values())))
    codes = [draw(st.sampled_from(("", *scale.codes(part)))) for part in ("source", "information")]
    codes.append(draw(st.sampled_from(("", *(one.code for one in scale.handling)))))
    return Grading(scale.scheme, *codes) if any(codes) else Grading()


CARDS = st.lists(
    st.builds(Card, IDS, WORDS, WORDS, WORDS, WORDS, gradings(), DATES),
    max_size=3,
    unique_by=lambda card: card.id,
).map(tuple)
NAMED = st.dictionaries(SAID, ATTRIBUTES, max_size=3)


@st.composite
def charts(draw: st.DrawFn, *, most: int = 5) -> Chart:
    """A chart with links, groups and everything else; no two things share an id."""
    ids = draw(st.lists(IDS, min_size=1, max_size=2 * most + 2, unique=True))
    keys, rest = ids[:most], ids[most:]
    entities = {key: draw(_entity(key)) for key in keys}
    links = {}
    for key in rest[:most] if len(keys) > 1 else ():
        source, target = draw(st.permutations(keys))[:2]
        links[key] = draw(_link(key, source, target))
    groups = {
        key: Group(
            key,
            draw(WORDS),
            tuple(draw(st.lists(st.sampled_from(keys), unique=True, max_size=3))),
            draw(st.sampled_from(("", *keys))),
        )
        for key in rest[most:]
    }
    grades = draw(st.dictionaries(st.from_regex(r"R\d\d", fullmatch=True), _GRADES, max_size=2))
    about = About(draw(WORDS), draw(WORDS), draw(WORDS), draw(DATES))
    return Chart(entities, links, grades, groups, about)


_GRADES = st.builds(Grade, st.sampled_from("ABCX"), st.sampled_from("1234"))


def _entity(key: str) -> st.SearchStrategy[Entity]:
    return st.builds(
        Entity,
        id=st.just(key),
        type=st.sampled_from(list(ENTITY_TYPES)),
        label=SAID,
        identity=WORDS,
        aliases=st.lists(SAID, max_size=2, unique=True).map(tuple),
        cards=CARDS,
        note=WORDS,
        attributes=NAMED,
        since=DATES,
        until=DATES,
        merged=st.lists(st.builds(Merged, IDS, SAID, WORDS), max_size=2).map(tuple),
        at=st.one_of(st.none(), st.tuples(st.integers(-99999, 99999), st.integers(-999, 999))),
    )


def _link(key: str, source: str, target: str) -> st.SearchStrategy[Link]:
    return st.builds(
        Link,
        id=st.just(key),
        source=st.just(source),
        target=st.just(target),
        type=SAID,
        direction=st.sampled_from(Direction),
        strength=st.sampled_from(Strength),
        label=WORDS,
        cards=CARDS,
        assessed=st.booleans(),
        note=WORDS,
        attributes=NAMED,
        since=DATES,
        until=DATES,
    )
