"""Styles of the .docx, and the few places where python-docx has no words for right-to-left."""

from typing import Any

LATIN_FONT, ARABIC_FONT = "Calibri", "Arial"
INK, GREY, BAND, RULE = "13202A", "43525D", "E9EDEF", "77868F"
TABLE = "Agenda Table"
URDU = "Agenda Urdu"

_AFTER_BIDI = (
    "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing",
    "w:mirrorIndents", "w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment",
    "w:textboxTightWrap", "w:outlineLvl", "w:divId", "w:cnfStyle", "w:rPr", "w:sectPr",
    "w:pPrChange",
)  # fmt: skip
_AFTER_TABLE_BIDI = (
    "w:tblStyleRowBandSize", "w:tblStyleColBandSize", "w:tblW", "w:jc", "w:tblCellSpacing",
    "w:tblInd", "w:tblBorders", "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook",
    "w:tblCaption", "w:tblDescription",
)  # fmt: skip
_AFTER_SECTION_BIDI = ("w:rtlGutter", "w:docGrid", "w:printerSettings")
_AFTER_SIZE = (
    "w:highlight", "w:u", "w:effect", "w:bdr", "w:shd", "w:fitText", "w:vertAlign", "w:rtl",
    "w:cs", "w:em", "w:lang", "w:eastAsianLayout", "w:specVanish", "w:oMath",
)  # fmt: skip
_AFTER_BOLD = (
    "w:i", "w:iCs", "w:caps", "w:smallCaps", "w:strike", "w:dstrike", "w:outline", "w:shadow",
    "w:emboss", "w:imprint", "w:noProof", "w:snapToGrid", "w:vanish", "w:webHidden", "w:color",
    "w:spacing", "w:w", "w:kern", "w:position", "w:sz", "w:szCs", *_AFTER_SIZE,
)  # fmt: skip
_AFTER_RTL = ("w:cs", "w:em", "w:lang", "w:eastAsianLayout", "w:specVanish", "w:oMath")

_PARAGRAPHS = (
    # name, size in points, bold, grey
    ("Title", 20.0, True, False),
    ("Heading 1", 14.0, True, False),
    ("Agenda Note", 9.0, False, True),
    ("Agenda Draft", 13.0, True, False),
    ("Agenda Head", 8.5, True, True),
    ("Agenda Cell", 10.0, False, False),
    ("Agenda Item", 10.0, True, False),
    ("Agenda Small", 9.0, False, True),
)


def make_styles(word: Any, *, right_to_left: bool) -> None:
    """All styles that the agenda uses; paragraphs and tables run as the language does."""
    from docx.enum.style import WD_STYLE_TYPE

    styles = word.styles
    urdu = styles.add_style(URDU, WD_STYLE_TYPE.CHARACTER)
    properties = urdu.element.get_or_add_rPr()
    _put(properties, "w:rtl", _AFTER_RTL)
    _fonts(urdu)
    _language(urdu)
    _paragraph(styles["Normal"], right_to_left)
    for name, size, bold, grey in _PARAGRAPHS:
        known = name in {"Title", "Heading 1"}
        style = styles[name] if known else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        if not known:
            style.base_style = styles["Normal"]
        _paragraph(style, right_to_left)
        _letters(style, size, bold=bold, colour=GREY if grey else INK)
        _space(style, heading=name == "Heading 1", title=name == "Title")
    _table(styles)


def _paragraph(style: Any, right_to_left: bool) -> None:
    _fonts(style)
    _language(style)
    if right_to_left:
        _put(style.element.get_or_add_pPr(), "w:bidi", _AFTER_BIDI)


def _fonts(style: Any) -> None:
    from docx.oxml.ns import qn

    style.font.name = LATIN_FONT
    fonts = style.element.rPr.rFonts
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:cs"), ARABIC_FONT)


