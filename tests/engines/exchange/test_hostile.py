"""Files that want to harm: each is refused by name, nothing is fetched, nothing runs."""

import io
import json
import socket
import zipfile

import pytest

from lms.engines.archive import MIB, ZipLimits
from lms.engines.exchange import Limits, read_questions, write_questions
from lms.engines.marking.quiz import parse_question

QUESTION = (
    '<question type="truefalse"><name><text>{name}</text></name><questiontext format="html">'
    "<text><![CDATA[{text}]]></text></questiontext>{more}"
    '<answer fraction="100"><text>true</text></answer>'
    '<answer fraction="0"><text>false</text></answer></question>'
)


def quiz(text="Is it?", name="Item", more=""):
    return f"<quiz>{QUESTION.format(text=text, name=name, more=more)}</quiz>".encode()


def packed(**files):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    def refused(*_args, **_more):
        raise AssertionError("an address was asked")

    monkeypatch.setattr(socket, "getaddrinfo", refused)
    monkeypatch.setattr(socket.socket, "connect", refused)


ENTITY = b'<?xml version="1.0"?><!DOCTYPE q [<!ENTITY a "b">]><quiz>&a;</quiz>'
OUTSIDE = b'<!DOCTYPE quiz SYSTEM "http://evil.example/x.dtd"><quiz/>'
FILE = b'<!DOCTYPE q [<!ENTITY a SYSTEM "file:///etc/passwd">]><quiz>&a;</quiz>'
SMALL = Limits(file_bytes=1 * MIB, elements=50, questions=2, text_signs=500, picture_bytes=100)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (ENTITY, "declares a document type or entities"),
        (OUTSIDE, "declares a document type or entities"),
        (FILE, "declares a document type or entities"),
        (b"<quiz>" + b"<a>" * 5000, "too deep or too wide"),
        (b"<quiz>" + b"<a/>" * 100 + b"</quiz>", "too deep or too wide"),
        (b"<quiz><question>", "not whole XML"),
        (b'<?xml version="1.0" encoding="utf-99"?><quiz/>', "encoding"),
        (b'<?xml version="1.0" encoding="utf-8"?><quiz>\xff\xfe</quiz>', "not whole XML"),
        (b"<quiz></quiz>", "holds no questions"),
        (b"<html><body/></html>", "neither Moodle XML nor a QTI item"),
        (b"<questestinterop/>", "This is QTI 1.2"),
        (b" " * (2 * MIB), "larger than 1 MB"),
        (b"", "empty"),
        (b"\x00\x01\x02\x03", "no text"),
        (b"\xe9\xe8 latin {T}", "Save it as UTF-8"),
        (b"PK\x03\x04 but no more", "not a whole zip"),
    ],
)
def test_a_file_that_is_refused_is_named_with_the_reason(content, why):
    found = read_questions("sent.xml", content, SMALL)
    assert found.items == () and found.media == {}
    (told,) = found.told
    assert told.name == "sent.xml" and told.key == ""
    assert why in told.message.english()


@pytest.mark.parametrize(
    ("files", "name", "why"),
    [
        ({"..__climbs.xml": "x"}, "../climbs.xml", "leads out of the package"),
        ({"bomb.xml": "0" * 400_000}, "bomb.xml", "grow more than"),
        ({"large.xml": "0" * 3_000_000}, "large.xml", "would be"),
        ({"a.xml": ENTITY}, "a.xml", "document type or entities"),
        ({"readme.txt": "x"}, "items.zip", "holds no QTI items"),
    ],
)
def test_a_zip_that_is_refused_names_the_file_in_it(files, name, why):
    limits = Limits(zip=ZipLimits(file_bytes=2 * MIB, ratio=20, free_bytes=1024))
    found = read_questions("items.zip", packed(**files), limits)
    assert found.items == ()
    assert (found.told[0].name, why in found.told[0].message.english()) == (name, True)


RUNS = "Scripts, frames and forms in the text were left out."


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>Is it?<script>alert(1)</script></p>", "Is it?"),
        ('<p onclick="x()">Is it?</p>', "Is it?"),
        ('<a href="javascript:x()">Is it?</a>', "Is it?"),
        ('Is it?<iframe src="http://evil.example"></iframe>', "Is it?"),
        ('Is it?<svg/onload=alert(1)>', "Is it?"),
        ("<form action='/x'>Is it?<input></form>", "Is it?"),
        ("Is it?<object data='x.swf'></object>", "Is it?"),
    ],
)  # fmt: skip
def test_what_would_run_is_dropped_and_told(html, markdown):
    found = read_questions("a.xml", quiz(html))
    assert found.questions[0]["text"] == {"en": markdown}
    assert [told.message.english() for told in found.told] == [RUNS]
    assert found.told[0].key == found.questions[0]["key"]


