"""The print pack as an organiser takes it: the ceremony's order, the archive, what is refused."""

import io
import zipfile
from collections.abc import Callable

import pikepdf
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import Person
from lms.audit.queries import entries
from lms.ceremony import services as ceremony
from lms.ceremony.enums import Happening, Scope, Within
from lms.ceremony.formats.events import NewEvent
from lms.certificates.enums import CertificateKind
from lms.certificates.models import Certificate
from lms.core import files
from lms.core.access import SYSTEM
from lms.core.clock import utcnow
from lms.core.db import db, transaction, unscoped
from lms.core.ids import new_id
from lms.engines.credentials.payload import canonical
from lms.outbox.models import OutboxMessage
from lms.pack.queries import pack_of
from tests.factories.accounts import make_person
from tests.factories.agencies import make_agency
from tests.factories.ceremony import make_hall, make_paper, make_thanks
from tests.factories.courses import make_session
from tests.factories.papers import make_payload

SignedIn = Callable[[FlaskClient, Person], FlaskClient]
NAMES = [
    (0, "Zia Khan", "Inspector"),
    (1, "Bano Bibi", "BS-18"),
    (0, "Ali Raza", "DSP"),
]


def small_pdf(text: str) -> bytes:
    """A file of one page with a content stream of its own."""
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page(page_size=(842, 595))
        made.pages[0].Contents = made.make_stream(b"0 0 10 10 re f %" + text.encode())
        made.save(out)
    return out.getvalue()


def filled(row: Certificate, name: str) -> None:
    """Give a certificate of the hall what a real one has: a payload and a file."""
    with transaction():
        one = db.session.merge(row)
        payload = make_payload(name=name, local="", serial=one.serial, kind=one.kind.value)
        one.payload = canonical(payload).decode()
        made = files.put(
            small_pdf(one.serial), media_type="application/pdf", owner="t", name=one.serial
        )
        one.file_id, one.file_hash = made.id, made.sha256


class Hall:
    """Three people of two agencies, and a guest whom the session thanks."""

    def __init__(self) -> None:
        self.organiser = make_person("Rana", "Marwat")
        agencies = [make_agency("Customs"), make_agency("Sindh Police")]
        self.session, people = make_hall(agencies, NAMES, organiser=self.organiser)
        self.slug = self.session.slug
        guest = make_thanks(self.session, "Chief Guest")
        make_paper(guest, 4)
        by_holder = {row.enrolment_id or row.thanks_id: row for row in _all()}
        for holder, name in zip([*people, guest], [*(one[1] for one in NAMES), "Chief Guest"],
                                strict=True):  # fmt: skip
            filled(by_holder[holder.id], name)
        self.people = people

    def url(self, rest: str = "") -> str:
        return f"/sessions/{self.slug}/certificates/{rest}"


def _all() -> list[Certificate]:
    return list(db.session.scalars(unscoped(sa.select(Certificate), because="a test looks")))


@pytest.fixture
def hall(app: Flask) -> Hall:
    return Hall()


@pytest.fixture
def page(hall: Hall, client: FlaskClient, signed_in: SignedIn) -> FlaskClient:
    return signed_in(client, hall.organiser)


def titles(data: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(data)) as document, document.open_outline() as outline:
        return [str(item.title) for item in outline.root]