def _language(style: Any) -> None:
    from docx.oxml.ns import qn

    lang = _put(style.element.get_or_add_rPr(), "w:lang", ("w:eastAsianLayout", "w:specVanish"))
    lang.set(qn("w:val"), "en-GB")
    lang.set(qn("w:bidi"), "ur-PK")


def _letters(style: Any, size: float, *, bold: bool, colour: str) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
    style.font.color.rgb = RGBColor.from_string(colour)
    properties = style.element.rPr
    # Word keeps size and weight of complex scripts apart
    _put(properties, "w:szCs", _AFTER_SIZE).set(qn("w:val"), str(round(size * 2)))
    _put(properties, "w:bCs", _AFTER_BOLD).set(qn("w:val"), "1" if bold else "0")


def _space(style: Any, *, heading: bool, title: bool) -> None:
    from docx.shared import Pt

    layout = style.paragraph_format
    layout.space_before = Pt(14 if heading else 0)
    layout.space_after = Pt(8 if title else 4 if heading else 1)
    layout.keep_with_next = heading
    for border in style.element.pPr.findall(f"{{{style.element.nsmap['w']}}}pBdr"):
        style.element.pPr.remove(border)


def _table(styles: Any) -> None:
    """A table style: hairlines, a strong rule above, the head on a grey band."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    style = styles.add_style(TABLE, WD_STYLE_TYPE.TABLE)
    style.base_style = styles["Normal Table"]
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{colour}"/>'
        for side, size, colour in (
            ("top", 12, INK),
            ("bottom", 8, INK),
            ("insideH", 4, RULE),
        )
    )
    style.element.append(
        parse_xml(
            f"<w:tblPr {nsdecls('w')}><w:tblBorders>{lines}</w:tblBorders><w:tblCellMar>"
            '<w:top w:w="40" w:type="dxa"/><w:left w:w="85" w:type="dxa"/>'
            '<w:bottom w:w="40" w:type="dxa"/><w:right w:w="85" w:type="dxa"/>'
            "</w:tblCellMar></w:tblPr>"
        )
    )
    style.element.append(
        parse_xml(
            f'<w:tblStylePr {nsdecls("w")} w:type="firstRow"><w:tcPr>'
            f'<w:shd w:val="clear" w:color="auto" w:fill="{BAND}"/></w:tcPr></w:tblStylePr>'
        )
    )


def table_runs_from_right(table: Any) -> None:
    """The first column stands at the right."""
    _put(table._tbl.tblPr, "w:bidiVisual", _AFTER_TABLE_BIDI)  # noqa: SLF001


def section_runs_from_right(section: Any) -> None:
    """The page is laid out for a language written from right to left."""
    _put(section._sectPr, "w:bidi", _AFTER_SECTION_BIDI)  # noqa: SLF001


def repeat_row(row: Any) -> None:
    """The row is a head: it stands again on each page that the table goes over."""
    _put(row._tr.get_or_add_trPr(), "w:tblHeader", ())  # noqa: SLF001


def keep_row_whole(row: Any) -> None:
    """The row is not broken over two pages."""
    _put(row._tr.get_or_add_trPr(), "w:cantSplit", ())  # noqa: SLF001


def show_head(table: Any, *, head: bool) -> None:
    """Whether the first row has the look of a head."""
    from docx.oxml.ns import qn

    look = table._tbl.tblPr.find(qn("w:tblLook"))  # noqa: SLF001
    if look is not None:
        for name in list(look.attrib):
            del look.attrib[name]
        look.set(qn("w:val"), "0020" if head else "0000")
        look.set(qn("w:firstRow"), "1" if head else "0")
        look.set(qn("w:noVBand"), "1")


def _put(parent: Any, name: str, successors: tuple[str, ...]) -> Any:
    """The child of this name, put in where the schema wants it if it is not there."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    found = parent.find(qn(name))
    if found is None:
        found = OxmlElement(name)
        parent.insert_element_before(found, *successors)
    return found
