"""Designing in the browser, choosing for a session, and what stays frozen."""

import io
import re
from collections.abc import Callable
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from lms.accounts.identity import identity_of
from lms.accounts.models import Person
from lms.certificates.printing import picture, render
from lms.certificates.printing.compose import Paper as Printed
from lms.certificates.services import looking
from lms.certificates.services.plans import plan
from lms.core.access import SYSTEM
from lms.core.db import db, transaction
from lms.core.errors import Invalid, NotFound, Refused, Unavailable
from lms.core.installation import ensure_installation
from lms.core.kept import Kept
from lms.courses.enums import StaffRole
from lms.courses.models import CourseSession, Signatory
from lms.courses.queries import session_head_by_id
from lms.designs import queries, services, shipped
from lms.designs.enums import Paper, Part
from lms.designs.models import Design, TemplateVersion
from tests.factories.accounts import make_person
from tests.factories.agencies import make_agency
from tests.factories.certificates import make_earned_session
from tests.factories.courses import make_staff


def make_organiser(course_session: CourseSession) -> Person:
    person = make_person()
    make_staff(course_session, person, StaffRole.ORGANISER)
    return person


@pytest.fixture
def course_session(app: Flask) -> CourseSession:
    return make_earned_session([make_agency()], 1)


@pytest.fixture
def organiser(course_session: CourseSession) -> Person:
    return make_organiser(course_session)


def make_design(person: Person, name: str = "Blue") -> Design:
    with transaction():
        return services.make(actor=identity_of(person.id), base="plain", name=name)


def picture_bytes() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (30, 30), "blue").save(out, "PNG")
    return out.getvalue()


def test_versions_are_frozen_and_set_back(organiser: Person) -> None:
    actor = identity_of(organiser.id)
    row = make_design(organiser)
    first = queries.version(row.id, 1)
    changed = first.model_copy(update={"css": first.css + "\n.text { color: #111 }"})
    with transaction():
        assert services.save(actor=actor, design_id=row.id, source=changed, base_number=1) == 2
        # the same again is no version
        assert services.save(actor=actor, design_id=row.id, source=changed, base_number=2) == 2
    with pytest.raises(Refused, match="version 2"), transaction():
        services.save(actor=actor, design_id=row.id, source=first, base_number=1)
    with transaction():
        assert services.set_back(actor=actor, design_id=row.id, number=1) == 3
    hashes = [entry.hash for entry in queries.history(row.id)]
    assert hashes == [first.hash, changed.hash, first.hash]
    for digest in hashes:
        assert queries.by_hash(digest).source.hash == digest


def test_a_frozen_source_that_was_changed_draws_nothing(organiser: Person) -> None:
    row = make_design(organiser)
    digest = queries.version(row.id, 1).hash
    kept = db.session.get_one(TemplateVersion, digest)
    kept.source = {**kept.source, "css": "p { color: red }"}
    db.session.flush()
    with pytest.raises(Unavailable):
        queries.by_hash(digest)


def test_designs_of_schema_1_are_drawn_by_the_official_one(app: Flask) -> None:
    assert queries.by_hash("ab" * 32).name == "official"


def test_a_faulty_source_is_told_field_by_field(organiser: Person) -> None:
    row = make_design(organiser)
    now = queries.version(row.id, 1)
    bad = now.model_copy(update={"html": now.html + "\n<script>x</script>{{ nmae }}"})
    with pytest.raises(Invalid) as caught, transaction():
        services.save(actor=identity_of(organiser.id), design_id=row.id, source=bad, base_number=1)
    said = [error.message.english() for error in caught.value.errors]
    assert any("script" in text for text in said)
    assert any("nmae" in text and text.startswith("Line ") for text in said)


def test_a_session_chooses_for_each_paper_and_expiry(
    course_session: CourseSession, organiser: Person
) -> None:
    actor = identity_of(organiser.id)
    row = make_design(organiser)
    with transaction():
        services.choose(
            actor=actor,
            slug=course_session.slug,
            paper=Paper.COMPLETION,
            key=str(row.id),
            expires_months=24,
        )
    head = session_head_by_id(course_session.id, SYSTEM)
    (due,) = plan(head, issued_at=None)
    payload = due.payload("X-2026-0001")
    assert (payload.template, payload.template_hash) == ("Blue", queries.version(row.id, 1).hash)
    assert payload.expires_on is not None
    assert payload.expires_on.year == payload.issued_at.year + 2
    with pytest.raises(Refused), transaction():
        services.archive(actor=actor, design_id=row.id)
    with pytest.raises(Invalid), transaction():
        services.choose(
            actor=actor,
            slug=course_session.slug,
            paper=Paper.COMPLETION,
            key="plain",
            expires_months=0,
        )
    with pytest.raises(NotFound), transaction():
        services.choose(
            actor=actor, slug=course_session.slug, paper=Paper.COMPLETION, key=str(uuid4())
        )


def test_another_organiser_reads_but_changes_nothing(organiser: Person) -> None:
    row = make_design(organiser)
    other = make_organiser(make_earned_session([make_agency()], 1))
    assert not queries.design(str(row.id), actor=identity_of(other.id)).may_change
    with pytest.raises(NotFound), transaction():
        services.set_back(actor=identity_of(other.id), design_id=row.id, number=1)
    with pytest.raises(NotFound):
        looking.on_person(
            shipped.drawn("plain"),
            looking.CertificateKind.COMPLETION,
            actor=identity_of(organiser.id),
            slug="elsewhere",
            enrolment_id=None,
        )


