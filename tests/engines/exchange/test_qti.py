"""QTI items of 2.1 and 3.0, by themselves and in packages."""

import io
import zipfile
from fractions import Fraction

import pytest

from lms.engines.exchange import read_questions, write_questions
from lms.engines.marking.quiz import parse_question
from tests.engines.exchange.test_round_trips import shipped
from tests.engines.marking.making import question

NS = 'xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1"'
MATCH = (
    '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/'
    'match_correct"/>'
)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def item(declarations, body, more=MATCH, attributes=""):
    return (
        f'<assessmentItem {NS} identifier="item-1" title="Harbour" adaptive="false" {attributes}>'
        f"{declarations}<itemBody>{body}</itemBody>{more}</assessmentItem>"
    )


def response(values, cardinality="single", base="identifier", more="", name="RESPONSE"):
    listed = "".join(f"<value>{value}</value>" for value in values)
    return (
        f'<responseDeclaration identifier="{name}" cardinality="{cardinality}" baseType="{base}">'
        f"<correctResponse>{listed}</correctResponse>{more}</responseDeclaration>"
    )


def read(text):
    found = read_questions("item.xml", text.encode())
    for one in found.questions:
        assert parse_question(one).problems == (), one
    return found


def only(text):
    (payload,) = read(text).questions
    return payload


CHOICE = (
    '<p>Look.</p><choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="{}">'
    '<prompt>Who may <em>pass it on</em>?</prompt><simpleChoice identifier="A">The provider'
    '<feedbackInline outcomeIdentifier="F" identifier="A" showHide="show">Yes.</feedbackInline>'
    '</simpleChoice><simpleChoice identifier="B">Anybody</simpleChoice>'
    '<simpleChoice identifier="C">Nobody</simpleChoice></choiceInteraction>'
)


def test_one_choice_with_its_word():
    payload = only(item(response(["A"]), CHOICE.format(1)))
    assert payload == {
        "key": "item-1",
        "kind": "single",
        "text": {"en": "Look.\n\nWho may *pass it on*?"},
        "options": [
            {
                "key": "a",
                "text": {"en": "The provider"},
                "correct": True,
                "feedback": {"en": "Yes."},
            },
            {"key": "b", "text": {"en": "Anybody"}},
            {"key": "c", "text": {"en": "Nobody"}},
        ],
    }


def test_the_same_item_in_3_0():
    text = item(response(["A"]), CHOICE.format(1))
    for old, new in (
        ("assessmentItem", "qti-assessment-item"),
        ("responseDeclaration", "qti-response-declaration"),
        ("correctResponse", "qti-correct-response"),
        ("<value", "<qti-value"),
        ("</value", "</qti-value"),
        ("itemBody", "qti-item-body"),
        ("choiceInteraction", "qti-choice-interaction"),
        ("simpleChoice", "qti-simple-choice"),
        ("prompt>", "qti-prompt>"),
        ("feedbackInline", "qti-feedback-inline"),
        ("responseProcessing", "qti-response-processing"),
        ("responseIdentifier", "response-identifier"),
        ("maxChoices", "max-choices"),
        ("baseType", "base-type"),
    ):
        text = text.replace(old, new)
    assert "choiceInteraction" not in text
    assert only(text) == only(item(response(["A"]), CHOICE.format(1)))


def test_several_choices_with_mapped_points():
    mapping = (
        '<mapping lowerBound="0" defaultValue="-1"><mapEntry mapKey="A" mappedValue="1"/>'
        '<mapEntry mapKey="C" mappedValue="1"/></mapping>'
    )
    payload = only(item(response(["A", "C"], "multiple", more=mapping), CHOICE.format(0)))
    assert payload["kind"] == "multiple" and payload["points"] == 2
    assert payload["penalty"] == "0.5"
    assert [bool(one.get("correct")) for one in payload["options"]] == [True, False, True]
    whole = read(item(response(["A", "C"], "multiple"), CHOICE.format(0)))
    assert "all or nothing" in whole.told[0].message.english()


