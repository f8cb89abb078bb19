"""The roll without a browser: the command line and the machine interface."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import Person
from lms.core.access import SYSTEM
from lms.courses.enums import SessionState
from lms.enrolments.queries import roll
from tests.factories.accounts import make_focal_point, make_person
from tests.factories.agencies import make_agency
from tests.factories.courses import make_session
from tests.factories.enrolments import make_enrolment

SignedIn = Callable[[FlaskClient, Person], FlaskClient]


class Cli:
    """`flask roll import` on one session."""

    def __init__(self, app: Flask, folder: Path, **values: object) -> None:
        self.app, self.file = app, folder / "roll.csv"
        self.police = make_agency("Sindh Police", short_name={"en": "SP"})
        self.session = make_session(agencies=[self.police], **values)

    def __call__(self, text: str, *options: str, slug: str | None = None) -> tuple[int, str]:
        self.file.write_text(text, encoding="utf-8")
        done = self.app.test_cli_runner().invoke(
            args=[
                "roll",
                "import",
                str(self.file),
                "--session",
                slug or self.session.slug,
                *options,
            ]
        )
        return done.exit_code, done.output

    def names(self) -> list[str]:
        return [entry.full_name for entry in roll(self.session.slug, actor=SYSTEM).entries]


def test_a_file_goes_onto_the_roll(app: Flask, tmp_path: Path) -> None:
    run = Cli(app, tmp_path)
    text = "name,agency\nAli Raza,SP\nZoya Malik,sindh police\n"
    assert run(text, "--dry-run") == (
        0, "2 rows without fault. Nothing was changed (--dry-run).\n",
    )  # fmt: skip
    assert run.names() == []
    assert run(text) == (0, "2 people are on the roll.\n")
    assert run.names() == ["Ali Raza", "Zoya Malik"]


def test_faults_are_told_with_row_column_and_mend(app: Flask, tmp_path: Path) -> None:
    run = Cli(app, tmp_path)
    status, said = run("name,agency\nAli Raza,SP\n,Navy\n")
    assert status == 1
    assert "Row 3, column A (name_on_certificate): The name is missing." in said
    assert "Row 3, column B (agency): “Navy” is no agency of this session." in said
    status, said = run("name,agency\nAli Raza,SP\n,Navy\n", "--json")
    faults = json.loads(said)["faults"]
    assert [(f["row"], f["column"], f["field"]) for f in faults] == [
        (3, "A", "name_on_certificate"), (3, "B", "agency"),
    ]  # fmt: skip
    assert run("fruit\napple\n")[0] == 1
    assert run.names() == []


def test_the_exit_status_tells_why_not(app: Flask, tmp_path: Path) -> None:
    run = Cli(app, tmp_path, state=SessionState.CLOSED)
    text = "name,agency\nAli Raza,SP\n"
    assert run(text)[0] == 4
    assert run(text, slug="nowhere") == (3, "There is no session nowhere.\n")
    assert run(text, "--no-such-option")[0] == 2
    small = Cli(app, tmp_path, capacity=1)
    assert small(text + "Zoya Malik,SP\n")[0] == 4
    assert small.names() == []


@pytest.mark.parametrize(("answer", "people"), [("ask", None), ("same", "known"), ("new", "new")])
def test_a_known_name_is_taken_only_when_told(
    app: Flask, tmp_path: Path, answer: str, people: str | None
) -> None:
    run = Cli(app, tmp_path)
    known = make_person("Ali", "Raza", agency=run.police)
    status, said = run("name,agency\nAli Raza,SP\n", "--same-name", answer)
    if people is None:
        assert (status, run.names()) == (1, []) and "--same-name" in said
        return
    entry = roll(run.session.slug, actor=SYSTEM).entries[0]
    assert (entry.person_id == known.id) is (people == "known")


def test_machines_see_the_roll_of_their_person(
    app: Flask, client: FlaskClient, signed_in: SignedIn
) -> None:
    police, force = make_agency(), make_agency()
    made = make_session(agencies=[police, force])
    rows = [make_enrolment(made, agency) for agency in (police, force, police, police)]
    url = f"/api/v1/course-sessions/{made.slug}/roll"
    assert client.get(url).status_code == 401
    focal = signed_in(client, make_focal_point(police))
    first = focal.get(f"{url}?limit=2").get_json()
    second = focal.get(f"{url}?limit=2&cursor={first['next']}").get_json()
    seen = [item["id"] for item in first["items"] + second["items"]]
    assert seen == [str(row.id) for row in rows if row.agency_id == police.id]
    assert second["next"] is None
    assert focal.get(f"{url}?cursor=x").status_code == 422
    assert focal.get(url.replace(made.slug, "nowhere")).status_code == 404
