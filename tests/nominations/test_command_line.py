"""`flask nominations import`: an agency's list without a browser."""

import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.core.db import db, unscoped
from lms.courses.enums import SessionState
from lms.nominations.models import Nomination
from tests.factories.nominations import Scene

HEAD = "full name,BPS,belt no\n"


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene()


def run(app: Flask, scene: Scene, file: Path, *more: str, agency: str = "sp") -> tuple[int, object]:
    words = ["nominations", "import", str(file), "--session", scene.slug, "--agency", agency]
    done = app.test_cli_runner().invoke(args=[*words, "--json", *more])
    return done.exit_code, json.loads(done.stdout)


def write(folder: Path, rows: str) -> Path:
    file = folder / "list.csv"
    file.write_text(HEAD + rows, encoding="utf-8-sig")
    return file


def nominated() -> int:
    count = sa.select(sa.func.count(Nomination.id))
    return db.session.scalar(unscoped(count, because="a test counts")) or 0


@pytest.mark.both
def test_all_rows_or_none(app: Flask, scene: Scene, tmp_path: Path) -> None:
    bad = write(tmp_path, "Ali Raza,16,7\nSara Khan,99,8\n")
    status, said = run(app, scene, bad)
    assert (status, nominated()) == (1, 0)
    assert said == {
        "people": 0,
        "faults": [
            {
                "row": 3,
                "column": "B",
                "field": "rank_or_grade",
                "message": said["faults"][0]["message"],
            }  # type: ignore[index]
        ],
    }
    good = write(tmp_path, "Ali Raza,16,7\nSara Khan,17,8\n")
    assert run(app, scene, good, "--dry-run") == (
        0, {"people": 2, "dry_run": True, "faults": []},
    )  # fmt: skip
    assert nominated() == 0
    assert run(app, scene, good, agency=scene.police.slug)[0] == 0
    assert nominated() == 2
    assert run(app, scene, good)[0] == 1  # they are nominated already
    assert nominated() == 2


def test_who_is_not_there_and_what_the_state_forbids(
    app: Flask, scene: Scene, tmp_path: Path
) -> None:
    good = write(tmp_path, "Ali Raza,16,7\n")
    assert run(app, scene, good, agency="nobody")[0] == 3
    scene.session.state = SessionState.CLOSED
    db.session.commit()
    status, said = run(app, scene, good)
    assert status == 4 and said["error"] and nominated() == 0  # type: ignore[index]
