"""Papers after the ceremony, from screen to storage: notes, hand-overs, copies, and who sees."""

import io
import uuid
from collections.abc import Callable
from datetime import UTC, datetime

import pypdfium2
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import Person
from lms.aftercare import queries, services
from lms.aftercare.enums import Place, Way
from lms.aftercare.models import PaperHandover
from lms.aftercare.services import Noted
from lms.audit.queries import entries
from lms.ceremony import services as ceremonies
from lms.ceremony.enums import Happening
from lms.ceremony.formats.events import NewEvent
from lms.certificates.models import Certificate
from lms.core.access import SYSTEM, Identity
from lms.core.db import db, transaction
from lms.core.errors import NotFound, Refused
from lms.core.ids import new_id
from lms.engines.credentials.payload import canonical
from tests.factories.accounts import acting, make_focal_point, make_person
from tests.factories.agencies import make_agency
from tests.factories.ceremony import make_hall
from tests.factories.papers import make_payload

SignedIn = Callable[[FlaskClient, Person], FlaskClient]
NAMES = [(0, "Zia Khan", "DSP"), (0, "Ali Raza", "DSP"), (1, "Bano Bibi", "DSP")]


class World:
    """Three papers of two agencies; at the ceremony one was collected, one stayed."""

    def __init__(self) -> None:
        self.agencies = [make_agency("Customs"), make_agency("Sindh Police")]
        self.organiser = make_person("Rana", "Marwat")
        self.session, rows = make_hall(self.agencies, NAMES, organiser=self.organiser)
        self.slug = self.session.slug
        self.url = f"/sessions/{self.slug}/certificates"
        chosen = sa.select(Certificate).execution_options(concord_scope="test")
        by_holder = {row.enrolment_id: row for row in db.session.scalars(chosen)}
        self.papers = [by_holder[one.id] for one in rows]
        with transaction():
            for row, (_agency, name, _rank) in zip(self.papers, NAMES, strict=True):
                made = make_payload(name=name, local="", serial=row.serial)
                db.session.get_one(Certificate, row.id).payload = canonical(made).decode()
            at = datetime(2026, 3, 3, 11, tzinfo=UTC)
            events = [
                NewEvent(new_id(), kind, one.id, serial=row.serial, client_at=at)
                for one, row, kind in zip(
                    rows, self.papers, (Happening.COLLECTED, Happening.ABSENT), strict=False
                )
            ]
            ceremonies.mark(actor=SYSTEM, slug=self.slug, events=events)

    def places(self, actor: Identity = SYSTEM) -> dict[str, Place]:
        page = queries.papers_page(self.slug, actor=actor)
        return {one.name.split()[0]: one.where.place for one in page.papers}

    def copies(self) -> dict[str, int]:
        page = queries.papers_page(self.slug, actor=SYSTEM)
        return {one.name.split()[0]: one.where.copies for one in page.papers}

    def note(self, number: int, way: Way, **given: str) -> None:
        with transaction():
            services.note(
                actor=SYSTEM,
                slug=self.slug,
                certificate_id=self.papers[number].id,
                way=way,
                given=Noted(**given),
            )


@pytest.fixture
def world(app: Flask) -> World:
    return World()


def text_of(data: bytes) -> str:
    document = pypdfium2.PdfDocument(io.BytesIO(data))
    return " ".join(page.get_textpage().get_text_range() for page in document)


