"""Questions of every kind from two sources of chance: `r` makes what is shown, `k` the key.

So two payloads of one `r` and different `k` differ in nothing that a participant may see. All
that stands on the marking side holds the word canary, or a decimal that is nowhere else.
"""

from random import Random

WORDS = ["amber", "cedar", "delta", "ember", "fjord", "grove", "heath", "islet", "knoll", "ledge"]
FORMULAS = ["n * 12 / 8", "(n + 3.125) * n", "n - -4.5 * m", "n / m"]


def secret(k):
    return {"en": f"canary {k.randrange(10**6)}"}


def number(k):
    return f"{k.randrange(100, 999)}.{k.randrange(1, 9)}25"


def texts(r, count, prefix=""):
    return [{"en": f"{prefix}{word}"} for word in r.sample(WORDS, count)]


def mixed(k, items):
    """The same items written in another order."""
    return k.sample(items, len(items))


def options(r, k, correct):
    made = [
        {"key": f"canary-{i}", "text": text, "correct": i in correct, "feedback": secret(k)}
        for i, text in enumerate(texts(r, 5))
    ]
    return mixed(k, made)


def single(r, k):
    return {"options": options(r, k, {k.randrange(5)})}


def multiple(r, k):
    right = set(k.sample(range(5), k.randrange(1, 6)))
    return {"options": options(r, k, right), "penalty": k.choice(["0", "1/2", "1"])}


def source_grading(r, k):
    lists = {
        "4x4": ("ABCX", "1234", ["H0", "H1", "H2", "H3"]),
        "6x6": ("ABCDEF", "123456", None),
        "5x5x5": ("ABCDE", "12345", "12345"),
        "3x5x2": ("123", "ABCDE", "PC"),
    }
    scheme = r.choice(list(lists))
    source, information, handling = lists[scheme]
    answer = {"source": k.choice(source), "information": k.choice(information)}
    if handling and r.random() < 0.5:
        answer["handling"] = k.choice(handling)
    feedback = {"source": {k.choice(source): secret(k)}}
    return {"scheme": scheme, "answer": answer, "feedback": feedback}


def numeric(r, k):
    answer = {"value": number(k), "tolerance": k.choice(["0", "0.5"])}
    made = {"answer": answer, "near": {"tolerance": "7.5", "feedback": secret(k)}}
    way = r.randrange(3)
    if way == 1:
        answer["unit"] = "kg"
        made["units"] = [{"unit": k.choice(["g", "oz"]), "factor": "0.001"}]
    elif way == 2:
        answer["unit"] = k.choice(["canary", "canaries"])
        made["unit_cost"] = k.choice(["1/4", "1/2"])
    return made | {"feedback": secret(k)}


def calculated(r, k):
    low = r.randrange(2, 6)
    return {
        "parameters": [
            {"key": "n", "low": low, "high": low + 20, "step": r.randrange(1, 4)},
            {"key": "m", "low": 3, "high": 9},
        ],
        "formula": k.choice(FORMULAS),
        "tolerance": k.choice(["0.01", "0.5"]),
        "unit": "kg",
        "feedback": secret(k),
    }


def short_text(_r, k):
    forms = [f"canary {word} seven" for word in k.sample(WORDS, 3)]
    return {"answer": {"accepted": forms}, "feedback": secret(k)}


def matching(r, k):
    count, decoys = r.randrange(2, 6), r.randrange(0, 3)
    lefts = texts(r, count, "left ")
    rights = texts(r, count + decoys, "right ")
    if count > 2 and not decoys:
        rights[0] = rights[1] | {"ur": "another hand wrote it"}
    rights = mixed(k, rights)
    pairs = [
        {"key": f"canary-{i}", "left": left, "right": rights[i], "feedback": secret(k)}
        for i, left in enumerate(lefts)
    ]
    wrong = [
        {"key": f"canary-{i}", "text": text, "feedback": secret(k)}
        for i, text in enumerate(rights[count:])
    ]
    return {"pairs": mixed(k, pairs), "decoys": wrong}


def ordering(r, k):
    items = [{"key": f"canary-{i}", "text": one} for i, one in enumerate(texts(r, 5))]
    items = mixed(k, items)
    other = mixed(k, [item["key"] for item in items])
    return {"items": items, "accepted": [other], "feedback": secret(k)}


def categorise(r, k):
    names = ["canary-x", "canary-y", "canary-z"]
    categories = [
        {"key": key, "text": text} for key, text in zip(names, texts(r, 3, "to "), strict=True)
    ]
    items = [
        {
            "key": f"canary-{i}",
            "text": text,
            "category": k.choice([k.choice(names), k.sample(names, 2)]),
            "feedback": secret(k),
        }
        for i, text in enumerate(texts(r, 6))
    ]
    return {"categories": categories, "items": mixed(k, items)}


def cloze(r, k):
    passage = "First [[canary-a]], then [[canary-b]] and [[canary-c]]."
    blanks = [
        {"key": "canary-a", "options": options(r, k, {k.randrange(5)})},
        {"key": "canary-b", "accepted": [f"canary {k.choice(WORDS)} seven"], "feedback": secret(k)},
        {"key": "canary-c", "value": number(k), "tolerance": "0.5", "feedback": secret(k)},
    ]
    return {"passage": {"en": passage}, "blanks": mixed(k, blanks)}


