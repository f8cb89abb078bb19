"""Certificates shown in parts without the page: the command line, and the offline verifier."""

import json
import random
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask

from lms.certificates import services
from lms.certificates.credential import Place, where_of
from lms.certificates.enums import RevocationCode
from lms.certificates.models import Certificate, CertificateParts
from lms.certificates.services import parts as making
from lms.core.access import SYSTEM
from lms.core.db import db, transaction
from lms.engines.credentials import parts, sdjwt
from lms.engines.credentials.multikey import public_multibase
from lms.verification import queries
from lms.verification.formats import Fallen, Trust, write_pack
from tests.factories.agencies import make_agency
from tests.factories.certificates import issue_all, make_earned_session
from tests.factories.papers import make_payload
from tests.verification.support import AS_OF, BASE, KEY, LOOK_ALIKE, judged, trust

ISSUER = Ed25519PrivateKey.from_private_bytes(b"i" * 32)
FALLEN = [
    Fallen("DGTR-2026-0002", "revoked", date(2026, 11, 20), "Issued in error.", place="1/7"),
    Fallen("DGTR-2026-0003", "superseded", date(2026, 11, 21), by="DGTR-2026-0004", place="1/0"),
]


def whole(index: int = 5, key: Ed25519PrivateKey = ISSUER, base: str = BASE, **changes: Any) -> str:
    """The SD-JWT of a certificate at this place of the first status list."""
    unsigned = parts.unsigned(
        make_payload(**changes),
        where_of(base, Place(1, index)),
        key_id=public_multibase(ISSUER.public_key()),
        made_at=datetime(2026, 11, 26, tzinfo=UTC),
    )
    return unsigned.signed(key.sign(unsigned.data))


def trusting(**changes: Any) -> dict[str, Any]:
    pack = write_pack(FALLEN, base=BASE, at=AS_OF, key=KEY)
    return trust(**({"pack": pack, "credential_keys": [ISSUER.public_key()]} | changes))


def offline(*texts: str, **asked: Any) -> list[dict[str, Any]]:
    return judged(texts=texts, **({"trust": trusting()} | asked))["texts"]


def test_the_offline_verifier_shows_what_was_disclosed_and_nothing_else() -> None:
    text, payload = whole(), make_payload()
    everything = parts.hidden(payload)
    choices = [set(), {"name"}, {"rank", "local_name"}, {"contact_minutes"}, set(everything)]
    answers = offline(*(sdjwt.presented(text, names) for names in choices))
    for answer, names in zip(answers, choices, strict=True):
        assert answer["verdict"] == "valid"
        shown = answer["shown"]
        assert set(shown["disclosed"]) == names
        assert shown["claims"]["course"]["code"] == "DGTR-2019-03"
        for name, value in everything.items():
            assert shown["claims"].get(name) == (value if name in names else None)
    folded = "\n".join(text[at : at + 60] for at in range(0, len(text), 60))
    assert offline(folded)[0]["verdict"] == "valid"


def test_the_pack_knows_it_by_its_place_though_the_serial_was_withheld() -> None:
    texts = [sdjwt.presented(whole(index), {"rank"}) for index in (7, 0, 8)]
    revoked, superseded, valid = offline(*texts)
    assert (revoked["verdict"], revoked["out"]["reason"]) == ("revoked", "Issued in error.")
    assert (superseded["verdict"], valid["verdict"]) == ("superseded", "valid")
    ends = sdjwt.presented(whole(expires_on=date(2026, 11, 27)), set())
    assert offline(ends)[0]["verdict"] == "expired"
    (moved,) = offline(whole(7, base="https://before.example"))
    assert moved["verdict"] == "revoked", "the installation had another address then"
    (last_day,) = offline(ends, now="2026-11-27T23:00:00Z")
    assert (last_day["verdict"], last_day["shown"]["expiresOn"]) == ("valid", "2026-11-27")


