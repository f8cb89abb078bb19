"""The press apart from any design: directions, lines, sizes, containers, and the file's form."""

import io
import pickle
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest
from asn1crypto import cms as asn1_cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from lms.core import cjk
from lms.engines import press
from lms.engines.press import bidi, shaping, syntax

FONTS = Path(__file__).resolve().parents[3] / "static" / "vendor" / "print"
LATIN = press.Face.open(FONTS / "ibm-plex-sans-600.ttf")
NASTALIQ = press.Face.open(FONTS / "noto-nastaliq-urdu-600.ttf")


def slot(width: float = 200, steps: str = "20/1 10/2", *, rtl: bool = False) -> press.TextSlot:
    parts = [part.split("/") for part in steps.split()]
    return press.TextSlot(
        name="name",
        x=50,
        y=50,
        width=width,
        faces=(NASTALIQ, LATIN) if rtl else (LATIN,),
        steps=tuple(press.Step(float(points), int(lines)) for points, lines in parts),
        line_height=1.25,
        baseline=1.0,
        rtl=rtl,
    )


def signer(
    kind: str = "p256",
) -> tuple[bytes, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, press.Cms]:
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
    if kind == "p256":
        key = ec.generate_private_key(ec.SECP256R1())
    else:
        key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Press test, not valid")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
        .public_bytes(Encoding.DER)
    )
    return certificate, key, press.Cms([certificate])


def sign_with(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> Callable[[bytes], bytes]:
    if isinstance(key, rsa.RSAPrivateKey):
        return lambda data: key.sign(data, padding.PKCS1v15(), hashes.SHA256())
    return lambda data: key.sign(data, ec.ECDSA(hashes.SHA256()))


# --- text ---


def test_numbers_and_latin_keep_their_direction_inside_urdu() -> None:
    line = shaping.shape("علی III 47", [NASTALIQ, LATIN], rtl=True)
    # from the left: the number last read, then the Latin letters, then the Urdu name
    assert [run.text.strip() for run in line.runs if run.text.strip()] == ["III 47", "علی"] or [
        run.text.strip() for run in line.runs if run.text.strip()
    ] == ["47", "III", "علی"]


def test_levels_know_isolates_and_brackets() -> None:
    assert bidi.levels("abc", rtl=False) == [0, 0, 0]
    text = "\u2068Inspector\u2069، سندھ"
    levels = bidi.levels(text, rtl=True)
    assert {levels[place] for place in range(1, 10)} == {2}
    assert levels[-1] == 1
    assert bidi.levels("ا(A)", rtl=True) == [1, 1, 2, 1]


def test_runs_are_reordered_by_level() -> None:
    assert bidi.visual_order([1, 2, 1]) == [2, 1, 0]
    assert bidi.visual_order([0, 1, 2, 1, 0]) == [0, 3, 2, 1, 4]
    assert bidi.visual_order([]) == []


def test_the_largest_size_that_fits_is_taken() -> None:
    assert press.fit(slot(), "Tabassum").points == 20
    two = press.fit(slot(), "Tabassum Rani Chandio of Shikarpur Khas and Sukkur")
    assert two.points == 10 and len(two.lines) == 2
    assert "".join(line.text for line in two.lines).replace(" ", "") == (
        "TabassumRaniChandioofShikarpurKhasandSukkur"
    )
    assert all(line.width * two.points <= 200.5 for line in two.lines)


def test_lines_break_behind_hyphens_and_words_are_never_split() -> None:
    found = press.fit(slot(100, "10/3"), "Qureshi-Al-Hashimi-Muhammad")
    assert [line.text[-1] for line in found.lines[:-1]] == ["-"] * (len(found.lines) - 1)
    with pytest.raises(press.DoesNotFit):
        press.fit(slot(100, "10/3"), "W" * 40)


def wide(points: float, width: float) -> press.TextSlot:
    found = cjk.face(cjk.Region.JP, 400)
    assert found, "The package fonts-noto-cjk is missing: run make setup-test."
    faces = (*slot().faces, press.Face.open(found.file, found.index))
    return replace(slot(width, f"{points}/3"), faces=faces)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("髙橋さくら", ["髙橋さく", "ら"]),
        ("アレクセー", ["アレク", "セー"]),
        ("アレクセィ・ジャ", ["アレク", "セィ・", "ジャ"]),
        ("一二三四々五", ["一二三", "四々五"]),
        ("一二三葛\U000e0100城", ["一二三葛\U000e0100", "城"]),
        ("Ali 王小明", ["Ali 王小", "明"]),
    ],
)
def test_wide_signs_break_anywhere_but_before_what_may_not_stand_first(
    text: str, lines: list[str]
) -> None:
    found = press.fit(wide(10, 40), text)
    assert [line.text for line in found.lines] == lines


