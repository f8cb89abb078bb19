"""A quiz with one question of every kind; every secret of it holds the word canary."""

from fractions import Fraction


def option(key, correct=False, feedback=True):
    made = {"key": f"canary-{key}", "text": {"en": f"Choice {key}"}, "correct": correct}
    if feedback:
        made["feedback"] = {"en": f"canary feedback {key}"}
    return made


QUIZ = {
    "schema": 1,
    "kind": "quiz",
    "key": "check",
    "title": {"en": "Check"},
    "questions": [
        {
            "key": "canary-single",
            "kind": "single",
            "text": {"en": "Which one?"},
            "options": [option("a", True), option("b"), option("c")],
            "explanation": {"en": "canary explanation"},
        },
        {
            "key": "canary-multiple",
            "kind": "multiple",
            "points": 3,
            "text": {"en": "Which ones?"},
            "options": [option("a", True), option("b", True), option("c"), option("d")],
        },
        {
            "key": "canary-grading",
            "kind": "source_grading",
            "points": 2,
            "scheme": "4x4",
            "text": {"en": "Grade it."},
            "quote": {"source": {"en": "Report R21"}, "text": {"en": "A farmer saw a lorry."}},
            "answer": {"source": "B", "information": "2"},
            "feedback": {"source": {"C": {"en": "canary word"}}},
        },
        {
            "key": "canary-numeric",
            "kind": "numeric",
            "points": 2,
            "text": {"en": "How many percent?"},
            "answer": {"value": "70271", "tolerance": "1", "unit": "%"},
            "near": {"tolerance": "5", "feedback": {"en": "canary near"}},
        },
        {
            "key": "canary-text",
            "kind": "short_text",
            "points": 2,
            "text": {"en": "What is it called?"},
            "answer": {"accepted": ["circular reporting canary"]},
            "feedback": {"en": "canary text"},
        },
    ],
}
HALF = Fraction(1, 2)
