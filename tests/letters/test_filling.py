"""What may stand between the brackets of a text, and what a filled letter says."""

import pytest

from lms.letters.enums import LetterKind
from lms.letters.formats.library import example, shipped
from lms.letters.rules import filling, render
from lms.letters.rules.blocks import BlockKind, blocks, plain
from lms.letters.rules.render import Texts
from lms.letters.rules.variables import VARIABLES

BOTH = ["en", "ur"]


@pytest.mark.parametrize("kind", list(LetterKind))
def test_every_shipped_text_is_whole_in_both_languages(kind: LetterKind) -> None:
    texts = shipped(kind)
    assert texts.languages == BOTH
    assert render.faults(texts) == {}
    assert set(example()["en"]) == set(example()["ur"]) == set(VARIABLES)
    said = render.compose(texts, example(), BOTH)
    assert all(filling.names(said.body[one]) in ([], ["answer_link"]) for one in BOTH)
    used = [set(render.used(texts, one)) for one in BOTH]
    assert used[0] == used[1], "both languages say the same"


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        (
            "Dear {{ person_nmae }},\nyou come from {{agency}}",
            ["Line 1, sign 6: There is no value “person_nmae”. Did you mean “person_name”?"],
        ),
        (
            "{{ ''.__class__.__mro__ }}",
            ["Line 1, sign 1: Only a name from the list may stand between {{ and }}."],
        ),
        (
            "a\nb {{ person_name|upper }}",
            ["Line 2, sign 3: Only a name from the list may stand between {{ and }}."],
        ),
        (
            "{% for x in y %}{{ rank }}",
            [
                "Line 1, sign 1: “{%” stands alone. Write a value as {{ person_name }}.",
                "Line 1, sign 15: “%}” stands alone. Write a value as {{ person_name }}.",
            ],
        ),
        (
            "{{ qqqqqqqq }}",
            ["Line 1, sign 1: There is no value “qqqqqqqq”. Take one from the list."],
        ),
        ("{{ rank", ["Line 1, sign 1: “{{” stands alone. Write a value as {{ person_name }}."]),
        ("{{ rank }} { } {x}", []),
    ],
)
def test_only_known_names_stand_between_brackets(text: str, faults: list[str]) -> None:
    assert [one.at_place().english() for one in filling.faults(text)] == faults


def test_values_stay_the_text_that_they_are() -> None:
    """A name that looks like layout, like HTML or like a place is only a name."""
    odd = "**A** <b>1.</b> [x](http://y) {{ rank }} `c` # & \\\nline"
    filled = filling.fill(
        "{{ person_name }}\n\n- {{ person_name }}",
        {"person_name": odd, "rank": "General"},
        markdown=True,
    )
    found = blocks(filled)
    assert [one.kind for one in found] == [BlockKind.PARAGRAPH, BlockKind.BULLET]
    assert {one.text for one in found} == {" ".join(odd.split())}
    assert all(not run.bold and not run.address for one in found for run in one.runs)
    assert filling.names(filled) == []


def test_blocks_know_paragraphs_lists_headings_and_addresses_only() -> None:
    source = (
        "## Head\n\nOne **strong** and *soft*\nline  \nbroken.\n\n3. three\n4. four\n   - in\n\n"
        "<script>x</script> ![p](q) `code`\n\n<https://a.pk/b>"
    )
    found = blocks(source)
    assert [(one.kind.value, one.level, one.number, one.text) for one in found] == [
        ("heading", 0, 0, "Head"),
        ("paragraph", 0, 0, "One strong and soft line\nbroken."),
        ("number", 1, 3, "three"),
        ("number", 1, 4, "four"),
        ("bullet", 2, 0, "in"),
        ("paragraph", 0, 0, "<script>x</script> ![p](q) `code`"),
        ("paragraph", 0, 0, "https://a.pk/b"),
    ]
    assert found[-1].runs[0].address
    assert plain("A **b**.\n\n- c\n- d\n\ne") == "A b.\n\n- c\n- d\n\ne"


def test_missing_values_are_named_once_in_the_order_of_the_text() -> None:
    texts = Texts({"en": "{{ dates }}"}, {"en": "{{ rank }} {{ person_name }} {{ rank }}"})
    assert render.missing(texts, {"en": {"person_name": "A", "rank": " "}}, ["en"]) == [
        "dates",
        "rank",
    ]


def test_a_private_address_may_not_stand_in_a_subject() -> None:
    faults = render.faults(Texts({"en": "{{ answer_link }}"}, {"en": "{{ answer_link }}"}))
    assert list(faults) == [("subject", "en")]