def test_a_face_of_a_collection_is_known_by_its_keys_in_the_file() -> None:
    """A viewer looks the codes of a keyed program up in its list of keys, not by their places."""
    face = wide(10, 40).faces[-1]
    glyphs = [face.font.get_nominal_glyph(ord(sign)) for sign in "髙橋𠮷"]
    assert all(glyphs)
    small = face.subset(glyphs)
    assert {one: small.numbers[one] for one in glyphs} == {one: one for one in glyphs}
    assert len(small.program) < 3_000
    assert face.metrics.name == "NotoSansCJKjp-Regular"
    assert pickle.loads(pickle.dumps(face)) is face


def test_a_variant_that_a_face_lacks_is_refused_as_the_variant() -> None:
    assert press.fit(wide(10, 40), "葛\U000e0100").lines[0].runs[0].glyphs[0].number
    with pytest.raises(press.MissingGlyphs) as caught:
        press.fit(wide(10, 40), "王\U000e0107")
    assert caught.value.signs == ("王\U000e0107",)
    assert str(caught.value).endswith("(U+738B U+E0107)")


def test_compatibility_ideographs_are_drawn_as_they_are() -> None:
    one, other = (press.fit(wide(10, 40), sign).lines[0] for sign in ("\ufa19", "\u795e"))
    assert one.runs[0].glyphs[0].number != other.runs[0].glyphs[0].number


def test_a_stack_that_climbs_too_high_gets_smaller() -> None:
    place = slot(400, "25/1 5/1", rtl=True)
    assert press.fit(place, "علی").points == 25
    assert press.fit(place, "ممممممم").points == 5


def test_signs_without_glyph_are_named_once() -> None:
    with pytest.raises(press.MissingGlyphs) as caught:
        press.fit(slot(), "田中 Ali 田")
    assert caught.value.signs == ("田", "中")


# --- syntax ---


def test_texts_and_names_are_escaped() -> None:
    assert syntax.text("a(b)\\") == b"(a\\(b\\)\\\\)"
    assert syntax.text("é") == b"<FEFF00E9>"
    assert syntax.name("application/json") == b"/application#2Fjson"
    assert syntax.number(12.5) == b"12.5" and syntax.number(-0.0001) in {b"0", b"-0"}
    with pytest.raises(ValueError):
        syntax.date(datetime(2026, 1, 1))  # noqa: DTZ001


# --- containers ---


@pytest.mark.parametrize("kind", ["p256", "rsa"])
def test_a_container_is_der_that_others_read(kind: str) -> None:
    certificate, key, container = signer(kind)
    over = b"\x07" * 32
    data = container.around(over, sign_with(key)(container.asked(over)))
    assert len(data) <= container.most
    info = asn1_cms.ContentInfo.load(data, strict=True)
    assert info.dump(force=True) == data
    signed = info["content"]
    one = signed["signer_infos"][0]
    attributes = {item["type"].dotted: item["values"][0] for item in one["signed_attrs"]}
    assert attributes["1.2.840.113549.1.9.4"].native == b"\x07" * 32
    assert attributes["1.2.840.113549.1.9.3"].native == "data"
    assert set(attributes) == {
        "1.2.840.113549.1.9.3",
        "1.2.840.113549.1.9.4",
        "1.2.840.113549.1.9.16.2.47",  # signing-certificate-v2
        "1.2.840.113549.1.9.52",  # algorithm protection
    }
    assert signed["certificates"][0].chosen.dump() == certificate
    said = one["signed_attrs"].untag().dump()
    public, value = key.public_key(), one["signature"].native
    if isinstance(public, ec.EllipticCurvePublicKey):
        public.verify(value, said, ec.ECDSA(hashes.SHA256()))
    else:
        public.verify(value, said, padding.PKCS1v15(), hashes.SHA256())