def hotspot(r, k):
    def region(i, shape, at, correct):
        return {
            "key": f"canary-{i}",
            "shape": shape,
            "at": [f"{one}.5" for one in at],
            "label": secret(k),
            "correct": correct,
            "feedback": secret(k),
        }

    x, y = k.randrange(50), k.randrange(50)
    shape, at = k.choice(
        [
            ("rect", [x, y, 20, 10]),
            ("circle", [x + 20, y + 20, 9]),
            ("polygon", [x, y, x + 30, y, x + 15, y + 30]),
        ]
    )
    regions = [region(1, shape, at, True), region(2, "rect", [0, 0, 98, 98], False)]
    image = r.choice(["media/canary-a.svg", "media/canary-b.png"])
    return {"image": image, "alt": {"en": "A map"}, "regions": regions, "ratio": "0.75"}


def essay(r, k):
    first = k.randrange(1, 6)
    rubric = [
        {"key": "canary-what", "text": secret(k), "points": first},
        {"key": "canary-why", "text": secret(k), "points": 6 - first},
    ]
    words = {"least": r.randrange(10, 50), "most": 200}
    return {"rubric": rubric, "model": secret(k), "words": words, "points": 6, "peers": 1}


KINDS = {
    maker.__name__: maker
    for maker in (
        single,
        multiple,
        source_grading,
        numeric,
        calculated,
        short_text,
        matching,
        ordering,
        categorise,
        cloze,
        hotspot,
        essay,
    )
} | {"confidence": single}


def question(kind, shown, key, name="canary-question"):
    """A payload; `shown` and `key` are numbers that decide what is seen and what is right."""
    r, k = Random(f"shown {shown}"), Random(f"key {key}")
    text = "Work with {n} and {m}." if kind == "calculated" else f"What of {r.choice(WORDS)}?"
    return {
        "key": name,
        "kind": kind,
        "points": r.randrange(1, 9),
        "text": {"en": text},
        "explanation": secret(k),
        "difficulty": k.choice(["easy", "medium", "hard"]),
        "aim": f"canary-{k.randrange(9)}",
        **KINDS[kind](r, k),
    }


def tokens(view):
    """All tokens of a public view, with what a person sees for each."""
    found = {}
    for name, value in view.items():
        if isinstance(value, list):
            for place, one in enumerate(value):
                if isinstance(one, dict) and "token" in one:
                    seen = one["text"]["en"] if "text" in one else str(place)
                    found[one["token"]] = f"{name} {seen}"
                    found |= {key: f"{place} {text}" for key, text in tokens(one).items()}
    return found


def answer(view, chance):
    """An answer as a browser might send it: anything that the page lets a person do."""
    kind = view["kind"]
    return _ANSWERS[kind](view, chance)


def _one(items, chance):
    return chance.choice(items)["token"]


def _chosen(view, chance):
    return {"chosen": [_one(view["options"], chance)]}


def _some(view, chance):
    return {"chosen": [one["token"] for one in view["options"] if chance.random() < 0.5]}


def _codes(view, chance):
    return {part: chance.choice([*codes, ""]) for part, codes in view["parts"].items()}


def _number(_view, chance):
    return {"value": chance.choice(["12", "38.5 kg", "۷", "3/4", "-1", "", str(chance.random())])}


def _text(_view, chance):
    return {"text": chance.choice(["", "canary", "canary delta seven", "canary dleta seven"])}


def _joined(name, left, right):
    return lambda view, chance: {
        name: {
            one["token"]: _one(view[right], chance) for one in view[left] if chance.random() < 0.7
        }
    }


def _order(view, chance):
    names = [one["token"] for one in view["items"]]
    return {"order": chance.sample(names, chance.randrange(len(names) + 1))}


def _blanks(view, chance):
    ways = {"choice": lambda one: {"chosen": _one(one["options"], chance)}}
    ways["text"] = lambda one: _text(one, chance)
    ways["number"] = lambda one: _number(one, chance) | {"value": str(chance.randrange(999))}
    found = {one["token"]: ways[one["kind"]](one) for one in view["blanks"]}
    return {"blanks": {name: value for name, value in found.items() if chance.random() < 0.7}}


_ANSWERS = {
    "single": _chosen,
    "multiple": _some,
    "confidence": lambda view, chance: (
        _chosen(view, chance) | {"certainty": chance.choice([None, 1, 2, 3])}
    ),
    "source_grading": _codes,
    "numeric": _number,
    "calculated": _number,
    "short_text": _text,
    "matching": _joined("pairs", "lefts", "rights"),
    "ordering": _order,
    "categorise": _joined("items", "items", "categories"),
    "cloze": _blanks,
    "hotspot": lambda _view, chance: {
        "x": str(chance.randrange(101)),
        "y": str(chance.randrange(101)),
    },
    "essay": lambda _view, chance: {"text": "Some words. " * chance.randrange(4)},
}


def renamed(value, names):
    """An answer with other names for its tokens."""
    if isinstance(value, dict):
        return {names.get(key, key): renamed(one, names) for key, one in value.items()}
    if isinstance(value, list):
        return [renamed(one, names) for one in value]
    return names.get(value, value) if isinstance(value, str) else value


def turned(value):
    """An answer whose names are sent in the opposite order; lists that mean an order stay."""
    if isinstance(value, dict):
        return {
            key: turned(one)[::-1] if key == "chosen" and isinstance(one, list) else turned(one)
            for key, one in reversed(value.items())
        }
    return value
