"""Tasks on the small case as payloads: an event chart, both flows, an inference sheet, a report."""

from tests.factories.casework import head


def events(*more, **changes):
    """Ada becomes director, then a shop sells, then Rook is seen; the call has no known order."""
    listed = [
        {
            "key": "office",
            "text": {"en": "Ada Tate becomes director."},
            "date": "2019-03-01",
            "evidence": [["R01"]],
            "why": {"en": "The register has the day."},
        },
        {
            "key": "talk",
            "text": {"en": "A caller names Rook."},
            "date": "2019-03-04",
            "evidence": [["R02"]],
            "weight": 2,
        },
        {
            "key": "run",
            "text": {"en": "Cy Lind takes the shop over."},
            "date": "2019-03-04",
            "after": ["talk"],
            "evidence": [["R04", "R06"]],
            "also": ["R05"],
        },
        {"key": "phone", "text": {"en": "Tate buys a telephone."}, "evidence": [["R03"]]},
        {
            "key": "fire",
            "text": {"en": "The shop burns down."},
            "distractor": True,
            "why": {"en": "No report says so."},
        },
        *more,
    ]
    return head("event_chart", **{"events": listed, **changes})


OWN_EVENT = {
    "key": "boat",
    "text": {"en": "Rook sells the boat to a stranger."},
    "given": False,
    "words": [["sells", "sold"], "boat"],
    "after": ["office"],
    "evidence": [["R02"]],
}


def activity(*more, **changes):
    steps = [
        {"key": "recruit", "text": {"en": "Find people with a promise of work."}},
        {
            "key": "take",
            "text": {"en": "Take their papers away."},
            "given": False,
            "words": [["take", "takes", "keep"], ["papers", "passport*"]],
            "after": ["recruit"],
        },
        {"key": "bind", "text": {"en": "Bind them by a debt."}, "after": ["take"]},
        {
            "key": "call",
            "text": {"en": "Ada Tate calls."},
            "distractor": True,
            "why": {"en": "It names a person."},
        },
        *more,
    ]
    return head("flow", **{"mode": "activity", "own": 3, "steps": steps, **changes})


MONEY = {
    "key": "money",
    "label": {"en": "money"},
    "unit": "EUR",
    "units": [{"unit": "cent", "factor": "1/100"}],
}


def flows(**changes):
    listed = [
        {
            "key": "pays",
            "from": "E1",
            "to": "E4",
            "commodity": "money",
            "amount": "1200",
            "tolerance": "50",
            "date": "2019-03-05",
            "days": 1,
            "weight": 2,
            "evidence": [["R01"]],
            "why": {"en": "It is in the books."},
        },
        {
            "key": "lamps",
            "from": "E4",
            "to": "buyer",
            "commodity": "goods",
            "evidence": [["R05"]],
        },
        {"key": "back", "from": "E4", "to": "E1", "commodity": "goods", "evidence": [["R01"]]},
    ]
    return head(
        "flow",
        **{
            "mode": "commodity",
            "dates": True,
            "parties": ["E1", "E3", "E4", "D1", {"key": "buyer", "name": {"en": "Buyers"}}],
            "commodities": [MONEY, {"key": "goods", "label": {"en": "goods"}}],
            "flows": listed,
            "tolerated": [{"from": "E3", "to": "E4", "commodity": "money"}],
            "traps": [{"from": "D1", "to": "E4", "why": {"en": "Another shop."}}],
            **changes,
        },
    )


def inference(**changes):
    facts = [
        {"key": "director", "report": "R01", "text": {"en": "Tate is director."}},
        {"key": "caller", "report": "R02", "text": {"en": "Tate knows Rook."}},
        {"key": "number", "report": "R03", "text": {"en": "Tate uses the number."}},
        {"key": "touch", "report": "R04", "text": {"en": "The number and Lind were in touch."}},
        {"key": "lamps", "report": "R05", "text": {"en": "Another shop sells lamps."}},
        {"key": "runs", "report": "R06", "text": {"en": "Lind is said to run the shop."}},
    ]
    one = {
        "key": "control",
        "ask": {"en": "Who controls the shop?"},
        "premises": ["director", "number"],
        "against": ["runs"],
        "also": ["touch"],
        "kind": "hypothesis",
        "near_kinds": ["conclusion"],
        "statement": {"en": "It is highly likely that Tate controls the shop."},
        "words": [["Tate"], ["controls", "runs"]],
        "likelihood": ["highly-likely"],
        "confidence": "moderate",
        "weight": 10,
        "why": {"en": "The register and the number agree."},
    }
    matrix = {
        "hypotheses": [
            {"key": "tate", "text": {"en": "Tate controls it."}},
            {"key": "lind", "text": {"en": "Lind controls it."}},
        ],
        "evidence": [
            {"fact": "director", "cells": {"tate": "consistent", "lind": "inconsistent"}},
            {"fact": "number", "cells": {"tate": "consistent", "lind": "not_applicable"}},
            {
                "fact": "lamps",
                "cells": {"tate": ["not_applicable", "consistent"], "lind": "not_applicable"},
            },
        ],
    }
    return head("inference", **{"facts": facts, "inferences": [one], "matrix": matrix, **changes})


def report(**changes):
    return head(
        "intelligence_report",
        **{
            "grade": {"source": "B", "information": "2", "handling": "H2"},
            "recipients": [
                {"key": "npi", "right": "must"},
                {"key": "customs", "name": {"en": "Customs"}, "right": "may"},
                {
                    "key": "press",
                    "name": {"en": "The press"},
                    "right": "never",
                    "critical": True,
                    "why": {"en": "It is no recipient at all."},
                },
            ],
            "likelihood": ["likely", "highly-likely"],
            "confidence": "moderate",
            "bottom_line": {"words": [["Lantern Shop"], ["Tate"]], "most": 20},
            "required": [
                {
                    "key": "number",
                    "label": {"en": "The number"},
                    "any": ["+999 700 0001"],
                    "in": ["facts"],
                    "weight": 2,
                    "why": {"en": "Customs can watch it."},
                },
                {
                    "key": "ask",
                    "label": {"en": "What is asked for"},
                    "any": ["ask the operator", "request"],
                },
            ],
            "forbidden": [
                {
                    "key": "source",
                    "label": {"en": "The source"},
                    "any": ["our caller", "a caller"],
                    "critical": True,
                    "why": {"en": "It tells that there is one."},
                },
                {
                    "key": "boat",
                    "label": {"en": "The boat"},
                    "any": ["boat"],
                    "why": {"en": "Only the caller knew."},
                },
            ],
            "combinations": [
                {
                    "key": "room",
                    "label": {"en": "Day and room"},
                    "all": [["6 March"], ["office"], ["three people"]],
                    "why": {"en": "Three people were there."},
                }
            ],
            "model": {
                "subject": {"en": "Control of a shop"},
                "bottom_line": {"en": "Tate controls Lantern Shop: likely, moderate confidence."},
                "facts": {"en": "Tate is director. Tate uses +999 700 0001."},
                "assessment": {"en": "It is likely that Tate decides alone."},
                "recommendation": {"en": "Ask the operator who else uses it."},
            },
            "rubric": [
                {"key": "clear", "text": {"en": "It is clear."}, "points": 4},
                {"key": "use", "text": {"en": "It can be used."}, "points": 2},
            ],
            "peers": 2,
            **changes,
        },
    )