def test_matching_with_a_text_that_fits_nothing():
    def listed(names):
        rows = "".join(
            f'<simpleAssociableChoice identifier="{n}" matchMax="1">{w}</simpleAssociableChoice>'
            for n, w in names.items()
        )
        return f"<simpleMatchSet>{rows}</simpleMatchSet>"

    body = (
        '<matchInteraction responseIdentifier="RESPONSE"><prompt>Match.</prompt>'
        + listed({"L1": "A", "L2": "C"})
        + listed({"R1": "reliable", "R2": "mostly not", "R3": "unknown"})
        + "</matchInteraction>"
    )
    payload = only(item(response(["L1 R1", "L2 R2"], "multiple", "directedPair"), body))
    assert [(p["left"]["en"], p["right"]["en"]) for p in payload["pairs"]] == [
        ("A", "reliable"),
        ("C", "mostly not"),
    ]
    assert [one["text"]["en"] for one in payload["decoys"]] == ["unknown"]


def test_an_order_and_an_essay():
    body = (
        '<orderInteraction responseIdentifier="RESPONSE"><prompt>Order.</prompt>'
        + "".join(f'<simpleChoice identifier="{n}">{n}!</simpleChoice>' for n in "abc")
        + "</orderInteraction>"
    )
    payload = only(item(response(["c", "a", "b"], "ordered"), body))
    assert [one["text"]["en"] for one in payload["items"]] == ["c!", "a!", "b!"]
    essay = (
        "<p>Write.</p><extendedTextInteraction responseIdentifier='RESPONSE'/>"
        '<rubricBlock view="scorer"><p>Names the cycle.</p></rubricBlock>'
    )
    assert only(item("", essay))["model"] == {"en": "Names the cycle."}
    assert only(item("", essay))["text"] == {"en": "Write."}


def test_gaps_that_are_typed_and_chosen():
    body = (
        "<p>Grade it.</p><p>Source <inlineChoiceInteraction responseIdentifier='R1'>"
        "<inlineChoice identifier='a'>A</inlineChoice><inlineChoice identifier='b'>B</inlineChoice>"
        "</inlineChoiceInteraction>, weight <textEntryInteraction responseIdentifier='R2'/> in "
        "<textEntryInteraction responseIdentifier='R3'/>.</p>"
    )
    declared = (
        response(["b"], name="R1")
        + response(["12.5"], base="float", name="R2")
        + response(["kg"], base="string", name="R3")
    )
    payload = only(item(declared, body))
    assert payload["passage"] == {"en": "Source [[a]], weight [[b]] in [[c]]."}
    assert payload["blanks"][0]["options"][1]["correct"] is True
    assert payload["blanks"][1:] == [
        {"key": "b", "value": "12.5"},
        {"key": "c", "accepted": ["kg"]},
    ]
    alone = "<p>How many? <textEntryInteraction responseIdentifier='RESPONSE'/></p>"
    assert only(item(response(["7"], base="integer"), alone))["answer"] == {"value": "7"}


def test_words_from_a_list_into_a_text():
    body = (
        "<gapMatchInteraction responseIdentifier='RESPONSE'><prompt>Fill.</prompt>"
        "<gapText identifier='W' matchMax='1'>winter</gapText>"
        "<gapText identifier='S' matchMax='1'>summer</gapText>"
        "<blockquote><p>Now is the <gap identifier='G1'/>.</p></blockquote></gapMatchInteraction>"
    )
    payload = only(item(response(["W G1"], "multiple", "directedPair"), body))
    assert "Now is the [[a]]." in payload["passage"]["en"]
    assert [bool(one.get("correct")) for one in payload["blanks"][0]["options"]] == [True, False]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (item("", "<p>Only words.</p>"), "a text without a question"),
        (item("", CHOICE.format(1), attributes='adaptive_="x"').replace(
            'adaptive="false"', 'adaptive="true"'), "change while they are answered"),
        (item("", CHOICE.format(1)), "0 are fully right"),
        (item("", CHOICE.format(1) * 2), "several things at once"),
        (item("", "<associateInteraction responseIdentifier='R'/><p>x</p>"), "type associate"),
    ],
)  # fmt: skip
def test_what_is_not_read_is_told(text, why):
    found = read(text)
    assert found.items == ()
    assert found.told[0].name == "Harbour" and why in found.told[0].message.english()


def test_rules_of_its_own_are_told():
    own = "<responseProcessing><responseCondition/></responseProcessing>"
    found = read(item(response(["A"]), CHOICE.format(1), own))
    assert "Its own rules of marking are not followed" in found.told[0].message.english()


