"""Letters that are written: numbered, frozen, made once, sent with their PDF."""

import io
from dataclasses import replace

import pytest
import sqlalchemy as sa
from docx import Document
from flask import Flask

from lms.core import files
from lms.core.access import Identity
from lms.core.db import db, transaction, unscoped
from lms.core.errors import NotFound, Refused
from lms.core.jobs import run_pending
from lms.letters.enums import Layout, LetterKind
from lms.letters.models import Letter
from lms.letters.printing.document import to_docx
from lms.letters.printing.pages import page_html
from lms.letters.printing.wording import private_words
from lms.letters.queries import recipients as people
from lms.letters.queries import written
from lms.letters.rows import Recipient
from lms.letters.rules.frozen import of_json
from lms.letters.rules.render import Texts
from lms.letters.services import reading, texts, writing
from lms.letters.services.making import make
from lms.outbox.models import OutboxMessage
from tests.factories.accounts import acting
from tests.factories.agenda_papers import page_texts
from tests.factories.letters import Office

JOINING, RELIEVING, INVITATION = LetterKind.JOINING, LetterKind.RELIEVING, LetterKind.INVITATION
LINK = "https://concord.example.pk/answer/secret-of-one"


@pytest.fixture
def office(app: Flask) -> Office:
    return Office()


def letters() -> list[Letter]:
    statement = sa.select(Letter).order_by(Letter.reference)
    return list(db.session.scalars(unscoped(statement, because="a test looks at all")))


def write(office: Office, kind: LetterKind, who: list[Recipient], **values: object) -> list[Letter]:
    with transaction():
        keys = writing.write(
            actor=office.actor,
            head=office.head,
            kind=kind,
            recipients=who,
            **values,  # type: ignore[arg-type]
        )
    found = {one.id: one for one in letters()}
    return [found[key] for key in keys]


def on_roll(office: Office) -> list[Recipient]:
    return people.recipients(office.head, JOINING, office.actor)


def invited(office: Office, **extra: str) -> Recipient:
    return Recipient(
        person_id=office.ayesha.person_id,
        agency_id=office.customs.id,
        subject_id=office.ayesha.id,
        name="Ayesha Khan",
        email="ayesha@o.pk",
        extra={"answer_link": LINK, "answer_by": "2026-03-05T13:00:00+00:00", **extra},
    )


def test_numbers_are_unbroken_over_runs_and_by_kind(office: Office) -> None:
    first, second = on_roll(office)
    write(office, JOINING, [first, second])
    write(office, RELIEVING, [second])
    (third,) = write(office, JOINING, [first])
    code = office.session.code
    assert [one.reference for one in letters()] == [
        f"{code}/JOIN/001",
        f"{code}/JOIN/002",
        f"{code}/JOIN/003",
        f"{code}/REL/001",
    ]
    assert third.reference.endswith("/JOIN/003")


def test_missing_values_are_told_by_person_before_anything_is_written(office: Office) -> None:
    own = Texts({"en": "For {{ rank }}"}, {"en": "{{ person_name }}, {{ service_no }}"})
    with transaction():
        texts.save(actor=office.actor, slug=office.session.slug, kind=JOINING, texts=own)
    who = on_roll(office)
    lacking = writing.missing(actor=office.actor, head=office.head, kind=JOINING, recipients=who)
    assert [(one.name, names) for one, names in lacking] == [
        ("Ayesha Khan", ["rank", "service_no"]),
        ("Bilal Shah", ["service_no"]),
    ]
    with pytest.raises(writing.ValuesMissing) as told:
        write(office, JOINING, who)
    assert "Ayesha Khan: rank, service_no; Bilal Shah: service_no" in str(told.value.message)
    assert letters() == []


def test_a_letter_stays_as_it_was_written(office: Office) -> None:
    first = on_roll(office)[0]
    (row,) = write(office, JOINING, [first])
    own = Texts({"en": "Other"}, {"en": "Other text for {{ person_name }}"})
    with transaction():
        texts.save(actor=office.actor, slug=office.session.slug, kind=JOINING, texts=own)
        db.session.get_one(type(office.session), office.session.id).title = {"en": "Changed"}
    run_pending()
    file = written.letter(office.session.slug, row.id, office.actor)
    said = " ".join(page_texts(reading.pdf(file, actor=office.actor)))
    assert "Link charts in practice" in said
    assert "Other text" not in said
    assert "Changed" not in said
    (later,) = write(office, JOINING, [first])
    assert later.content["body"] == {"en": "Other text for Ayesha Khan"}


def test_the_worker_makes_the_pdf_and_its_message_once(office: Office) -> None:
    ayesha, bilal = write(office, JOINING, on_roll(office))
    assert db.session.scalar(sa.select(sa.func.count()).select_from(OutboxMessage)) == 0
    run_pending()
    make(ayesha.id)
    mails = list(db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)))
    assert [(one.address, one.digest, one.course_session_id) for one in mails] == [
        ("ayesha@o.pk", True, office.session.id),
        (None, True, office.session.id),
    ]
    assert mails[0].subject == "Joining instruction: Link charts in practice, 2-4 March 2026"
    assert "Dear Ayesha Khan," in mails[0].body
    assert "Monday 2 March 2026, 09:00 PKT" in mails[0].body
    kept = {one.id: one for one in letters()}
    assert mails[0].files is not None
    assert [one["id"] for one in mails[0].files["files"]] == [str(kept[ayesha.id].file_id)]
    pages = page_texts(files.read(kept[bilal.id].file_id or bilal.id))
    assert len(pages) == 2
    assert f"{office.session.code}/JOIN/002" in pages[0]
    assert "Inspector Bilal Shah" in pages[0]
    assert "Page 1 of 2" in pages[0]


