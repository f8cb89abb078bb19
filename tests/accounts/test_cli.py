"""The first administrator and a link from the command line."""

import json

from flask import Flask

from lms.accounts import queries
from lms.core.db import db


def test_the_first_administrator(app: Flask) -> None:
    runner = app.test_cli_runner()
    assert runner.invoke(args=["accounts", "has-administrator"]).exit_code == 1
    arguments = ["accounts", "create-administrator", "--first-name", "Adil", "--last-name", "Shah"]
    env = {"CONCORD_ADMIN_PASSWORD": "seven grey herons at dusk"}
    made = runner.invoke(args=[*arguments, "--json"], env=env)
    assert json.loads(made.output) == {"created": True, "username": "adil.shah"}
    assert queries.has_administrator()
    assert runner.invoke(args=["accounts", "has-administrator"]).exit_code == 0
    again = runner.invoke(args=[*arguments, "--if-none", "--json"], env=env)
    assert json.loads(again.output) == {"created": False}
    db.session.rollback()
    answer = app.test_client().post(
        "/sign-in", data={"login": "adil.shah", "password": "seven grey herons at dusk"}
    )
    assert answer.status_code == 302


def test_a_weak_password_is_refused_and_nothing_is_made(app: Flask) -> None:
    arguments = ["accounts", "create-administrator", "--first-name", "Adil", "--last-name", ""]
    made = app.test_cli_runner().invoke(args=arguments, env={"CONCORD_ADMIN_PASSWORD": "too short"})
    assert made.exit_code == 2 and "15 signs" in made.stderr
    assert not queries.has_administrator()


def test_a_link_for_who_is_locked_out(app: Flask) -> None:
    runner = app.test_cli_runner()
    runner.invoke(
        args=["accounts", "create-administrator", "--first-name", "Adil", "--last-name", ""],
        env={"CONCORD_ADMIN_PASSWORD": "seven grey herons at dusk"},
    )
    made = runner.invoke(args=["accounts", "link", "adil", "--json"])
    assert json.loads(made.output)["url"].startswith("https://concord.example/enter/")
    missing = runner.invoke(args=["accounts", "link", "nobody"])
    assert missing.exit_code == 2 and "nobody" in missing.stderr