def test_a_donors_logo_needs_an_agreement(organiser: Person, course_session: CourseSession) -> None:
    actor = identity_of(organiser.id)
    row = make_design(organiser)
    with transaction():
        digest = services.take_in(actor=actor, data=picture_bytes(), name="donor.png")
    now = queries.version(row.id, 1)
    emblem = {"sha256": digest, "media_type": "image/png", "place": "start", "donor": True}

    def with_emblem(**more: object) -> object:
        options = now.options.model_validate(
            {**now.options.model_dump(), "emblems": [{**emblem, **more}], "hidden": [Part.RANK]}
        )
        return now.model_copy(update={"options": options})

    with pytest.raises(Invalid) as caught, transaction():
        services.save(actor=actor, design_id=row.id, source=with_emblem(), base_number=1)
    assert caught.value.errors[0].field == "emblem_start_agreement"
    with transaction():
        agreed = with_emblem(agreement="MoU 12/2026, 3 May 2026")
        services.save(actor=actor, design_id=row.id, source=agreed, base_number=1)
    drawn = queries.ready(queries.version(row.id, 2))
    (file,) = [path for path in drawn.folder.iterdir() if path.name.startswith("emblem-")]
    assert file.read_bytes().startswith(b"\x89PNG")


def test_the_designers_way_through_the_pages(
    client: FlaskClient,
    signed_in: object,
    course_session: CourseSession,
    organiser: Person,
) -> None:
    signed_in(client, organiser)  # type: ignore[operator]
    assert "Pocket card" in client.get("/designs/").text
    assert client.post("/designs/", data={"base": "plain", "name": ""}).status_code == 422
    made = client.post("/designs/", data={"base": "plain", "name": "Academy"})
    address = made.location
    page = client.get(address).text
    form = dict(re.findall(r'<input type="hidden" name="(base_number)" value="(\d+)"', page))
    form |= {"accent": "#123456", "page": "letter", "show_rank": "on", "note": "Blue"}
    form |= {"wording_en_title_completion": "Diploma"}
    saved = client.post(address, data=form)
    assert saved.status_code == 302
    source = queries.source_of(address.rsplit("/", 1)[1])
    assert (source.options.accent, source.options.page.value) == ("#123456", "letter")
    assert source.wording["en"]["title_completion"] == "Diploma"
    assert Part.BACKING in source.options.hidden
    bad = client.post(address, data={"base_number": "2", "html": "{{ nothing }}"})
    assert bad.status_code == 422 and "There is no field" in bad.text
    noted = re.search(r'<input[^>]* id="note"[^>]*>', client.get(address).text)
    assert noted is not None and 'value=""' in noted[0]
    history = client.get(f"{address}/history?old=1&new=2").text
    assert "Diploma" in history and "#123456" in history
    back = client.post(f"{address}/set-back", data={"number": "1"})
    assert back.status_code == 302
    looked = client.post(
        f"{address}/look",
        data={"paper": "completion", "session": course_session.slug, "accent": "#123456"},
    )
    assert looked.mimetype == "image/png", looked.text[:300]
    assert Image.open(io.BytesIO(looked.data)).width == 1400
    faulty = client.post(f"{address}/look", data={"css": "@import 'http://example.org/x';"})
    assert faulty.status_code == 422 and faulty.json["faults"][0]["field"] == "css"
    choice = f"/sessions/{course_session.slug}/certificates/designs"
    page = client.get(choice).text
    assert "Academy" in page
    assert set(re.findall(r'aria-current="page">([^<]+)', page)) == {"Sessions", "Certificates"}
    key = address.rsplit("/", 1)[1]
    chosen = {f"design_{paper.value}": key for paper in Paper}
    wrong = chosen | {"expires_completion": "x", "expires_participation": "-3"}
    refused = client.post(choice, data=wrong)
    assert refused.status_code == 422
    assert refused.text.count("Give a whole number of months, or nothing.") >= 2
    assert client.post(choice, data=chosen | {"expires_completion": "12"}).status_code == 302
    assert queries.choices(course_session.id)[0].expires_months == 12
    upload = {"picture": (io.BytesIO(b"<svg onload=x>"), "x.svg")}
    assert client.post("/designs/pictures", data=upload).status_code == 422
    upload = {"picture": (io.BytesIO(picture_bytes()), "x.png")}
    assert client.post("/designs/pictures", data=upload).status_code == 302
    assert client.post(f"{address}/put-away").status_code == 302


def test_previews_are_kept_and_say_why_there_is_none(
    client: FlaskClient,
    signed_in: Callable[[FlaskClient, Person], FlaskClient],
    course_session: CourseSession,
    organiser: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    signed_in(client, organiser)
    with transaction():
        ensure_installation()
    drawn: list[Printed] = []

    def counted(paper: Printed) -> bytes:
        drawn.append(paper)
        return render.preview_pdf(paper)

    monkeypatch.setattr(picture, "preview_pdf", counted)
    monkeypatch.setattr(picture, "_PREVIEWS", Kept(4))
    for _ in range(2):
        shown = client.get("/designs/pocket/specimen.png?as=small")
        assert Image.open(io.BytesIO(shown.data)).width == 700
    address = f"/designs/pocket/specimen.png?session={course_session.slug}"
    for _ in range(2):
        assert client.get(address).mimetype == "image/png"
    assert [one.payload.holder.name for one in drawn] == [
        "Tabassum Rani Chandio",
        "Person Number 1",
    ]
    with transaction():
        db.session.execute(sa.delete(Signatory))
    said = client.get(address)
    assert (said.status_code, said.mimetype) == (422, "image/svg+xml")
    assert "No office is named that signs." in said.text
    assert client.get(f"{address}&as=pdf").status_code == 409