@pytest.mark.both
def test_the_pack_has_all_letters_of_a_run(office: Office) -> None:
    write(office, JOINING, on_roll(office), languages=["en"])
    run = letters()[0].written_at
    slug = office.session.slug
    _head, waiting = written.pack(slug, office.actor, kind=JOINING, run=run)
    with pytest.raises(Refused, match="2 letters are still being made"):
        reading.pack(waiting, "x")
    run_pending()
    _head, made = written.pack(slug, office.actor, kind=JOINING, run=run)
    assert len(page_texts(reading.pack(made, "x"))) == 2
    _head, paper = written.pack(slug, office.actor, kind=None, on_paper=True)
    (page,) = page_texts(reading.pack(paper, "x"))
    assert "Bilal Shah" in page


def test_the_word_document_has_both_languages(office: Office) -> None:
    (row,) = write(office, RELIEVING, on_roll(office)[:1])
    word = Document(io.BytesIO(to_docx(of_json(row.content).whole())))
    text = "\n".join(one.text for one in word.paragraphs)
    assert "The Head of Office" in text
    assert "from Monday 2 March 2026 to Wednesday 4 March 2026" in text
    assert "سربراہِ دفتر" in text
    assert "عائشہ خان" in text
    assert "روابط کے نقشے" in text
    own = {one.style.name for one in word.paragraphs}
    assert {"Letter Text", "Letter Text RTL", "Letter Subject RTL"} <= own
    assert word.sections[0].footer.paragraphs[0].text == row.reference


def test_private_addresses_stand_on_the_recipients_letter_alone(office: Office) -> None:
    (row,) = write(office, INVITATION, [invited(office)], languages=["en"])
    run_pending()
    assert LINK not in str(row.content["body"])
    slug = office.session.slug

    def reads(who: Identity) -> str:
        file = written.letter(slug, row.id, who)
        return " ".join(page_texts(reading.pdf(file, actor=who)))

    assert LINK in reads(office.actor)
    assert "Thursday 5 March 2026, 18:00 PKT" in reads(office.actor)
    seen = reads(acting(office.focal))
    assert LINK not in seen
    letter = of_json(row.content)
    assert page_html(letter.whole()).count("<svg") == 1, "the address as a picture"
    assert "<svg" not in page_html(letter.copy(private_words()))
    assert len(Document(io.BytesIO(to_docx(letter.whole()))).inline_shapes) == 1
    assert "(the address is known to the recipient alone)" in seen
    mail = db.session.scalars(sa.select(OutboxMessage)).one()
    assert LINK in mail.body


def test_letters_of_others_are_not_found(office: Office) -> None:
    ayesha, bilal = write(office, JOINING, on_roll(office), languages=["en"])
    focal = acting(office.focal)
    slug = office.session.slug
    _head, rows = written.own_agency(slug, focal)
    assert [one.id for one in rows] == [ayesha.id]
    with pytest.raises(NotFound):
        written.letter(slug, bilal.id, focal)
    with pytest.raises(NotFound):
        written.index(slug, focal)
    with pytest.raises(NotFound):
        write_as(office, focal)


def write_as(office: Office, who: Identity) -> None:
    with transaction():
        writing.write(actor=who, head=office.head, kind=JOINING, recipients=on_roll(office))


def test_the_own_language_stands_first_and_layouts_are_kept(office: Office) -> None:
    who = Recipient(
        office.bilal.person_id, office.police.id, office.bilal.id, "Bilal Shah", language="ur"
    )
    (row,) = write(office, JOINING, [who], layout=Layout.BESIDE)
    assert row.content["languages"] == ["ur", "en"]
    assert row.content["layout"] == "beside"
    assert "پیر" in row.content["body"]["ur"] or "سوموار" in row.content["body"]["ur"]
    assert "۰۹" in row.content["body"]["ur"]


def test_a_source_from_above_adds_recipients_and_overrides(
    office: Office, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def source(*_asked: object) -> list[Recipient]:
        return [invited(office, answer_by="2026-03-05")]

    monkeypatch.setitem(app.extensions, "concord.letter_sources", [source])
    found = people.recipients(office.head, INVITATION, office.actor)
    assert [one.name for one in found] == ["Ayesha Khan"]
    both = people.recipients(office.head, JOINING, office.actor)
    assert [one.extra.get("answer_by", "") for one in both] == ["2026-03-05", ""]


def test_an_address_is_made_when_the_letter_is_written(office: Office) -> None:
    made: list[str] = []

    def address() -> dict[str, str]:
        made.append(LINK)
        return {"answer_link": LINK}

    who = replace(invited(office, answer_link="https://x.pk/later"), at_writing=address)
    asked = {"actor": office.actor, "head": office.head, "kind": INVITATION, "recipients": [who]}
    assert writing.missing(**asked) == []  # type: ignore[arg-type]
    assert made == []
    (row,) = write(office, INVITATION, [who], languages=["en"])
    assert made == [LINK]
    assert row.content["links"] == {"answer_link": LINK}


def test_focal_points_get_the_call_with_their_seats(office: Office) -> None:
    (one,) = people.recipients(office.head, LetterKind.CALL, office.actor)
    assert (one.person_id, one.agency_id) == (office.focal.id, office.customs.id)
    lacking = writing.missing(
        actor=office.actor, head=office.head, kind=LetterKind.CALL, recipients=[one]
    )
    assert [names for _one, names in lacking] == [["deadline"]]
    (with_day,) = people.focal_points(office.head, extra={"deadline": "2026-03-20"})
    (row,) = write(office, LetterKind.CALL, [with_day])
    assert "Friday 20 March 2026" in row.content["body"]["en"]
