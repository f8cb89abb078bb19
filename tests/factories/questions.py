"""A question of every kind, and for any question another one that differs only in what is right.

Whatever a participant must not see carries CANARY: authors' names, feedback, explanations.
"""

import copy
from typing import Any

from tests.factories.exercises import CANARY

Json = dict[str, Any]
PICTURE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 200">'
    b'<rect width="400" height="200" fill="#eeeeee"/>'
    b'<circle cx="100" cy="100" r="40" fill="#336699"/><circle cx="300" cy="100" r="40"/></svg>'
)
IMAGE = "media/two-circles.svg"


def _word(text: str) -> Json:
    return {"en": f"{CANARY} {text}."}


def _key(name: str) -> str:
    return f"{CANARY.lower()}-{name}"


def _options(right: str, *others: str) -> list[Json]:
    texts = [(right, True), *((text, False) for text in others)]
    return [
        {
            "key": _key(f"option-{place}"),
            "text": {"en": text},
            "correct": correct,
            "feedback": _word(f"on {place}"),
        }
        for place, (text, correct) in enumerate(texts)
    ]


def every_kind() -> list[Json]:
    """A question of every kind, in the form of quiz files."""
    return [
        _head("single", options=_options("A lorry", "A boat", "A cart")),
        _head("multiple", points=2, options=_multiple(), penalty="0.5"),
        _head("confidence", points=3, options=_options("Monday", "Tuesday", "Friday")),
        _head("short_text", answer={"accepted": [f"{CANARY} crossing"]}, feedback=_word("text")),
        _head(
            "numeric",
            answer={"value": "73129", "tolerance": "0.5", "unit": "kg"},
            near={"tolerance": "91", "feedback": _word("near")},
            units=[{"unit": "g", "factor": "0.001"}],
            unit_cost="0.25",
            feedback=_word("number"),
        ),
        _head(
            "calculated",
            text={"en": "What do {n} lorries carry, at 12 boxes each?"},
            parameters=[{"key": "n", "low": 2, "high": 9, "step": 1}],
            formula="n * 12",
            feedback=_word("sum"),
        ),
        _head(
            "source_grading",
            points=3,
            scheme="4x4",
            quote={"source": {"en": "Report R21"}, "text": {"en": "A farmer saw a lorry."}},
            answer={"source": "X", "information": "2", "handling": "H1"},
            feedback={"source": {"C": _word("source C")}, "information": {"1": _word("info 1")}},
        ),
        _matching(),
        _head(
            "ordering",
            points=2,
            items=[
                {"key": _key(f"item-{place}"), "text": {"en": text}}
                for place, text in enumerate(["Collect", "Evaluate", "Collate", "Analyse"])
            ],
            feedback=_word("order"),
        ),
        _cloze(),
        _head(
            "categorise",
            points=2,
            categories=[
                {"key": _key(name.lower()), "text": {"en": name}}
                for name in ("Open", "Closed", "Human")
            ],
            items=[
                {
                    "key": _key(f"thing-{place}"),
                    "text": {"en": text},
                    "category": _key(group.lower()),
                    "feedback": _word(text),
                }
                for place, (text, group) in enumerate(
                    [("A newspaper", "Open"), ("A police file", "Closed"), ("A neighbour", "Human")]
                )
            ],
        ),
        _head(
            "hotspot",
            image=IMAGE,
            alt={"en": "Two circles side by side"},
            ratio="0.5",
            regions=[
                _region("left", ["15", "30", "20", "40"], True),
                _region("right", ["65", "30", "20", "40"], False),
            ],
        ),
        _head(
            "essay",
            points=4,
            words={"least": 5, "most": 120},
            rubric=[
                {"key": _key("facts"), "text": _word("facts"), "points": 3},
                {"key": _key("style"), "text": _word("style"), "points": 1},
            ],
            model=_word("model answer"),
        ),
    ]


def pictures_of(question: Json) -> dict[str, str]:
    """The pictures of a hotspot by language: "en" where one serves all."""
    image = question["image"]
    return {"en": image} if isinstance(image, str) else image


def _head(kind: str, **more: Any) -> Json:
    name = kind.replace("_", "-")
    texts = {"text": {"en": f"The question of kind {name}."}, "explanation": _word(f"why {name}")}
    return {"key": _key(name), "kind": kind, **texts, **more}


def _multiple() -> list[Json]:
    options = _options("Fuel", "Water", "Sand", "Food")
    options[3]["correct"] = True
    return options


