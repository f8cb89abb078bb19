"""Styles of the .docx of a letter: one set from left to right, one from right to left."""

from typing import Any

LATIN_FONT, URDU_FONT = "Calibri", "Urdu Typesetting"  # Word's own Nastaliq
INK, GREY = "13202A", "43525D"
URDU = "Letter Urdu"

# Children of a paragraph's and a run's properties stand in the order of Word's schema.
_AFTER_BIDI = (
    "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing",
    "w:mirrorIndents", "w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment",
    "w:textboxTightWrap", "w:outlineLvl", "w:divId", "w:cnfStyle", "w:rPr", "w:sectPr",
    "w:pPrChange",
)  # fmt: skip
_AFTER_SIZE = (
    "w:highlight", "w:u", "w:effect", "w:bdr", "w:shd", "w:fitText", "w:vertAlign", "w:rtl",
    "w:cs", "w:em", "w:lang", "w:eastAsianLayout", "w:specVanish", "w:oMath",
)  # fmt: skip
_AFTER_RTL = ("w:cs", "w:em", "w:lang", "w:eastAsianLayout", "w:specVanish", "w:oMath")
_AFTER_LANG = ("w:eastAsianLayout", "w:specVanish", "w:oMath")

# name: size in points, bold, grey, space after in points, centred
_LOOKS: dict[str, tuple[float, bool, bool, float, bool]] = {
    "Letter Host": (16, True, False, 2, True),
    "Letter By": (10, False, True, 10, True),
    "Letter Fact": (10, False, False, 2, False),
    "Letter To": (11, False, False, 0, False),
    "Letter Subject": (11, True, False, 8, False),
    "Letter Text": (11, False, False, 8, False),
    "Letter Heading": (12, True, False, 4, False),
    "Letter Item": (11, False, False, 3, False),
    "Letter Signed": (11, False, False, 0, True),
    "Letter Foot": (8.5, False, True, 0, False),
}


def name(style: str, *, right_to_left: bool) -> str:
    """The style's name for a language's direction."""
    return f"{style} RTL" if right_to_left else style


def make_styles(word: Any) -> None:
    """Add all styles of letters, in both directions."""
    from docx.enum.style import WD_STYLE_TYPE

    urdu = word.styles.add_style(URDU, WD_STYLE_TYPE.CHARACTER)
    _put(urdu.element.get_or_add_rPr(), "w:rtl", _AFTER_RTL)
    _fonts(urdu)
    _fonts(word.styles["Normal"])
    for style, look in _LOOKS.items():
        for right_to_left in (False, True):
            called = name(style, right_to_left=right_to_left)
            made = word.styles.add_style(called, WD_STYLE_TYPE.PARAGRAPH)
            made.base_style = word.styles["Normal"]
            _look(made, look, item=style == "Letter Item", right_to_left=right_to_left)


def _look(
    style: Any, look: tuple[float, bool, bool, float, bool], *, item: bool, right_to_left: bool
) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    size, bold, grey, after, centred = look
    _fonts(style)
    style.font.size, style.font.bold, style.font.cs_bold = Pt(size), bold, bold
    style.font.color.rgb = RGBColor.from_string(GREY if grey else INK)
    complex_size = size * (1.25 if right_to_left else 1)  # Nastaliq is drawn small
    _put(style.element.rPr, "w:szCs", _AFTER_SIZE).set(qn("w:val"), str(round(complex_size * 2)))
    layout = style.paragraph_format
    layout.space_before, layout.space_after = Pt(0), Pt(after)
    if centred:
        layout.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if item:  # the mark hangs before the text
        layout.left_indent, layout.first_line_indent = Mm(8), Mm(-6)
    if right_to_left:
        _put(style.element.get_or_add_pPr(), "w:bidi", _AFTER_BIDI)


def _fonts(style: Any) -> None:
    from docx.oxml.ns import qn

    style.font.name = LATIN_FONT
    style.element.rPr.rFonts.set(qn("w:cs"), URDU_FONT)
    lang = _put(style.element.get_or_add_rPr(), "w:lang", _AFTER_LANG)
    lang.set(qn("w:val"), "en-GB")
    lang.set(qn("w:bidi"), "ur-PK")


def _put(parent: Any, called: str, successors: tuple[str, ...]) -> Any:
    """The child of this name, put in where the schema wants it if it is not there."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    found = parent.find(qn(called))
    if found is None:
        found = OxmlElement(called)
        parent.insert_element_before(found, *successors)
    return found