def test_other_keys_are_refused() -> None:
    key = ec.generate_private_key(ec.SECP384R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "x")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 7, now, now + timedelta(days=1))
        .sign(key, hashes.SHA384())
        .public_bytes(Encoding.DER)
    )
    with pytest.raises(ValueError, match="P-256 or RSA"):
        press.Cms([certificate])


# --- files ---


def blank() -> bytes:
    made = pikepdf.new()
    made.add_blank_page(page_size=(300, 200))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def blank_with_content() -> bytes:
    made = pikepdf.open(io.BytesIO(blank()))
    made.pages[0].Contents = made.make_stream(b"0 0 1 rg 0 0 10 10 re f")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_a_file_of_more_pages_is_no_background() -> None:
    made = pikepdf.new()
    for _ in range(2):
        made.add_blank_page(page_size=(300, 200))
    out = io.BytesIO()
    made.save(out)
    with pytest.raises(ValueError, match="not one page"):
        press.Background.of(out.getvalue())


@pytest.mark.parametrize("signers", [0, 1, 2])
def test_a_file_has_every_object_once_and_its_parts(signers: int) -> None:
    background = press.Background.of(blank_with_content())
    drawing = press.draw(
        [slot(), press.Square("qr", 0, 0, 50)], {"name": "Ali"}, {"qr": [b"\1\0", b"\0\1"]}, 200
    )
    now = datetime(2026, 11, 25, tzinfo=UTC)
    _, key, container = signer()
    steps = press.write(
        background,
        drawing,
        press.Head("Title <&>", "Author", now, b"\1" * 16),
        [press.Attachment("b.json", b"{}", "application/json", "B", now)],
        [press.Signature(name, container, now, "why") for name in ("Seal", "Approval")[:signers]],
    )
    data = press.signed(steps, [sign_with(key)] * signers)
    with pikepdf.open(io.BytesIO(data)) as document:
        assert not document.check_pdf_syntax()
        assert document.attachments["b.json"].get_file().read_bytes() == b"{}"
        assert document.Root.AF[0].AFRelationship == pikepdf.Name.Data
        assert b'pdfaid:part="3"' in document.Root.Metadata.read_bytes()
        assert document.docinfo.Title == "Title <&>"
        fields = document.Root.get("/AcroForm", {}).get("/Fields", [])
        assert [str(one.T) for one in fields] == ["Seal", "Approval"][:signers]
    press.judge(data, [container] * signers)
    assert data.count(b"%%EOF") == max(1, signers)
    assert data.count(b"/DocMDP") == (2 if signers else 0)


def test_the_judge_finds_every_changed_byte_and_every_other_key() -> None:
    background = press.Background.of(blank_with_content())
    drawing = press.draw([slot()], {"name": "Ali"}, {}, 200)
    now = datetime(2026, 11, 25, tzinfo=UTC)
    made = [signer(), signer("rsa")]
    signers = [container for *_, container in made]
    steps = press.write(
        background,
        drawing,
        press.Head("T", "A", now, b"\1" * 16),
        [],
        [
            press.Signature(name, one, now, "why")
            for name, one in zip(("Seal", "Approval"), signers, strict=True)
        ],
    )
    data = press.signed(steps, [sign_with(key) for _, key, _ in made])
    press.judge(data, signers)
    for wrong in (
        signers[:1],
        signers[::-1],
        [],
        [*signers, signers[0]],
        [signer()[2], signers[1]],
    ):
        with pytest.raises(press.WrongContainer):
            press.judge(data, wrong)
    for place in range(0, len(data), 97):
        changed = bytearray(data)
        changed[place] ^= 0x10
        with pytest.raises(ValueError):
            press.judge(bytes(changed), signers)
    for longer in (data + b"\n", data[:-1]):
        with pytest.raises(press.WrongContainer):
            press.judge(longer, signers)