def _matching() -> Json:
    pairs = [("Lorry", "Road"), ("Boat", "River"), ("Train", "Rail")]
    return _head(
        "matching",
        points=3,
        pairs=[
            {
                "key": _key(f"pair-{place}"),
                "left": {"en": left},
                "right": {"en": right},
                "feedback": _word(left),
            }
            for place, (left, right) in enumerate(pairs)
        ],
        decoys=[{"key": _key("decoy"), "text": {"en": "Tunnel"}, "feedback": _word("decoy")}],
    )


def _cloze() -> Json:
    return _head(
        "cloze",
        points=3,
        passage={"en": "Graded [[one]] by *hand*, in [[two]] weeks, at the [[three]]."},
        blanks=[
            {"key": "one", "options": _options("twice", "never", "often")},
            {"key": "two", "value": "73130", "tolerance": "1", "feedback": _word("weeks")},
            {"key": "three", "accepted": [f"{CANARY} harbour"], "feedback": _word("place")},
        ],
    )


def _region(name: str, at: list[str], correct: bool) -> Json:
    return {
        "key": _key(name),
        "shape": "rect",
        "at": at,
        "label": _word(f"{name} circle"),
        "correct": correct,
        "feedback": _word(name),
    }


def other_key(question: Json) -> Json:
    """The same question for whoever takes it, with something else right and other feedback."""
    new = copy.deepcopy(question)
    _CHANGES[question["kind"]](new)
    _reword(new)
    return new


def _turn(rows: list[Json], name: str) -> None:
    """Each row gets the value of the next one."""
    values = [row.get(name) for row in rows]
    for row, value in zip(rows, [*values[1:], values[0]], strict=True):
        row[name] = value


def _choice(new: Json) -> None:
    _turn(new["options"], "correct")
    if new["kind"] == "multiple":
        new["penalty"] = "0.1"


def _words(new: Json) -> None:
    new["answer"]["accepted"] = ["something else"]


def _number(new: Json) -> None:
    new["answer"] |= {"value": "99417", "tolerance": "2"}
    if "near" in new:
        new["near"]["tolerance"] = "31"


def _sum(new: Json) -> None:
    new["formula"] = f"({new['formula']}) + 7"


def _grades(new: Json) -> None:
    codes = {"source": "AB", "information": "12", "handling": ("H0", "H2")}
    if new["scheme"] != "4x4":
        codes = {
            "5x5x5": {"source": "AB", "information": "12", "handling": "12"},
            "3x5x2": {"source": "13", "information": "AB", "handling": "PC"},
            "6x6": {"source": "AB", "information": "12"},
        }[new["scheme"]]
    for part, right in new["answer"].items():
        new["answer"][part] = next(code for code in codes[part] if code != right)
    new["feedback"] = {}


def _pairs(new: Json) -> None:
    _turn(new["pairs"], "right")
    if new.get("decoys"):
        first, decoy = new["pairs"][0], new["decoys"][0]
        first["right"], decoy["text"] = decoy["text"], first["right"]


def _order(new: Json) -> None:
    new["items"].reverse()
    new.pop("accepted", None)


def _gaps(new: Json) -> None:
    for blank in new["blanks"]:
        if "options" in blank:
            _turn(blank["options"], "correct")
        elif "accepted" in blank:
            blank["accepted"] = ["something else"]
        else:
            blank |= {"value": "99417", "tolerance": "2"}


def _groups(new: Json) -> None:
    keys = [one["key"] for one in new["categories"]]
    for item in new["items"]:
        right = item["category"] if isinstance(item["category"], str) else item["category"][0]
        item["category"] = keys[(keys.index(right) + 1) % len(keys)]


def _regions(new: Json) -> None:
    new["regions"].append(_region("new", ["1", "1", "3", "3"], True))
    for region in new["regions"][:-1]:
        region["correct"] = False
    new["ratio"] = "0.75"


def _rubric(new: Json) -> None:
    for one in new["rubric"]:
        one["text"] = _word("another criterion")
    new["rubric"] = [*new["rubric"][1:], new["rubric"][0]]


_CHANGES = {
    "single": _choice,
    "multiple": _choice,
    "confidence": _choice,
    "short_text": _words,
    "numeric": _number,
    "calculated": _sum,
    "source_grading": _grades,
    "matching": _pairs,
    "ordering": _order,
    "cloze": _gaps,
    "categorise": _groups,
    "hotspot": _regions,
    "essay": _rubric,
}
_SECRET = ("feedback", "explanation", "model", "label")


def _reword(node: Any) -> None:
    """Other words wherever an author writes for the time after release, of another length too."""
    for child in node.values() if isinstance(node, dict) else node:
        if isinstance(child, dict | list):
            _reword(child)
    if isinstance(node, dict):
        for name in _SECRET:
            if isinstance(node.get(name), dict) and isinstance(node[name].get("en"), str):
                node[name] = {"en": f"{CANARY} another word, and a longer one, on the matter."}
