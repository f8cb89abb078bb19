"""A small case with a table of calls, and tasks on it as payloads of a package."""

import copy

TATE, ROOK, LIND, CAB = "+999 700 0001", "+999 700 0002", "+999 700 0003", "+999 700 0009"
ROWS = [
    # id, from, to, start, seconds, type, cell, handset
    ["c1", TATE, ROOK, "2019-03-01T20:00:00Z", "60", "voice", "N1", "i1"],
    ["c2", ROOK, LIND, "2019-03-01T20:08:00Z", "90", "voice", "N2", "i2"],
    ["c3", TATE, ROOK, "2019-03-02T09:00:00Z", "30", "voice", "N1", "i1"],
    ["c4", ROOK, TATE, "2019-03-02T23:30:00Z", "45", "voice", "N2", "i2"],
    ["c5", TATE, CAB, "2019-03-03T10:00:00Z", "20", "voice", "N1", "i1"],
    ["c6", ROOK, CAB, "2019-03-04T10:00:00Z", "20", "voice", "N2", "i2"],
    ["c7", TATE, ROOK, "2019-03-05T20:15:00Z", "10", "sms", "N1", "i1"],
    ["c8", TATE, ROOK, "2019-03-06T20:30:00Z", "100", "voice", "N3", "i3"],
    ["c9", ROOK, LIND, "2019-03-06T20:40:00Z", "30", "voice", "N2", "i2"],
    ["c10", TATE, ROOK, "2019-03-06T21:00:00Z", "50", "voice", "N3", "i3"],
    ["c11", TATE, ROOK, "2019-03-07T20:45:00Z", "50", "voice", "N3", "i3"],
    ["c12", ROOK, LIND, "2019-03-07T22:45:00Z", "50", "voice", "N2", "i2"],
]
COLUMNS = ["call_id", "a_number", "b_number", "start_utc", "seconds", "type", "cell", "imei"]


def _report(code, text, source, information, handling="H0", **more):
    return {
        "id": code,
        "agency": "npi",
        "title": {"en": f"Sheet {code}"},
        "grade": {
            "scheme": "4x4",
            "source": source,
            "information": information,
            "handling": handling,
        },
        "text": {"en": text},
        **more,
    }


CASE = {
    "schema": 2,
    "kind": "link_chart",
    "key": "tide",
    "title": {"en": "Tide"},
    "instructions": {"en": "Draw."},
    "agencies": [{"key": "npi", "name": {"en": "Police"}}],
    "vocabulary": {
        "entity_types": ["person", "organisation", "phone", "vehicle"],
        "link_types": [
            {"key": "knows", "label": {"en": "knows"}, "directed": False},
            {"key": "uses", "label": {"en": "uses"}, "directed": True},
            {"key": "director", "label": {"en": "director"}, "directed": True, "member": True},
        ],
    },
    "reports": [
        _report("R01", "Ada Tate is director of Lantern Shop.", "A", "1"),
        _report("R02", "Ada Tate knows Ben Rook, a caller says. Rook owns a boat.", "X", "4", "H2"),
        _report("R03", "Ada Tate uses +999 700 0001.", "B", "2", "H1"),
        _report("R04", "+999 700 0001 and Cy Lind were in touch.", "C", "3"),
        _report("R05", "Lantern Stores sells lamps like Lantern Shop.", "B", "3"),
        _report("R06", "Cy Lind is said to run Lantern Shop.", "C", "2"),
    ],
    "tables": [
        {
            "id": "calls",
            "title": {"en": "Calls"},
            "kind": "calls",
            "columns": COLUMNS,
            "rows": ROWS,
        }
    ],
    "answers": {
        "entities": [
            {"id": "E1", "type": "person", "names": ["Tate, Ada", "Ada Tate"], "weight": 3},
            {"id": "E2", "type": "person", "names": ["Rook, Ben", "Ben Rook", "Rook"]},
            {"id": "E3", "type": "person", "names": ["Lind, Cy", "Cy Lind"]},
            {"id": "E4", "type": "organisation", "names": ["Lantern Shop"]},
            {"id": "E5", "type": "phone", "names": [TATE]},
            {
                "id": "D1",
                "type": "organisation",
                "names": ["Lantern Stores"],
                "distractor": True,
            },
        ],
        "links": [
            {
                "id": "L1",
                "from": "E1",
                "to": "E4",
                "type": "director",
                "strength": "confirmed",
                "evidence": [["R01"]],
                "weight": 2,
                "why": {"en": "The register says so."},
            },
            {
                "id": "L2",
                "from": "E1",
                "to": "E2",
                "type": "knows",
                "strength": "tentative",
                "evidence": [["R02"]],
            },
            {
                "id": "L3",
                "from": "E1",
                "to": "E5",
                "type": "uses",
                "strength": "confirmed",
                "evidence": [["R03"]],
                "contractible": True,
            },
            {
                "id": "L4",
                "from": "E5",
                "to": "E3",
                "type": "knows",
                "strength": "unconfirmed",
                "evidence": [["R04"]],
                "contractible": True,
            },
            {
                "id": "L5",
                "from": "E3",
                "to": "E4",
                "type": "director",
                "strength": "unconfirmed",
                "evidence": [["R06"]],
            },
        ],
        "tolerated": [["E2", "E3"]],
        "traps": [{"between": ["E4", "D1"], "why": {"en": "Another shop."}}],
    },
}


def case_payload(**changes):
    """The case as its file has it."""
    return {**copy.deepcopy(CASE), **changes}


def head(kind, **more):
    """The head of a task's file."""
    return {
        "schema": 1,
        "kind": kind,
        "key": f"tide-{kind.replace('_', '-')}",
        "case": "tide",
        "title": {"en": "Task"},
        "instructions": {"en": "Do it."},
        **more,
    }


def drill(**more):
    return head(
        "source_grading",
        **{
            "scheme": "4x4",
            "grade_handling": True,
            "items": [{"report": "R01"}, {"report": "R02"}, {"report": "R03"}],
            **more,
        },
    )


def matrix(**more):
    entities = ["E4", "E1", "D1", "E2", "E3", "E5"]
    return head("association_matrix", **{"entities": entities, **more})


def calls(*questions, **more):
    return head(
        "telephone_records",
        **{
            "table": "calls",
            "listed": [TATE, ROOK],
            "utc_offset": "+02:00",
            "known_numbers": [{"number": CAB, "text": {"en": "the taxi rank"}}],
            "questions": list(questions),
            **more,
        },
    )


def question(key="q", kind="number", **more):
    return {"key": key, "kind": kind, "text": {"en": "How?"}, **more}
