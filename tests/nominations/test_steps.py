"""Steps inside the agency: who decides, by account and by link, and what changes under way."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import Person
from lms.core.clock import FixedClock, utcnow
from lms.core.db import db, transaction
from lms.core.errors import Invalid, NotFound, Refused
from lms.nominations.enums import NominationState as State
from lms.nominations.enums import StepKind, Verdict
from lms.nominations.queries import steps as queries
from lms.nominations.queries.lines import history
from lms.nominations.rules.steps import is_about_self
from lms.nominations.services import approval_links, nominating, steps, verdicts
from lms.nominations.services.verdicts import Pick, Ruled
from lms.outbox.models import OutboxMessage
from tests.factories.accounts import acting, make_administrator, make_person
from tests.factories.nominations import Scene, nomination_input

SignIn = Callable[[FlaskClient, Person], FlaskClient]


class Agency(Scene):
    """Police with two steps, a unit head who decides the first and an agency head the second."""

    def __init__(self) -> None:
        super().__init__(starts_on=utcnow().date() + timedelta(days=20))
        self.administrator = make_administrator()
        self.unit_head = make_person("Unit", "Head", agency=self.police)
        self.chief = make_person("Agency", "Chief", agency=self.police)
        self.first = self.add("Unit head", self.unit_head)
        self.second = self.add("Agency head", self.chief)

    def add(self, title: str, *people: Person) -> UUID:
        with transaction():
            key = steps.add(
                actor=acting(self.administrator),
                kind=StepKind.OTHER,
                title={"en": title, "ur": "قدم"},
            )
            for person in people:
                steps.appoint(
                    actor=self.focal(),
                    agency_id=self.police.id,
                    step_id=key,
                    person_id=person.id,
                )
        return key

    def rule(
        self, person: Person, key: UUID, step: UUID, verdict: Verdict = Verdict.APPROVED
    ) -> Ruled:
        with transaction():
            return verdicts.decide(
                actor=acting(person), picks=[Pick(key, step)], verdict=verdict, reason="Because."
            )

    def link(self, step: UUID, recipient: str = "DIG Headquarters") -> str:
        with transaction():
            made = approval_links.make(
                actor=self.focal(),
                slug=self.slug,
                agency_id=self.police.id,
                step_id=step,
                recipient=recipient,
            )
        return made.url.removeprefix("https://concord.example")


@pytest.fixture
def scene(app: Flask) -> Agency:
    return Agency()


def kinds(key: UUID) -> list[str]:
    return [event.kind for event in history(key)]


def test_a_name_goes_through_the_steps_in_their_order_and_then_to_the_organiser(
    scene: Agency,
) -> None:
    key = scene.nominate()
    assert scene.row(key).state is State.NOMINATED
    with pytest.raises(NotFound):
        scene.rule(scene.chief, key, scene.first)
    with pytest.raises(Refused) as caught:
        scene.decide(key, to=State.APPROVED)
    assert "waits at “Unit head”" in caught.value.message.english()
    assert scene.rule(scene.unit_head, key, scene.first) == Ruled(1)
    assert scene.rule(scene.unit_head, key, scene.first) == Ruled(passed_by=1)
    assert [one.id for one in queries.waits_for_me(scene.chief.id)] == [key]
    scene.rule(scene.chief, key, scene.second)
    assert scene.row(key).state is State.SHORTLISTED
    assert kinds(key) == ["nominated", "step", "step", "shortlisted"]
    assert history(key)[1].payload["step"]["en"] == "Unit head"


def test_a_decline_needs_a_reason_and_may_be_put_back_to_that_step(scene: Agency) -> None:
    key = scene.nominate()
    with pytest.raises(Invalid), transaction():
        verdicts.decide(
            actor=acting(scene.unit_head), picks=[Pick(key, scene.first)], verdict=Verdict.DECLINED
        )
    scene.rule(scene.unit_head, key, scene.first, Verdict.DECLINED)
    assert (scene.row(key).state, scene.row(key).reason) == (State.DECLINED, "Because.")
    scene.decide(key, to=State.SHORTLISTED)
    assert scene.row(key).state is State.NOMINATED
    assert scene.rule(scene.unit_head, key, scene.first).changed == 1


def test_nobody_decides_about_oneself_and_who_stands_back_is_asked_no_more(
    scene: Agency,
) -> None:
    given = nomination_input("Unit Head")
    with transaction():
        own = nominating.nominate(
            actor=scene.focal(),
            slug=scene.slug,
            agency_id=scene.police.id,
            given=type(given)(given.cells, person=str(scene.unit_head.id)),
        )
    other = scene.nominate()
    assert {one.id: one.own for one in queries.waits_for_me(scene.unit_head.id)} == {
        own: True,
        other: False,
    }
    with transaction():
        done = verdicts.decide(
            actor=acting(scene.unit_head),
            picks=[Pick(own, scene.first), Pick(other, scene.first)],
            verdict=Verdict.APPROVED,
        )
    assert done == Ruled(changed=1, own=1)
    assert scene.row(own).state is State.NOMINATED
    third = scene.nominate()
    scene.rule(scene.unit_head, third, scene.first, Verdict.RECUSED)
    assert {one.id for one in queries.waits_for_me(scene.unit_head.id)} == {own}
    assert scene.rule(scene.unit_head, third, scene.first) == Ruled(passed_by=1)
    deputy = make_person("Deputy", "Test", agency=scene.police)
    with transaction():
        steps.appoint(
            actor=scene.focal(),
            agency_id=scene.police.id,
            step_id=scene.first,
            person_id=deputy.id,
        )
    assert scene.rule(deputy, third, scene.first) == Ruled(1)


def test_changed_steps_strand_nobody(scene: Agency) -> None:
    waits, passed = scene.nominate(), scene.nominate()
    scene.rule(scene.unit_head, passed, scene.first)
    scene.rule(scene.chief, passed, scene.second)
    third = scene.add("Ministry")
    assert scene.row(passed).state is State.SHORTLISTED
    administrator = acting(scene.administrator)
    with transaction():
        steps.archive(actor=administrator, step_id=scene.first)
    assert [one.id for one in queries.waits_for_me(scene.chief.id)] == [waits]
    scene.rule(scene.chief, waits, scene.second)
    assert scene.row(waits).state is State.NOMINATED
    with transaction():
        assert steps.archive(actor=administrator, step_id=third) == 1
    assert scene.row(waits).state is State.SHORTLISTED


def test_appointing_is_for_the_own_agency_and_its_own_people(scene: Agency) -> None:
    stranger = make_person("Stranger", "Test", agency=scene.force)
    given = {"agency_id": scene.police.id, "step_id": scene.first, "person_id": stranger.id}
    with pytest.raises(NotFound), transaction():
        steps.appoint(actor=scene.focal("force"), **given)
    with pytest.raises(Invalid), transaction():
        steps.appoint(actor=scene.focal(), **given)
    with pytest.raises(NotFound), transaction():
        steps.add(actor=scene.focal(), kind=StepKind.OTHER, title={"en": "X", "ur": "X"})
    [row] = [one for one in queries.approvers_of(scene.police.id) if one.step_id == scene.first]
    key = scene.nominate()
    with transaction():
        steps.end(actor=scene.focal(), approver_id=row.id)
    with pytest.raises(NotFound):
        scene.rule(scene.unit_head, key, scene.first)


def test_a_link_shows_the_own_agency_alone_and_decides_once(
    scene: Agency, client: FlaskClient, clock: FixedClock
) -> None:
    mine, also = scene.nominate(name="Wahid Bux Jatoi"), scene.nominate(name="Noman Tareen")
    other = scene.nominate("force", name="Gulshan Meer Brohi")
    url = scene.link(scene.first)
    page = client.get(url)
    assert page.status_code == 200 and page.headers["Referrer-Policy"] == "no-referrer"
    assert "Wahid Bux Jatoi" in page.text and "Gulshan" not in page.text
    form = {
        "seen": [str(mine), str(also), str(other)],
        f"verdict-{mine}": "approved",
        f"verdict-{also}": "declined",
        f"verdict-{other}": "approved",
    }
    missing = client.post(url, data=form)
    assert missing.status_code == 422 and "Say why" in missing.text
    assert client.get(url).status_code == 200
    done = client.post(url, data=form | {f"reason-{also}": "Needed here."})
    assert done.status_code == 200
    assert [scene.row(one).state for one in (mine, also, other)] == [
        State.NOMINATED,
        State.DECLINED,
        State.NOMINATED,
    ]
    event = next(one for one in history(also) if one.kind == "step")
    assert (event.who, event.payload["reason"]) == ("DIG Headquarters", "Needed here.")
    used = client.get(url)
    unknown = client.get("/approve/AAAAAAAAAAAAAAAAAAAAAA")
    late = scene.link(scene.second)
    clock.advance(timedelta(days=15))
    over = client.get(late)
    assert {one.status_code for one in (used, unknown, over)} == {404}

    def plain(text: str) -> str:
        return re.sub(r'(csrf[^>]*(content|value)=|nonce=|value=)"[^"]*"', "", text)

    assert plain(used.text) == plain(unknown.text) == plain(over.text)


def test_a_link_for_the_nominee_leaves_the_own_name_to_others(
    scene: Agency, client: FlaskClient
) -> None:
    key = scene.nominate(name="Wahid Bux Jatoi")
    url = scene.link(scene.first, recipient="SSP Wahid Bux Jatoi, Sukkur")
    assert (
        client.post(url, data={"seen": [str(key)], f"verdict-{key}": "approved"}).status_code == 200
    )
    assert scene.row(key).state is State.NOMINATED
    assert [one.payload["verdict"] for one in history(key)[1:]] == ["recused"]


def test_the_pages_of_steps_work_without_scripts(
    scene: Agency, client: FlaskClient, signed_in: SignIn
) -> None:
    key = scene.nominate(name="Wahid Bux Jatoi")
    signed_in(client, scene.unit_head)
    page = client.get("/approvals")
    assert "Wahid Bux Jatoi" in page.text
    pick = f"{key}:{scene.first}"
    wrong = client.post("/approvals", data={"name": pick, "verdict": "declined"})
    assert wrong.status_code == 422 and f'value="{pick}" checked' in wrong.text
    assert client.post("/approvals", data={"name": pick, "verdict": "approved"}).status_code == 302
    signed_in(client, scene.people["police"])
    side = f"/sessions/{scene.slug}/nominations/agencies/{scene.police.slug}/steps"
    assert "Wahid Bux Jatoi" in client.get(side).text
    moved = client.get(f"/sessions/{scene.slug}/nominations/{key}/steps")
    assert moved.headers["Location"] == side
    one = client.get(f"/sessions/{scene.slug}/nominations/{key}").text
    assert side in one and "Approved at “Unit head”" in one
    made = client.post(f"{side}/links", data={"step": scene.second, "recipient": "IG"})
    assert made.status_code == 200 and "/approve/" in made.text
    assert 'class="qr"' in made.text and "Macro" not in made.text
    assert client.get(f"/agencies/{scene.police.slug}/approvers").status_code == 200
    assert client.get(f"/agencies/{scene.force.slug}/approvers").status_code == 404
    assert client.get("/nomination-steps").status_code == 404
    assert client.post(f"{side}/take-over", data={"name": key, "reason": "x"}).status_code == 404
    signed_in(client, scene.people["organiser"])
    assert client.post(f"{side}/take-over", data={"name": key, "reason": ""}).status_code == 422
    assert client.post(f"{side}/take-over", data={"name": key, "reason": "x"}).status_code == 302
    assert scene.row(key).state is State.SHORTLISTED
    scene.decide(key, to=State.APPROVED)
    detail = f"/sessions/{scene.slug}/nominations/{key}"
    assert f'action="{detail}/answer"' in client.get(detail).text
    assert (
        client.post(f"{detail}/answer", data={"answer": "yes", "way": "paper"}).status_code == 302
    )
    assert "comes (on paper)" in client.get(detail).text
    signed_in(client, scene.administrator)
    assert "Agency head" in client.get("/nomination-steps").text
    bad = client.post("/nomination-steps", data={"act": "add", "title_en": "Ministry"})
    assert bad.status_code == 422 and 'value="Ministry"' in bad.text


def test_a_link_goes_by_mail_where_an_address_is_given_and_its_mail_is_not_the_organisers(
    scene: Agency,
) -> None:
    given = {
        "actor": scene.focal(),
        "slug": scene.slug,
        "agency_id": scene.police.id,
        "step_id": scene.first,
        "recipient": "IG",
    }
    with pytest.raises(Invalid), transaction():
        approval_links.make(**given, email="nobody at all")
    with pytest.raises(NotFound), transaction():
        approval_links.make(**given | {"actor": scene.focal("force")})
    with transaction():
        made = approval_links.make(**given, email="ig@police.example")
    [row] = db.session.scalars(sa.select(OutboxMessage)).all()
    assert (row.address, row.course_session_id, row.digest) == ("ig@police.example", None, False)
    assert made.url in row.body and "“Unit head”" in row.body


@pytest.mark.parametrize(
    ("name", "recipient", "own"),
    [
        ("王小明", "小明 王 <wang@police.example>", True),
        ("王小明", "王小明 先生", True),
        ("小明 王", "王小明", True),
        ("김철수", "Supt. 김 철수", True),
        ("王伟", "王伟明", False),
        ("王伟", "王 大伟", False),
        ("Ali Khan", "Khan, Ali (DIG)", True),
    ],
)
def test_nobody_decides_about_himself_with_or_without_a_space(
    name: str, recipient: str, own: bool
) -> None:
    assert is_about_self(name, recipient) is own