def test_pack_and_archive_follow_the_ceremony(hall: Hall, page: FlaskClient) -> None:
    with transaction():
        ceremony.set_order(actor=SYSTEM, slug=hall.slug, scope=Scope.ROOM, within=Within.ALPHABET,
                           alphabet="en", grades={})  # fmt: skip
    pdf = page.get(hall.url("pack.pdf?flip=short"))
    assert pdf.mimetype == "application/pdf"
    assert pdf.headers["Cache-Control"] == "private, no-store"
    names = [title.split(maxsplit=2)[2] for title in titles(pdf.data)]
    assert names == ["Ali Raza", "Bano Bibi", "Zia Khan", "Chief Guest"]
    with zipfile.ZipFile(io.BytesIO(page.get(hall.url("pack.zip")).data)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == sorted(archive.namelist())
        assert [name[:3] for name in archive.namelist()] == ["001", "002", "003", "004"]
        assert archive.namelist()[0] == "001 T-2026-0003 Raza.pdf"
    noted = entries(course_session_id=hall.session.id, limit=2, rooms=["pack"])
    acts = [row.act for row in noted]
    assert acts == ["pack.archived", "pack.printed"]


def test_without_a_plan_it_follows_the_register(hall: Hall, page: FlaskClient) -> None:
    found = pack_of(hall.slug, actor=SYSTEM).papers
    assert [one.name for one in found] == ["Zia Khan", "Ali Raza", "Bano Bibi", "Chief Guest"]
    assert found[-1].kind is CertificateKind.APPRECIATION


def test_a_jammed_sheet_is_printed_again_alone(hall: Hall, page: FlaskClient) -> None:
    assert len(titles(page.get(hall.url("pack.pdf?first=2&last=3")).data)) == 2
    refused = page.get(hall.url("pack.pdf?first=9"))
    assert refused.status_code == 409
    assert "there are 4" in refused.text


def test_a_file_that_is_not_as_it_was_filed_is_not_printed(hall: Hall, page: FlaskClient) -> None:
    one = pack_of(hall.slug, actor=SYSTEM).papers[1]
    one.path.write_bytes(one.path.read_bytes() + b"\n")
    refused = page.get(hall.url("pack.pdf"))
    assert refused.status_code == 503
    assert one.serial in refused.text
    one.path.unlink()
    assert page.get(hall.url("pack.zip")).status_code == 503


def test_the_page_offers_it_and_says_when_there_is_nothing(
    hall: Hall, page: FlaskClient, app: Flask
) -> None:
    text = page.get(hall.url("pack")).text
    assert "/pack.pdf" in text
    assert text.index("Zia Khan") < text.index("Chief Guest")
    assert "/certificates/pack" in page.get(hall.url()[:-1]).text
    assert "/certificates/pack" in page.get(f"/sessions/{hall.slug}/ceremony/papers").text
    empty = make_session(agencies=[make_agency("Rangers")], organiser=hall.organiser)
    text = page.get(f"/sessions/{empty.slug}/certificates/pack").text
    assert "no certificate to print yet" in text
    assert "/pack.pdf" not in text
    assert page.get(f"/sessions/{empty.slug}/certificates/pack.pdf").status_code == 409


def test_mail_is_written_once_to_each_and_again_on_demand(hall: Hall, page: FlaskClient) -> None:
    with transaction():
        for row in hall.people[:2]:
            address = f"{row.last_name.lower()}@example.org"
            mine = sa.update(Person).where(Person.id == row.person_id)
            db.session.execute(mine.values(email=address))
    with transaction():
        mark = NewEvent(new_id(), Happening.ABSENT, hall.people[1].id, client_at=utcnow())
        ceremony.mark(actor=SYSTEM, slug=hall.slug, events=[mark])
    text = page.get(hall.url("mail")).text
    assert "Write to 2 holders" in text
    assert text.count(">no address<") == 2
    page.post(hall.url("mail"), data={"act": "away", "file": "1"})
    (first,) = messages()
    assert first.address == "bibi@example.org"
    assert "T-2026-0002" in first.subject
    assert "/me/certificates" in first.body
    assert len(first.files["files"]) == 1
    for _click in range(2):
        page.post(hall.url("mail"), data={"act": "all"})
    assert [one.address for one in messages()] == ["bibi@example.org", "khan@example.org"]
    assert messages()[1].files is None
    (line,) = [one for one in pack_of(hall.slug, actor=SYSTEM).papers if one.name == "Bano Bibi"]
    page.post(hall.url("mail"), data={"act": str(line.id), "file": "1"})
    assert len(messages()) == 3
    assert "2 times" in page.get(hall.url("mail")).text


def test_where_nobody_has_an_address_the_page_says_what_to_do(
    hall: Hall, page: FlaskClient
) -> None:
    person_id = hall.people[0].person_id
    text = page.get(hall.url("mail")).text
    assert "Nobody can be written to: no address is on record" in text
    assert f'href="/people/{person_id}/edit"' in text
    assert "Everybody with an address was written to." not in text
    assert "The signed file goes along" not in text
    assert page.get(f"/people/{person_id}/edit").status_code == 200
    with transaction():
        mine = sa.update(Person).where(Person.id == person_id)
        db.session.execute(mine.values(email="khan@example.org"))
    text = page.get(hall.url("mail")).text
    assert "Nobody can be written to" not in text and "Write to 1 holder" in text
    assert "2 holders have no address on record" in text


def messages() -> list[OutboxMessage]:
    db.session.expire_all()
    statement = sa.select(OutboxMessage).where(OutboxMessage.template == "pack/paper")
    return list(db.session.scalars(statement.order_by(OutboxMessage.id)))