@pytest.mark.parametrize(
    ("html", "why"),
    [
        ('Is it? <img src="http://evil.example/p.png" alt="map">', "at evil.example was not"),
        ('Is it? <img src="//evil.example/p.png" alt="map">', "at evil.example was not"),
        ('Is it? <img src="file:///etc/passwd" alt="map">', None),
        ('Is it? <img src="@@PLUGINFILE@@/gone.png" alt="map">', "gone.png is not in the file"),
        ('Is it? <img src="data:image/png;base64,aGVsbG8=" alt="map">', "none of the kinds"),
        ('Is it? <img src="data:text/html;base64,PHA+" alt="map">', None),
    ],
)
def test_pictures_elsewhere_are_never_fetched(html, why):
    found = read_questions("a.xml", quiz(html))
    assert found.questions[0]["text"] == {"en": "Is it? map"} and found.media == {}
    if why:
        assert why in found.told[0].message.english()


def test_one_hostile_item_harms_no_other():
    deep = "<div>" * 4000 + "Is it?"
    body = QUESTION.format(name="Deep", text=deep, more="")
    body += QUESTION.format(name="Long", text="x" * 70_000, more="")
    body += QUESTION.format(name="Good", text="Is it?", more="")
    found = read_questions("a.xml", f"<quiz>{body}</quiz>".encode())
    assert [item.name for item in found.items] == ["Good"]
    assert [(told.name, told.message.english()) for told in found.told] == [
        ("Deep", "The text of this item is nested too deep to be read."),
        ("Long", "A text of this item is too long."),
    ]


def test_more_questions_than_are_read_are_told():
    body = QUESTION.format(name="One", text="Is it?", more="") * 3
    found = read_questions("a.xml", f"<quiz>{body}</quiz>".encode(), SMALL)
    assert len(found.items) == 2
    assert found.told[-1].message.english() == "Only the first 2 questions were read."


def test_a_file_with_more_text_than_is_read_keeps_what_came_before():
    body = QUESTION.format(name="One", text="Is it? " * 20, more="") * 9
    limits = Limits(all_signs=500)
    found = read_questions("a.xml", f"<quiz>{body}</quiz>".encode(), limits)
    assert 0 < len(found.items) < 9
    assert (found.told[-1].name, "more text than is read" in str(found.told[-1].message)) == (
        "a.xml",
        True,
    )


@pytest.mark.parametrize(
    "marker",
    [
        "[" * 100_000,
        "not json",
        json.dumps([]),
        json.dumps({"question": {"kind": "single"}}),
        json.dumps({"question": {"key": "x", "kind": "single", "text": 5, "options": None}}),
        json.dumps({"question": {"key": "a", "kind": "numeric", "text": {"en": "Is it?"},
                                 "answer": {"value": "1e99999999"}}}),
        json.dumps({"question": {"key": "x", "kind": "nothing", "text": {}}, "language": {}}),
        json.dumps({"question": {"key": "a", "kind": "numeric", "text": {"en": "Is it?"},
                                 "answer": {"value": "1/0"}}}),
    ],
)  # fmt: skip
def test_a_forged_carrier_is_no_way_in(marker):
    found = read_questions("a.xml", quiz(more=f"<concord>{marker}</concord>"))
    (payload,) = found.questions
    assert payload["kind"] == "single" and parse_question(payload).problems == ()
    gift = read_questions("a.gift", f"// concord: {marker}\nIs it? {{T}}\n".encode())
    assert gift.questions[0]["kind"] == "single"


def test_a_carrier_cannot_smuggle_what_the_file_does_not_show():
    hidden = {
        "key": "x",
        "kind": "single",
        "text": {"en": "Other"},
        "options": [{"key": "a", "text": {"en": "A script"}, "correct": True}],
    }
    carrier = json.dumps({"language": "en", "question": hidden})
    found = read_questions("a.xml", quiz(more=f"<concord>{carrier}</concord>"))
    assert found.questions[0]["text"] == {"en": "Is it?"}


def test_texts_of_ours_cannot_break_out_of_the_file_they_go_into():
    text = "]]></text></questiontext><question> \\} {T} ~ = # :: \n\n// $CATEGORY: x\x0b"
    payload = {
        "key": "out",
        "kind": "short_text",
        "text": {"en": text.replace("\x0b", "")},
        "answer": {"accepted": ["}~=#"]},
    }
    for form in ("moodle", "gift"):
        found = read_questions("f", write_questions(form, [payload]).data)
        assert found.questions == [payload]