def test_notes_by_form_with_filter_undo_receipt_and_copy(
    world: World, client: FlaskClient, signed_in: SignedIn
) -> None:
    signed_in(client, world.organiser)
    zia, ali, bano = world.papers
    page = client.get(f"{world.url}/hands?show=open").text
    assert "2 of 3 not yet in hand" in page
    assert "Zia Khan" not in page and "Ali Raza" in page and "Bano Bibi" in page
    assert "Not yet in hand: 2" in client.get(world.url).text

    one = f"{world.url}/hands/{ali.id}"
    assert "The holder was absent" in client.get(one).text
    missing = client.post(f"{one}/note", data={"way": "bearer", "bearer": "Gul Khan"})
    assert missing.status_code == 422
    hidden = client.post(f"{one}/note", data={"way": "posted", "tracking": "RR\u202e1 PK"})
    assert hidden.status_code == 422 and "U+202E" in hidden.text
    assert "reference of the authority letter" in missing.text and "Gul Khan" in missing.text
    given = {"way": "bearer", "bearer": "Gul Khan", "letter": "CUS/12"}
    assert client.post(f"{one}/note", data=given).status_code == 302
    page = client.get(one).text
    assert "with a bearer" in page and "Gul Khan, letter CUS/12" in page
    again = client.post(f"{one}/note", data={"way": "collected"}, follow_redirects=True)
    assert "elsewhere by now" in again.text
    client.post(f"{one}/undo")
    assert world.places()["Ali"] is Place.OFFICE
    client.post(f"{one}/note", data={"way": "posted", "tracking": "RR 1 PK"})
    client.post(f"{one}/note", data={"way": "returned"})
    assert world.places()["Ali"] is Place.RETURNED

    receipt = client.get(f"{one}/receipt.pdf")
    words = text_of(receipt.data)
    assert "Receipt for a certificate" in words and ali.serial in words and "Ali Raza" in words

    lost = f"{world.url}/hands/{zia.id}"
    assert client.post(f"{lost}/replace", data={"reason": " "}).status_code == 422
    client.post(f"{lost}/replace", data={"reason": "Lost in a flood."})
    twice = client.post(f"{lost}/replace", data={"reason": "Lost."}, follow_redirects=True)
    assert "elsewhere by now" in twice.text and world.copies()["Zia"] == 1
    words = text_of(client.get(f"{lost}/receipt.pdf").data)
    assert "Replacement copy no." in words and "built-in" not in words
    page = client.get(lost).text
    assert "Lost in a flood." in page and "Signed file, to print" in page
    kept = db.session.get_one(Certificate, zia.id)
    assert (kept.serial, kept.file_hash, kept.state) == (zia.serial, zia.file_hash, "valid")
    refused = client.post(f"{lost}/undo", follow_redirects=True)
    assert "stays on record" in refused.text
    assert world.places()["Zia"] is Place.OFFICE
    acts = {one.act for one in entries(course_session_id=world.session.id, limit=50)}
    assert {"aftercare.bearer", "aftercare.undone", "aftercare.replaced"} <= acts
    assert client.get(f"{world.url}/hands/{uuid.uuid4()}").status_code == 404
    assert bano.serial in client.get(f"{world.url}/hands").text


def test_a_hand_over_is_confirmed_and_handed_on_by_the_agency_alone(
    world: World, client: FlaskClient, signed_in: SignedIn
) -> None:
    customs, police = world.agencies
    signed_in(client, world.organiser)
    empty = client.post(f"{world.url}/handovers", data={"agency": str(customs.id), "given_to": " "})
    assert empty.status_code == 422
    for agency, to in ((customs, "Asma Rind"), (police, "Ejaz Bugti")):
        client.post(f"{world.url}/handovers", data={"agency": str(agency.id), "given_to": to})
    assert world.places() == {
        "Zia": Place.HOLDER,
        "Ali": Place.TO_AGENCY,
        "Bano": Place.TO_AGENCY,
    }
    found = {
        row.agency_id: row
        for row in db.session.scalars(
            sa.select(PaperHandover).execution_options(concord_scope="test")
        )
    }
    mine, other = found[customs.id], found[police.id]
    words = text_of(client.get(f"{world.url}/handovers/{mine.id}.pdf").data)
    assert "Asma Rind" in words and "Ali Raza" in words and world.papers[1].serial in words
    assert "Zia Khan" not in words and "Bano Bibi" not in words

    focal = make_focal_point(customs)
    own = acting(focal)
    assert world.places(own) == {"Zia": Place.HOLDER, "Ali": Place.TO_AGENCY}
    assert [one.id for one in queries.papers_page(world.slug, actor=own).handovers] == [mine.id]
    with pytest.raises(NotFound):
        queries.handover(world.slug, other.id, actor=own)
    with transaction(), pytest.raises(NotFound):
        services.receive(actor=acting(world.organiser), slug=world.slug, handover_id=mine.id)
    signed_in(client, focal)
    page = client.get(f"{world.url}/hands").text
    assert "Confirm 1 paper" in page and "Ejaz Bugti" not in page and "Bano" not in page
    assert "Asma Rind" in page
    client.post(f"{world.url}/handovers/{mine.id}/receive")
    assert world.places()["Ali"] is Place.AGENCY
    assert client.post(f"{world.url}/handovers/{other.id}/receive").status_code == 404
    nothing = client.post(f"{world.url}/handovers/{mine.id}/on", follow_redirects=True)
    assert "Choose the papers" in nothing.text
    client.post(f"{world.url}/handovers/{mine.id}/on", data={"paper": str(world.papers[1].id)})
    assert world.places()["Ali"] is Place.HOLDER

    signed_in(client, world.organiser)
    late = client.post(f"{world.url}/handovers/{mine.id}/back", follow_redirects=True)
    assert "has confirmed it" in late.text
    client.post(f"{world.url}/handovers/{other.id}/back")
    assert world.places()["Bano"] is Place.OFFICE
    assert "taken back" in client.get(f"{world.url}/hands").text
    with transaction(), pytest.raises(Refused):
        services.hand_over(
            actor=SYSTEM, slug=world.slug, agency_id=customs.id, given_to="Asma Rind"
        )


def test_a_corrected_paper_lies_at_the_office_though_the_older_was_handed_over(
    world: World,
) -> None:
    zia = world.papers[0]
    with transaction():
        row = db.session.get_one(Certificate, zia.id)
        row.serial = "T-2026-0099"
    assert world.places()["Zia"] is Place.OFFICE