def test_what_the_offline_verifier_refuses() -> None:
    text = whole()
    name = sdjwt.presented(text, {"name"})
    of_other = sdjwt.presented(whole(), {"rank"}).partition("~")[2]
    verdicts = [
        one["verdict"]
        for one in offline(
            name + name.partition("~")[2],
            name + of_other,
            whole(key=LOOK_ALIKE),
            text.rstrip("~"),
        )
    ]
    assert verdicts == ["changed", "changed", "changed", "unreadable"]
    (unknown,) = offline(text, trust=trusting(credential_keys=[]))
    assert unknown["verdict"] == "unknown_key" and unknown["keyId"].startswith("z6Mk")


def test_no_changed_sign_passes_offline() -> None:
    text, chance = sdjwt.presented(whole(), {"name"}), random.Random(7)
    signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    changed = []
    for at, sign in enumerate(text):
        other = chance.choice([one for one in signs if one != sign])
        changed.append(text[:at] + other + text[at + 1 :])
    answers = offline(*changed)
    assert {one["verdict"] for one in answers} <= {"changed", "unreadable", "unknown_key"}
    assert not any("shown" in one for one in answers)


@pytest.fixture
def row(app: Flask) -> Certificate:
    (made,) = issue_all(make_earned_session([make_agency()], 1))
    return made


def made(row: Certificate) -> str:
    with transaction():
        db.session.add(CertificateParts(certificate_id=row.id, asked_at=row.issued_at))
    ready = making.make(row.id)
    with transaction():
        making.keep(ready)
    return ready.text


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["certificates", "verify", *arguments])


def test_the_command_line_says_what_is_shown(app: Flask, row: Certificate, tmp_path: Path) -> None:
    text = sdjwt.presented(made(row), {"rank"})
    file = tmp_path / "handed-over.txt"
    file.write_text(text + "\n")
    marked = tmp_path / "from-an-editor.txt"
    marked.write_text(text, "utf-8-sig")
    for thing in (text, str(file), str(marked)):
        said = run(app, thing)
        assert said.exit_code == 0, said.output
        assert "VALID" in said.stdout and 'rank: {"en": "Inspector"}' in said.stdout
        assert "All else was withheld. The register was asked at 2026" in said.stdout
        assert "Person Number 1" not in said.stdout and row.serial not in said.stdout
    (told,) = json.loads(run(app, "--json", text).stdout)
    assert told["valid"] and told["shown"]["rank"] == {"en": "Inspector"} and told["as_of"]
    assert "name" not in told["shown"] and (told["name"], told["serial"]) == ("", "")

    jwt = text.partition("~")[0]
    forged = text.replace(jwt[-40:-20], jwt[-40:-20].swapcase(), 1)
    assert run(app, forged).exit_code == 1
    assert run(app, f"{jwt}~{text.partition('~')[2] * 2}").exit_code == 1
    nothing = run(app, "")
    assert nothing.exit_code == 1 and "Name a file, or paste a code or a text." in nothing.output
    file.write_text("eyJ no such text")
    assert run(app, str(file)).exit_code == 7
    with transaction():
        services.revoke(
            actor=SYSTEM, certificate_id=row.id, code=RevocationCode.OTHER, sentence="A mistake."
        )
    fallen = run(app, text)
    assert fallen.exit_code == 5 and "Revoked: A mistake." in fallen.stdout
    assert row.serial not in fallen.stdout


def test_a_verifier_that_is_built_now_knows_key_and_place(app: Flask, row: Certificate) -> None:
    text = sdjwt.presented(made(row), {"name"})

    def told() -> dict[str, Any]:
        pack = write_pack(queries.fallen(), base=BASE, at=AS_OF, key=KEY)
        of_site = queries.trust(pack)
        changes = {"statement_keys": [KEY.public_key()], "log_keys": []}
        return Trust(**(vars(of_site) | changes)).told()

    (valid,) = offline(text, trust=told())
    assert (valid["verdict"], valid["shown"]["claims"]["name"]) == ("valid", "Person Number 1")
    with transaction():
        services.revoke(
            actor=SYSTEM,
            certificate_id=row.id,
            code=RevocationCode.IMPROPER,
            sentence="",
        )
    (revoked,) = offline(text, trust=told())
    assert (revoked["verdict"], revoked["out"]["code"]) == ("revoked", "improper")
