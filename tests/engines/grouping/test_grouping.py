"""Groups that mix: what is hard is kept, what is soft is never worse than dealing round."""

from collections import Counter
from fractions import Fraction
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from lms.engines.grouping import (
    ClashKind,
    Effort,
    Kind,
    Person,
    Problem,
    Rules,
    group_people,
    groups_of_size,
    score,
)
from lms.engines.grouping.dealing import deal

QUICK = Effort(work=0.05, seconds=60)
THOROUGH = Effort(work=20, seconds=120)
RULES = Rules({"agency": 5, "rank": 2, "gender": 4}, alone=9)


def people(*texts: str) -> list[Person]:
    """One person for each text such as `ANF 2 f`; `-` is not known."""
    found = []
    for number, text in enumerate(texts):
        agency, rank, gender = ("" if one == "-" else one for one in text.split())
        features = {"agency": agency, "rank": rank, "gender": gender}
        found.append(Person(f"p{number:02d}", features))
    return found


@st.composite
def problems(draw: st.DrawFn, most: int = 14, stay: bool = False) -> Problem:
    features = st.fixed_dictionaries(
        {
            "agency": st.sampled_from("ABC"),
            "rank": st.sampled_from(["", "1", "2"]),
            "gender": st.sampled_from(["", "f", "m", "m"]),
        }
    )
    drawn = draw(st.lists(features, min_size=2, max_size=most))
    persons = [Person(f"p{number:02d}", one) for number, one in enumerate(drawn)]
    groups = draw(st.integers(1, min(4, len(persons))))
    weights = st.integers(0, 6)
    rules = Rules(
        {name: draw(weights) for name in ("agency", "rank", "gender")},
        alone=draw(weights),
        stay=draw(weights) if stay else 0,
    )
    place = st.integers(0, groups - 1)
    keys = [one.key for one in persons]
    locked = draw(st.dictionaries(st.sampled_from(keys), place, max_size=len(keys) // groups))
    now = draw(st.dictionaries(st.sampled_from(keys), place)) if stay else {}
    return Problem(persons, groups, rules, locks=locked, now=now)


@settings(max_examples=30)
@given(problems(stay=True))
def test_sizes_locks_and_everybody_once_and_never_worse_than_dealing(problem: Problem) -> None:
    found = group_people(problem, QUICK)
    if found.clashes:
        # only locks can contradict here: more people at a table than the sizes allow
        assert {one.kind for one in found.clashes} == {ClashKind.LOCKS_FILL}
        return
    sizes = [len(keys) for keys in found.groups]
    assert len(sizes) == problem.groups and max(sizes) - min(sizes) <= 1
    named = [key for keys in found.groups for key in keys]
    assert sorted(named) == sorted(one.key for one in problem.people)
    assert all(found.place[key] == group for key, group in problem.locks.items())
    assert found.score is not None
    assert found.score.total <= score(problem, deal(problem)).total
    assert found.score == score(problem, found.place)
    assert found == group_people(problem, QUICK), "the same question gives the same answer"


@settings(max_examples=20)
@given(problems(most=6, stay=True))
def test_as_good_as_trying_everything(problem: Problem) -> None:
    found = group_people(problem, THOROUGH)
    keys = [one.key for one in problem.people]
    costs = []
    for places in product(range(problem.groups), repeat=len(keys)):
        sizes = Counter(places)
        spread = [sizes[group] for group in range(problem.groups)]
        place = dict(zip(keys, places, strict=True))
        if max(spread) - min(spread) <= 1 and problem.locks.items() <= place.items():
            costs.append(score(problem, place).total)
    assert (found.score is None) == (not costs)
    if found.score is not None:
        assert found.best and found.score.total == min(costs)


def test_four_agencies_at_two_tables_are_halved() -> None:
    room = people(
        *["ANF 2 m", "ANF 3 m", "FIA 2 m", "FIA 3 f", "FC 2 m", "FC 3 f", "SP 2 m", "SP 3 m"]
    )
    found = group_people(Problem(room, 2, RULES), THOROUGH)
    assert found.best and found.score is not None
    for mix in found.score.mixes:
        assert mix["agency"] == {"ANF": 1, "FIA": 1, "FC": 1, "SP": 1}
        assert mix["rank"] == {"2": 2, "3": 2}
    # two women: one at each table is even, and both at one table keeps neither alone
    alone = next(one for one in found.score.costs if one.kind is Kind.ALONE)
    assert alone.amount == 0
    assert sorted(mix["gender"].get("f", 0) for mix in found.score.mixes) == [0, 2]
    off = next(one for one in found.score.costs if one.feature == "gender")
    assert off.amount == 4 and off.least == 0  # women and men, each 1 off at each table
    assert {(one.value, one.has, one.share) for one in found.score.missed} == {
        ("f", 0, Fraction(1)), ("f", 2, Fraction(1)), ("m", 2, Fraction(3)), ("m", 4, Fraction(3)),
    }  # fmt: skip
    plain = group_people(Problem(room, 2, Rules(RULES.spread)), THOROUGH)
    assert plain.score is not None and plain.score.missed == ()
    assert [mix["gender"]["f"] for mix in plain.score.mixes] == [1, 1]


def test_pairs_are_kept_and_given_sizes_too() -> None:
    room = people(*["ANF 2 m"] * 5, *["FIA 2 m"] * 4)
    problem = Problem(
        room, 3, RULES, sizes=(4, 3, 2), locks={"p00": 2},
        together=[("p00", "p05")], apart=[("p01", "p02"), ("p02", "p03")],
    )  # fmt: skip
    found = group_people(problem, THOROUGH)
    assert [len(keys) for keys in found.groups] == [4, 3, 2]
    assert set(found.groups[2]) == {"p00", "p05"}
    assert found.place["p01"] != found.place["p02"] != found.place["p03"]


def test_what_contradicts_itself_is_named() -> None:
    room = people(*["ANF 2 m"] * 6)

    def told(**values: object) -> set[tuple[ClashKind, tuple[str, ...]]]:
        found = group_people(Problem(room, **{"groups": 3, "rules": RULES, **values}), QUICK)  # type: ignore[arg-type]
        assert found.groups == () and found.score is None
        return {(one.kind, one.people) for one in found.clashes}

    full = ("p00", "p01", "p02")
    assert told(locks=dict.fromkeys(full, 1)) == {(ClashKind.LOCKS_FILL, full)}
    assert told(groups=7) == {(ClashKind.TOO_MANY_GROUPS, ())}
    assert told(sizes=(3, 3, 3)) == {(ClashKind.SIZES, ())}
    chain = [("p00", "p01"), ("p01", "p02")]
    assert told(together=chain) == {(ClashKind.TOGETHER_TOO_MANY, full)}
    pair = ("p00", "p01")
    assert told(together=[pair], apart=[pair]) == {(ClashKind.APART_TOGETHER, pair)}
    assert told(together=[pair], locks={"p00": 0, "p01": 1}) == {
        (ClashKind.TOGETHER_LOCKED_APART, pair)
    }
    # four people who all keep apart need four groups: only the search sees that
    four = [(f"p0{one}", f"p0{other}") for one in range(4) for other in range(one)]
    assert {kind for kind, _people in told(apart=four)} == {ClashKind.PAIRS}
    assert group_people(Problem([], 1, RULES), QUICK).clashes[0].kind is ClashKind.NOBODY


def test_who_may_stay_stays_and_a_latecomer_takes_the_free_seat() -> None:
    room = people(*["ANF 2 m", "FIA 2 m", "FC 2 m"] * 4)
    first = group_people(Problem(room, 4, RULES), QUICK)
    gone = first.groups[1][0]
    left = [one for one in room if one.key != gone]
    late = Person("late", next(one for one in room if one.key == gone).features)
    now = {key: place for key, place in first.place.items() if key != gone}
    again = group_people(Problem([late, *left], 4, Rules(RULES.spread, stay=1), now=now), QUICK)
    assert again.place == {**now, "late": 1}
    # nobody moves where nothing is gained, though staying has no weight
    turned = {key: (group + 1) % 4 for key, group in first.place.items()}
    assert group_people(Problem(room, 4, RULES, now=turned), QUICK).place == turned


def test_groups_of_at_most_a_size() -> None:
    assert [groups_of_size(count, 6) for count in (1, 6, 7, 28)] == [1, 1, 2, 5]
