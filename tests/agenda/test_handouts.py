"""Hand-outs: what is taken, who gets it and when, and the short address on the door."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import Person
from lms.agenda.enums import ItemKind
from lms.agenda.formats.handouts import (
    LARGEST,
    CheckedFile,
    check_file,
    check_url,
    clean_name,
    host_of,
)
from lms.agenda.models import Handout
from lms.agenda.queries import handouts as queries
from lms.agenda.services import handouts, items, releases, steps
from lms.audit.models import AuditEntry
from lms.core import files
from lms.core.db import db, transaction
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.messages import Message
from lms.courses.enums import SessionState, StaffRole
from lms.courses.models import CourseSession
from tests.factories.accounts import acting, make_focal_point, make_person
from tests.factories.agencies import make_agency
from tests.factories.agenda import item_input
from tests.factories.courses import make_session, make_staff
from tests.factories.enrolments import make_enrolment

SignedIn = Callable[[FlaskClient, Person], FlaskClient]
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
TYPES = b'<?xml version="1.0"?><Types><Default ContentType="application/xml"/></Types>'
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx(more: dict[str, bytes] | None = None, types: bytes = TYPES) -> bytes:
    parts = {"[Content_Types].xml": types, "word/document.xml": b"<w/>"}
    return packed(parts | {f"word/{name}": body for name, body in (more or {}).items()})


def related(kind: str, target: str) -> bytes:
    """A document with a relation to something outside."""
    one = f'<Relationship Type="x/{kind}" Target="{target}" TargetMode="External"/>'
    return docx({"_rels/document.xml.rels": f"<Relationships>{one}</Relationships>".encode()})


PLAIN_ODT = {"mimetype": ODT.encode(), "content.xml": b"<x/>"}
NOT_IT, MACROS, OUTSIDE = "not what its name says", "macros", "outside itself"
EVIL = "http://evil.example/x"
MACRO_TYPE = TYPES.replace(b"application/xml", b"application/vnd.ms-word.document.macroEnabled")


# --- what is taken ---


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("Case folder.pdf", PDF, "application/pdf"),
        ("Slides.PDF", PDF, "application/pdf"),
        ("case.docx", docx(), DOCX),
        ("text.odt", packed({"mimetype": ODT.encode(), "content.xml": b"<x/>"}), ODT),
        ("photo.jpeg", b"\xff\xd8\xff\xe0xx", "image/jpeg"),
        ("calls.csv", "فون,کب\n0300,09:00\n".encode(), "text/csv"),
        ("notes.txt", "سلام".encode(), "text/plain"),
    ],
)
def test_known_kinds_are_taken_by_their_content(name: str, data: bytes, media_type: str) -> None:
    found = check_file(name, data)
    assert isinstance(found, CheckedFile)
    assert found.media_type == media_type
    assert found.name.endswith("." + name.rsplit(".", 1)[1].lower())


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("run.exe", b"MZ", "not taken"),
        ("page.html", b"<script>alert(1)</script>", "not taken"),
        ("drawing.svg", b"<svg onload='x()'/>", "not taken"),
        ("noending", PDF, "not taken"),
        ("slides.pdf", b"<html><script>", "not what its name says"),
        ("slides.pdf", b"MZ\x90\x00", "not what its name says"),
        ("slides.pdf", b"", "empty"),
        ("slides.pdf", b"%PDF-" + bytes(LARGEST), "most is 15 MB"),
        ("slides.pdf", PDF + b"<</S/JavaScript/JS(app.alert(1))>>", "holds a program"),
        ("slides.pdf", PDF + b"<</S /Launch /F(cmd.exe)>>", "holds a program"),
        ("photo.png", b"\xff\xd8\xff", "not what its name says"),
        ("calls.csv", b"a,b\x00c", "not what its name says"),
        ("calls.csv", b"\xff\xfe\x00a", "not what its name says"),
        ("case.docx", PDF, "not what its name says"),
        ("case.docx", packed({"readme": b"x"}), "not what its name says"),
        ("case.docx", docx()[:-30], NOT_IT),
        ("case.docx", docx({"vbaProject.bin": b"x"}), MACROS),
        ("case.docx", docx(types=MACRO_TYPE), MACROS),
        ("case.docx", docx({"embeddings/oleObject1.bin": b"x"}), MACROS),
        ("case.docx", docx({"activeX/activeX1.xml": b"x"}), MACROS),
        ("case.docx", related("attachedTemplate", EVIL), OUTSIDE),
        ("case.docx", related("image", EVIL), OUTSIDE),
        ("case.docx", related("hyperlink", "https://example.org"), None),
        ("case.docx", docx({"_rels/document.xml.rels": b"\xff\xfe<\x00R\x00"}), NOT_IT),
        ("case.docx", docx(types=b" " * 3_000_000), NOT_IT),
        ("text.odt", packed(PLAIN_ODT | {"Basic/Standard/x.xml": b""}), MACROS),
        ("text.odt", packed({"content.xml": b"<x/>", "mimetype": ODT.encode()}), NOT_IT),
    ],
)  # fmt: skip
def test_hostile_files_are_refused_and_why(name: str, data: bytes, words: str | None) -> None:
    found = check_file(name, data)
    if words is None:
        assert isinstance(found, CheckedFile)
    else:
        assert isinstance(found, Message)
        assert words in found.english()


def test_very_many_lists_are_refused_unread() -> None:
    many = {f"_rels/{n}.rels": b" " * 1_900_000 for n in range(9)}
    assert isinstance(check_file("case.docx", docx(many)), Message)


def test_a_bomb_is_refused_by_its_own_list() -> None:
    bomb = packed({"[Content_Types].xml": TYPES, "word/document.xml": bytes(301 * 1024 * 1024)})
    assert len(bomb) < 1024 * 1024
    assert isinstance(check_file("case.docx", bomb), Message)


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\x\\Case.PDF", "Case.pdf"),
        ("case\u202efdp.exe", "casefdp.exe"),
        ('a"b\r\nSet-Cookie: x.pdf', "a-b Set-Cookie- x.pdf"),
        ("مقدمہ.pdf", "مقدمہ.pdf"),
        (".pdf", "pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_names_are_safe_to_save(name: str, clean: str) -> None:
    assert clean_name(name) == clean


@pytest.mark.parametrize(
    "url",
    [
        "https://www.unodc.org/a?b=c#d",
        "http://10.0.0.5:5000/files",
        "http://server/share",
        "https://اردو.example/صفحہ",
    ],
)
def test_addresses_that_are_taken(url: str) -> None:
    assert check_url(f"  {url} ") == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//evil.example",
        "www.unodc.org",
        "https://",
        "https://bank.example@evil.example/",
        "https://evil.example/\u202egpj",
        "https://evil.example/a b",
        "https://evil.example/\nSet-Cookie:x",
        "https://evil.example:99999/",
        "https://[::1",
        "https://" + "a" * 500,
    ],
)
def test_addresses_that_are_refused(url: str) -> None:
    assert isinstance(check_url(url), Message)


def test_a_host_in_foreign_letters_is_spelled_out() -> None:
    assert host_of("https://xn--80ak6aa92e.com/") == "xn--80ak6aa92e.com"
    assert host_of("https://аррӏе.com/") == "xn--80ak6aa92e.com"


# --- who gets it ---


@dataclass
class Room:
    """A session with an item, and the people around it."""

    session: CourseSession
    organiser: Person
    trainer: Person
    participant: Person
    observer: Person
    focal: Person
    stranger: Person
    item_id: UUID

    @property
    def slug(self) -> str:
        return self.session.slug

    def release(self) -> None:
        with transaction():
            releases.release(actor=acting(self.organiser), slug=self.slug)

    def link(self, url: str = "https://example.org/case", title: str = "Case") -> Handout:
        with transaction():
            return handouts.add_link(
                actor=acting(self.trainer),
                slug=self.slug,
                item_id=self.item_id,
                title=title,
                url=url,
            )

    def file(self, data: bytes = PDF, name: str = "Folder 1.pdf", title: str = "") -> Handout:
        with transaction():
            return handouts.add_file(
                actor=acting(self.trainer),
                slug=self.slug,
                item_id=self.item_id,
                title=title,
                name=name,
                data=data,
            )


def make_room() -> Room:
    agency = make_agency()
    organiser, trainer, observer = make_person("Rana"), make_person("Bakht"), make_person("Omar")
    session = make_session(agencies=[agency], organiser=organiser)
    make_staff(session, trainer, StaffRole.TRAINER)
    make_staff(session, observer, StaffRole.OBSERVER)
    participant = make_person("Pia", agency=agency)
    make_enrolment(session, agency, participant)
    other = make_session(organiser=make_person("Other"))
    stranger = make_person("Stranger")
    make_staff(other, stranger, StaffRole.TRAINER)
    with transaction():
        added = items.add_item(
            actor=acting(organiser),
            slug=session.slug,
            item=item_input(session, title="Link chart", kind=ItemKind.EXERCISE),
        )
    return Room(
        session,
        organiser,
        trainer,
        participant,
        observer,
        make_focal_point(agency),
        stranger,
        added.items[0].id,
    )


@pytest.fixture
def room(app: Flask) -> Room:
    return make_room()


def test_participants_get_it_with_the_release_others_never(room: Room) -> None:
    made = room.link()
    taught = {acting(one) for one in (room.organiser, room.trainer)}
    learner = acting(room.participant)
    for actor in taught:
        assert queries.by_token(made.token, actor)[1].url == "https://example.org/case"
    with pytest.raises(NotFound):
        queries.by_token(made.token, learner)
    assert queries.of_session(room.slug, learner).items == []
    room.release()
    assert queries.by_token(made.token, learner)[1].title == "Case"
    shown = queries.of_session(room.slug, learner).items
    assert [(one.title["en"], len(one.handouts)) for one in shown] == [("Link chart", 1)]
    for person in (room.observer, room.focal, room.stranger):
        for look in (
            lambda who: queries.by_token(made.token, who),
            lambda who: queries.by_id(room.slug, made.id, who),
            lambda who: queries.of_session(room.slug, who),
        ):
            with pytest.raises(NotFound):
                look(acting(person))


def test_before_the_session_is_announced_nobody_but_those_who_plan_it(room: Room) -> None:
    made = room.link()
    room.release()
    with transaction():
        room.session.state = SessionState.DRAFT
    with pytest.raises(NotFound):
        queries.by_token(made.token, acting(room.participant))


def test_only_those_who_plan_add_and_remove(room: Room) -> None:
    made = room.link()
    for person in (room.participant, room.observer, room.focal, room.stranger):
        actor = acting(person)
        with pytest.raises(NotFound), transaction():
            handouts.add_link(
                actor=actor, slug=room.slug, item_id=room.item_id, title="x", url="https://x.org"
            )
        with pytest.raises(NotFound), transaction():
            handouts.remove(actor=actor, slug=room.slug, handout_id=made.id)
    with transaction():
        room.session.state = SessionState.CLOSED
    with pytest.raises(Refused), transaction():
        handouts.remove(actor=acting(room.trainer), slug=room.slug, handout_id=made.id)


def test_an_item_or_hand_out_of_another_session_is_not_found(room: Room) -> None:
    other = make_room()
    made = other.link()
    actor = acting(room.organiser)
    with pytest.raises(NotFound), transaction():
        handouts.add_link(
            actor=actor, slug=room.slug, item_id=other.item_id, title="x", url="https://x.org"
        )
    with pytest.raises(NotFound), transaction():
        handouts.remove(actor=actor, slug=room.slug, handout_id=made.id)
    with pytest.raises(NotFound):
        queries.by_id(room.slug, made.id, actor)


def test_a_file_keeps_its_bytes_and_its_name_stands_in_for_a_title(room: Room) -> None:
    made = room.file()
    assert made.title == "Folder 1"
    assert made.file_id is not None
    assert files.read(made.file_id) == PDF
    again = room.file(name="Other name.pdf", title="  Second   copy ")
    assert again.title == "Second copy"
    assert files.find(again.file_id).name == "Other name.pdf"
    acts = db.session.query(AuditEntry.act).filter_by(object_type="handout").all()
    assert [act for (act,) in acts] == ["agenda.handout_added", "agenda.handout_added"]


def test_short_addresses_are_typed_without_doubt(room: Room) -> None:
    tokens = {room.link(f"https://example.org/{n}").token for n in range(15)}
    assert len(tokens) == 15
    for token in tokens:
        assert len(token) == 9
        assert not set(token) & set("01loiLOI")


def test_an_item_has_twenty_at_most(room: Room) -> None:
    for number in range(20):
        room.link(f"https://example.org/{number}")
    with pytest.raises(Refused):
        room.link("https://example.org/20")


def test_every_fault_stands_at_its_field(room: Room) -> None:
    with pytest.raises(Invalid) as found:
        room.link("javascript:alert(1)", " ")
    assert [error.field for error in found.value.errors] == ["title", "url"]
    with pytest.raises(Invalid) as found:
        room.file(b"MZ", title="x" * 161)
    assert [error.field for error in found.value.errors] == ["title", "file"]
    assert db.session.query(Handout).count() == 0


def test_taking_an_item_out_and_back_keeps_its_hand_outs(room: Room) -> None:
    made = room.link()
    room.release()
    actor = acting(room.organiser)
    with transaction():
        items.remove_item(actor=actor, slug=room.slug, item_id=room.item_id)
    # the release still shows the item, so the room still has what is handed out with it
    assert queries.by_token(made.token, acting(room.participant))[1].id == made.id
    with transaction():
        steps.undo(actor=actor, slug=room.slug)
    assert len(queries.of_item(room.slug, room.item_id, actor)[1].handouts) == 1


# --- pages ---


def test_a_file_is_sent_to_be_saved_and_never_run(
    room: Room, client: FlaskClient, signed_in: SignedIn
) -> None:
    made = room.file(name="مقدمہ.pdf")
    room.release()
    page = signed_in(client, room.participant)
    short = page.get(f"/h/{made.token}")
    assert short.status_code == 302
    answer = page.get(short.location, buffered=True)
    answer.close()
    assert answer.data == PDF
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "filename*=UTF-8''%D9%85%D9%82" in answer.headers["Content-Disposition"]
    assert "private" in answer.headers["Cache-Control"]


def test_a_link_is_named_before_one_leaves(
    room: Room, client: FlaskClient, signed_in: SignedIn
) -> None:
    made = room.link("http://аррӏе.com/login", "Case & folder")
    room.release()
    answer = signed_in(client, room.participant).get(f"/h/{made.token}")
    assert answer.status_code == 200
    assert "xn--80ak6aa92e.com" in answer.text
    assert "not encrypted" in answer.text
    assert "Case &amp; folder" in answer.text
    assert 'rel="noopener noreferrer nofollow external"' in answer.text


def test_unknown_and_foreign_addresses_look_alike(
    room: Room, app: Flask, signed_in: SignedIn
) -> None:
    made = room.link()
    room.release()
    stranger = signed_in(app.test_client(), room.stranger)
    foreign, unknown = stranger.get(f"/h/{made.token}"), stranger.get("/h/unknown23")
    assert (foreign.status_code, unknown.status_code) == (404, 404)
    told = [BeautifulSoup(one.text, "html.parser").main for one in (foreign, unknown)]
    assert str(told[0]) == str(told[1])
    anonymous = app.test_client().get(f"/h/{made.token}")
    assert anonymous.status_code == 302
    assert anonymous.location.startswith("/sign-in")


def test_adding_by_the_page_keeps_what_was_typed(
    room: Room, client: FlaskClient, signed_in: SignedIn
) -> None:
    page = signed_in(client, room.trainer)
    url = f"/sessions/{room.slug}/agenda/items/{room.item_id}/handouts"
    assert "Nothing is handed out with this item yet" in page.get(url).text
    wrong = page.post(f"{url}/link", data={"l-title": "Case", "l-url": "javascript:x"})
    assert wrong.status_code == 422
    assert 'value="Case"' in wrong.text
    assert "The address begins with https://" in wrong.text
    right = page.post(f"{url}/link", data={"l-title": "Case", "l-url": "https://example.org"})
    assert right.status_code == 302
    sent = {"f-title": "", "f-file": (io.BytesIO(PDF), "Folder.pdf")}
    assert page.post(f"{url}/file", data=sent).status_code == 302
    shown = page.get(url).text
    assert "Case" in shown
    assert "Folder" in shown
    assert page.post(f"{url}/file", data={"f-title": "Kept title"}).status_code == 422


def test_lists_cost_the_same_for_one_and_for_many(
    room: Room, client: FlaskClient, signed_in: SignedIn, count_queries: Callable[[], object]
) -> None:
    page = signed_in(client, room.trainer)
    room.link()
    counts = []
    for _round in range(2):
        with count_queries() as n:  # type: ignore[attr-defined]
            assert page.get(f"/sessions/{room.slug}/handouts").status_code == 200
        counts.append(int(n))
        room.link("https://example.org/2")
        room.file()
    assert counts[0] == counts[1]
