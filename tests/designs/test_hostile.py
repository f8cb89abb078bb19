"""Hostile sources and pictures: refused, or made harmless, each with a sentence that says why."""

import io

import pytest
from PIL import Image, ImageFile

from lms.designs import shipped
from lms.designs.formats import DesignSource
from lms.designs.rules import page, pictures, sheet, source, whole

FILES = frozenset({"border.svg"})


@pytest.mark.parametrize(
    "text",
    [
        "{{ first.__class__ }}",
        "{{ ''.join(title) }}",
        "{{ title.format(title) }}",
        "{{ title|attr('x') }}",
        "{{ title['x'] }}",
        "{{ 9**9999999 }}",
        "{{ 'a' * 999999999 }}",
        "{{ range(99999999) }}",
        "{{ self }}",
        "{{ config }}",
        "{% set x = 1 %}",
        "{% include 'x' %}",
        "{% import 'x' as y %}",
        "{% macro x() %}{% endmacro %}",
        "{% for a in sides %}{% for b in sides %}{% endfor %}{% endfor %}",
        "{% for a in 'abc' %}{% endfor %}",
        "{{ title",
        "{{ signatories }}",
        "{% if cycler('a') %}{% endif %}",
    ],
)
def test_statements_that_are_no_fields_are_refused(text: str) -> None:
    assert source.faults(text), text


def test_an_unknown_field_is_named_with_its_line_and_the_nearest() -> None:
    ((line, message),) = source.faults("<p>\n{{ tilte }}</p>")
    assert line == 2
    assert message.english() == "There is no field “tilte”. Did you mean “title”?"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<scr{% if local %}ipt{% endif %}>x</script>",
        '<img src="https://example.org/x.png">',
        '<img src="file:///etc/passwd">',
        '<img src="../../../secret.svg">',
        '<img src="/static/vendor/print/x.svg">',
        '<link rel="attachment" href="file:///etc/passwd">',
        '<iframe src="x"></iframe>',
        '<object data="x"></object>',
        '<p onclick="x()">x</p>',
        '<p style="background:url(http://example.org)">x</p>',
        "<style>@import 'x'</style>",
        '<base href="http://example.org/">',
        '<meta http-equiv="refresh" content="0">',
        '<svg><use href="http://example.org/#a"/></svg>',
        '<svg><image href="file:///etc/passwd"/></svg>',
        "<svg><foreignObject><p>x</p></foreignObject></svg>",
        '<svg><rect fill="url(http://example.org/#a)"/></svg>',
        "<form><input></form>",
        '<a href="http://example.org">x</a>',
    ],
)
def test_elements_that_run_or_fetch_are_refused(text: str) -> None:
    made = text.replace("{% if local %}", "").replace("{% endif %}", "")
    assert page.faults(made, FILES), text


@pytest.mark.parametrize(
    "text",
    [
        "@import url(http://example.org/x.css);",
        "@import 'x.css';",
        "p { background: url(http://example.org/x.png) }",
        "p { background: url('file:///etc/passwd') }",
        'p { background: url("/static/../secret") }',
        "p { background: image-set('http://example.org/x.png' 1x) }",
        "p { content: attr(href url) }",
        "@font-face { font-family: x; src: local('Arial') }",
        "@font-face { font-family: x; src: url(//example.org/x.ttf) }",
        "p { width: 99999999mm }",
        "p { width: expression(alert(1)) }",
        "p { background: u\\72l(http://example.org) }",
        "@charset 'x'; @namespace url(http://example.org);",
        "p { color: element(#x) }",
    ],
)
def test_sheets_that_fetch_or_swell_are_refused(text: str) -> None:
    assert sheet.faults(text, FILES), text


def test_variables_that_double_are_refused() -> None:
    assert sheet.doubling("html { --a: var(--b) var(--b); }")
    assert not sheet.doubling("html { --a: var(--b); }")


def test_a_source_tells_every_fault_at_its_field() -> None:
    good = shipped.source("plain")
    bad = good.model_copy(
        update={
            "html": good.html.replace("{{ serial }}", "{{ seriall }}").replace(
                'data-field="qr"', 'data-field="q"'
            ),
            "css": good.css + "\np { background: url(http://example.org/x) }",
            "wording": good.wording
            | {"en": good.wording["en"] | {"completion": "done {titel}", "issued": "{day!r}"}},
        }
    )
    found = {(fault.field, fault.message.english()) for fault in whole.faults(bad)}
    fields = {field for field, _ in found}
    assert fields == {"html", "css", "wording_en_completion", "wording_en_issued"}
    assert any("seriall" in text and "serial" in text for _, text in found)
    assert any("“qr”" in text for _, text in found)


def test_a_source_knows_its_hash_and_keeps_it() -> None:
    good = shipped.source("plain")
    again = DesignSource.model_validate_json(good.model_dump_json(by_alias=True))
    assert again.hash == good.hash and len(good.hash) == 64
    assert good.model_copy(update={"css": good.css + " "}).hash != good.hash


def png(mode: str = "RGB", size: tuple[int, int] = (40, 20), kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    image = Image.new(mode, size, "red")
    image.info["comment"] = "secret"
    image.save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_pictures_are_written_anew_without_what_hides_behind_them(kind: str) -> None:
    polyglot = png(kind=kind) + b"<script>alert(1)</script>%PDF-1.4"
    made = pictures.checked(polyglot)
    assert made.media_type == "image/png"
    assert b"script" not in made.data and b"%PDF" not in made.data
    assert Image.open(io.BytesIO(made.data)).size == (40, 20)


def test_a_plain_drawing_keeps_its_shapes() -> None:
    made = pictures.checked(
        b'<?xml version="1.0"?><!-- x --><svg xmlns="http://www.w3.org/2000/svg" '
        b'xmlns:e="http://editor.example/ns" viewBox="0 0 9 9"><e:data/><metadata>x</metadata>'
        b'<path style="fill:#0a0;behavior:url(x)" d="M0 0h9v9z"/></svg>'
    )
    assert made.media_type == "image/svg+xml"
    text = made.data.decode()
    assert 'fill="#0a0"' in text and "editor" not in text and "behavior" not in text


SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{}</svg>'


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        b"%PDF-1.4",
        b"\x89PNG\r\n\x1a\nbroken",
        png()[:-30],
        png(size=(4100, 10)),
        b"<svg/>",
        SVG.format("<script>1</script>").encode(),
        SVG.format('<path onload="x()" d="M0 0"/>').encode(),
        SVG.format('<image href="http://example.org/x.png"/>').encode(),
        SVG.format('<g href="file:///etc/passwd"/>').encode(),
        SVG.format("<foreignObject/>").encode(),
        SVG.format("<style>*{}</style>").encode(),
        SVG.format("<text>hello</text>").encode(),
        SVG.format("<animate/>").encode(),
        b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.format("&a;").encode(),
        SVG.format("<g>" * 60 + "</g>" * 60).encode(),
        SVG.format("<g/>" * 5000).encode(),
        b"x" * (pictures.LARGEST_BYTES + 1),
    ],
    ids=lambda data: repr(data[:40]),
)
def test_pictures_that_are_none_are_refused(data: bytes) -> None:
    with pytest.raises(pictures.Unfit) as caught:
        pictures.checked(data)
    assert caught.value.message.english().endswith(".")


def test_a_cut_picture_is_refused_whatever_others_allow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as WeasyPrint does
    with pytest.raises(pictures.Unfit):
        pictures.checked(png()[:-30])