def packed(files):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return stream.getvalue()


HOTSPOT = item(
    response(["B"]),
    '<p>Point.</p><hotspotInteraction responseIdentifier="RESPONSE" maxChoices="1">'
    '<object type="image/png" data="../img/port.png" width="200" height="100">A port</object>'
    '<hotspotChoice identifier="A" shape="rect" coords="0,0,50,50"/>'
    '<hotspotChoice identifier="B" shape="circle" coords="150,50,20" hotspotLabel="Pier"/>'
    "</hotspotInteraction>",
)


def test_a_package_with_its_pictures():
    manifest = (
        "<manifest><resources>"
        '<resource identifier="1" type="imsqti_item_xmlv2p1" href="items/a.xml"/>'
        '<resource identifier="2" type="imsqti_item_xmlv2p1" href="items/gone.xml"/>'
        '<resource identifier="3" type="imsqti_test_xmlv2p1" href="test.xml"/>'
        "</resources></manifest>"
    )
    files = {"imsmanifest.xml": manifest, "items/a.xml": HOTSPOT, "img/port.png": PNG}
    found = read_questions("items.zip", packed(files))
    (payload,) = found.questions
    assert parse_question(payload).problems == ()
    assert found.media == {payload["image"]: PNG}
    assert payload["alt"] == {"en": "A port"} and payload["ratio"] == "0.5"
    first, second = payload["regions"]
    assert (first["shape"], first["at"]) == ("rect", ["0", "0", "25", "50"])
    assert (second["shape"], second["at"]) == ("circle", ["75", "50", "10"])
    assert second["correct"] is True and second["label"] == {"en": "Pier"}
    assert [(told.name, told.key) for told in found.told] == [("items/gone.xml", "")]
    assert found.items[0].name == "Harbour (items/a.xml)"


def test_a_zip_without_a_manifest_gives_every_item_in_it():
    files = {"b.xml": item(response(["A"]), CHOICE.format(1)), "a.xml": "<other/>", "x.txt": "x"}
    assert len(read_questions("items.zip", packed(files)).items) == 1


def test_what_goes_out_comes_back_with_the_same_key():
    kinds = ("single", "multiple", "matching", "ordering", "short_text", "essay")
    sent = [question(kind, 1, 2, name=f"q-{kind}".replace("_", "-")) for kind in kinds]
    made = write_questions("qti", [*sent, question("hotspot", 1, 2)])
    assert [told.name for told in made.told if not told.key] == ["canary-question"]
    found = read_questions("out.zip", made.data)
    assert [one["key"] for one in found.questions] == [one["key"] for one in sent]
    single, multiple, matching, ordering, words, essay = found.questions
    for before, after in zip(sent, found.questions, strict=True):
        assert parse_question(after).problems == ()
        assert after["kind"] == before["kind"] and after["text"] == before["text"]
        assert after.get("points", 1) == before["points"]
        assert after["explanation"] == before["explanation"]
    for before, after in ((sent[0], single), (sent[1], multiple)):
        assert [
            (one["text"], bool(one.get("correct")), one["feedback"]) for one in before["options"]
        ] == [(one["text"], bool(one.get("correct")), one["feedback"]) for one in after["options"]]
    assert Fraction(multiple.get("penalty", "1")) == Fraction(sent[1]["penalty"])
    assert [(one["left"], one["right"]["en"]) for one in matching["pairs"]] == [
        (one["left"], one["right"]["en"]) for one in sent[2]["pairs"]
    ]
    assert [one["text"] for one in ordering["items"]] == [one["text"] for one in sent[3]["items"]]
    assert words["answer"] == sent[4]["answer"]
    assert sent[5]["model"]["en"] in essay["model"]["en"]


def test_the_shipped_bank_goes_out_as_items_that_come_back():
    sent = [one for one in shipped() if one["kind"] in ("single", "multiple", "matching")]
    found = read_questions("out.zip", write_questions("qti", sent).data)
    assert [one.name for one in found.left_out] == []
    assert len(found.items) == len(sent)
    for before, after in zip(sent, found.questions, strict=True):
        assert parse_question(after).problems == ()
        if before["kind"] != "matching":
            assert [bool(one.get("correct")) for one in after["options"]] == [
                bool(one.get("correct")) for one in before["options"]
            ]
