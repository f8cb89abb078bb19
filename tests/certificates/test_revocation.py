"""Revoking with a code: one closed list, on every path that a verifier may take."""

import json

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.ceremony.queries.calls import revoked
from lms.certificates import queries, services
from lms.certificates.enums import RevocationCode
from lms.certificates.models import Certificate
from lms.certificates.queries.entered import differences, entries_of
from lms.certificates.revocation import SENTENCES, crl_reason
from lms.core.access import SYSTEM
from lms.core.db import db, transaction
from lms.core.errors import Invalid
from lms.verification.queries import fallen
from tests.factories.agencies import make_agency
from tests.factories.certificates import issue_all, make_earned_session


def test_every_code_but_other_has_a_sentence_and_crl_codes_fit() -> None:
    assert set(RevocationCode) - set(SENTENCES) == {RevocationCode.OTHER}
    assert [crl_reason(code) for code in RevocationCode] == [0, 4, 9, 0, 1, 0]
    assert crl_reason(None) == 0


@pytest.mark.parametrize("typed", ["Withdrawn \u202edlareveR", "With\u200fdrawn", "With\x00drawn"])
def test_a_reason_that_verifiers_read_holds_no_hidden_sign(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        services.batches.checked_reason(typed)
    (error,) = refused.value.errors
    assert error.field == "reason" and str(error.message).startswith("Take out the hidden")


def test_code_sentence_and_note_from_the_command_line_to_every_reader(app: Flask) -> None:
    session = make_earned_session([make_agency()], 3)
    first, second, third = issue_all(session)
    run = app.test_cli_runner().invoke
    said = run(
        args=["certificates", "revoke", first.serial.lower(), "--reason", "key_compromised",
              "--note", "The card was lost.", "--json"]
    )  # fmt: skip
    told = json.loads(said.stdout)
    assert (said.exit_code, told["code"], told["crl_reason"]) == (0, "key_compromised", 1)
    again = run(args=["certificates", "revoke", first.serial, "--reason", "other"])
    assert again.exit_code == 1
    unknown = run(args=["certificates", "revoke", "DGTR-2026-9999", "--reason", "improper"])
    assert (unknown.exit_code, "Not found" in unknown.output) == (1, True)
    wrong = ["certificates", "revoke", second.serial, "--reason", "improper", "--sentence", "x"]
    assert run(args=wrong).exit_code == 2
    with transaction():
        services.revoke(
            actor=SYSTEM,
            certificate_id=second.id,
            code=RevocationCode.OTHER,
            sentence="The course was not held.",
        )

    web = app.test_client()
    page = web.get(f"/v/{first.token}").text
    assert "A key that signed it can no longer be trusted." in page
    assert "The card was lost." not in page
    assert "The course was not held." in web.get(f"/v/{second.token}").text

    pack = {one.serial: one for one in fallen()}
    assert pack[first.serial].code == "key_compromised"
    assert pack[second.serial].reason == "The course was not held."
    entry = json.loads(entries_of(first.serial)[-1].entry)
    assert (entry["code"], entry["reason"]) == (
        "key_compromised",
        "A key that signed it can no longer be trusted.",
    )
    assert "note" not in entry
    assert list(differences()) == []
    assert [one.serial for one in revoked(session.id)] == [first.serial, second.serial]
    (checked,) = json.loads(
        run(args=["certificates", "verify", "--serial", first.serial, "--code", first.code,
                  "--json"]).stdout
    )  # fmt: skip
    assert (checked["verdict"], checked["code"], checked["crl_reason"]) == (
        "revoked",
        "key_compromised",
        1,
    )

    _as_before_there_were_codes(third)
    assert "Withdrawn by the office." in web.get(f"/v/{third.token}").text
    assert queries.verify.by_token(third.token).code is None
    assert {one.serial: one for one in fallen()}[third.serial].code == ""


def _as_before_there_were_codes(row: Certificate) -> None:
    with transaction():
        db.session.execute(
            sa.update(Certificate)
            .where(Certificate.id == row.id)
            .values(state="revoked", revoked_at=row.issued_at,
                    revocation_reason="Withdrawn by the office.")
        )  # fmt: skip


def test_a_reason_never_tells_of_a_certificate_that_there_is_not(app: Flask) -> None:
    (row,) = issue_all(make_earned_session([make_agency()], 1))
    with pytest.raises(Invalid) as none, transaction():
        services.revoke(actor=SYSTEM, certificate_id=row.id, code=RevocationCode.SUPERSEDED)
    assert none.value.errors[0].field == "code"
    with pytest.raises(Invalid) as dropped, transaction():
        services.revoke(
            actor=SYSTEM,
            certificate_id=row.id,
            code=RevocationCode.IMPROPER,
            sentence="It was bought.",
        )
    assert dropped.value.errors[0].field == "reason", "what was typed is not thrown away"
    with transaction():
        services.revoke(actor=SYSTEM, certificate_id=row.id, code=RevocationCode.IMPROPER)
    assert row.revocation_code is RevocationCode.IMPROPER
