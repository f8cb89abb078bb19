"""Archive files: good by all judges for longer than any certificate in them."""

import asyncio
import io
import json
import shutil
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.validation.ades import ades_lta_validation, simulate_future_ades_lta_validation
from pyhanko.sign.validation.policy_decl import (
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import (
    CertRevTrustPolicy,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)
from pyhanko_certvalidator.registry import SimpleTrustManager

from lms.accounts.models import Person
from lms.certificates.models import CertificateArchive
from lms.certificates.printing.fast import Press
from lms.certificates.queries.entered import differences
from lms.core import files
from lms.core.clock import utcnow
from lms.core.db import db, transaction
from lms.core.jobs import run_pending
from lms.core.messages import Message
from lms.signing import authority, validate
from lms.signing.archiving import Archivist, Material, read_lists
from lms.signing.keys import open_key
from lms.signing.port import OfficeKey
from lms.verification import checking
from tests.factories.accounts import make_person
from tests.factories.agencies import make_agency
from tests.factories.certificates import issue_all, make_earned_session
from tests.factories.papers import make_paper
from tests.factories.stamps import Direct, check, opening, says
from tests.signing.test_signatures import changed_places

SignIn = Callable[[FlaskClient, Person], FlaskClient]


@pytest.fixture(scope="module")
def material(data: Path, keys: list[OfficeKey], place: authority.Authority) -> Material:
    roots = validate.read_roots([place.root])
    return Material([*(key.root for key in keys), *roots], read_lists(authority.lists(data)))


@pytest.fixture(scope="module")
def archive(stamped: bytes, place: authority.Authority, material: Material) -> bytes:
    return Archivist(Direct(open_key(place)), material).archived(stamped)


def check_it(file: bytes, data: Path, *more: Path, at: datetime | None = None) -> Message | None:
    offices = [authority.demonstration(data).root, authority.demonstration_second(data).root]
    trusted = [authority.demonstration_stamps(data).root, *more]
    report = validate.check_archive(
        file, validate.read_roots(offices), validate.read_roots(trusted), at=at
    )
    assert report.fault or report.stamped_at
    return report.fault


def lta(file: bytes, data: Path, years: int) -> list[object]:
    """What pyHanko's strict check for archives says of each signature, so many years ahead: every
    certificate needs a list of revoked ones, and nothing is fetched."""
    rule = RevocationCheckingRule.CRL_OR_OCSP_REQUIRED
    offices = [authority.demonstration(data).root, authority.demonstration_second(data).root]
    signers, stamps = (
        CertValidationPolicySpec(
            trust_manager=SimpleTrustManager.build(trust_roots=validate.read_roots(roots)),
            revinfo_policy=CertRevTrustPolicy(RevocationCheckingPolicy(rule, rule)),
            time_tolerance=timedelta(seconds=10),
        )
        for roots in (offices, [authority.demonstration_stamps(data).root])
    )
    spec = PdfSignatureValidationSpec(
        SignatureValidationSpec(
            signers,
            revinfo_gathering_policy=RevocationInfoGatheringSpec(
                online_fetching_rule=RevinfoOnlineFetchingRule.LOCAL_ONLY
            ),
            ts_cert_validation_policy=stamps,
        )
    )
    reader = PdfFileReader(io.BytesIO(file), strict=True)
    then = datetime.now(UTC) + timedelta(days=365 * years)
    return [
        asyncio.run(
            simulate_future_ades_lta_validation(seal, spec, then)
            if years
            else ades_lta_validation(seal, spec)
        ).ades_subindic
        for seal in reader.embedded_regular_signatures
    ]


def test_an_archive_file_is_good_by_all_judges(
    stamped: bytes, archive: bytes, data: Path, tmp_path: Path
) -> None:
    assert archive.startswith(stamped), "the delivered file does not change"
    assert check_it(archive, data) is None
    assert not check(archive, data).valid, "it is no delivered file"
    assert lta(archive, data, 0) == [AdESPassed.OK] * 2
    assert lta(archive, data, 15) == [AdESPassed.OK] * 2, "its certificates end after ten years"
    (tmp_path / "a.pdf").write_bytes(archive)
    said = says("pdfsig", "-nocert", tmp_path / "a.pdf")
    assert said.count("Signature is Valid.") == 2
    assert "No syntax or stream encoding errors" in says("qpdf", "--check", tmp_path / "a.pdf")


def test_a_changed_archive_file_is_refused(archive: bytes, stamped: bytes, data: Path) -> None:
    for at in changed_places(archive, 5, 4)[:-1]:
        changed = bytearray(archive)
        changed[at] ^= 0x01
        assert check_it(bytes(changed), data) is not None, at
    assert check_it(archive + b"\n", data) is not None
    assert check_it(stamped, data) is not None
    unknown = validate.check_archive(
        archive,
        validate.read_roots(
            [authority.demonstration(data).root, authority.demonstration_second(data).root]
        ),
        [],
    )
    assert not unknown.valid


def test_a_second_authority_renews_it_and_files_without_stamps_are_archived_too(
    archive: bytes, data: Path, keys: list[OfficeKey], material: Material, tmp_path: Path
) -> None:
    new = authority.demonstration_stamps(tmp_path)
    maker = Archivist(Direct(open_key(new)), material)
    renewed = maker.archived(archive)
    assert renewed.startswith(archive)
    assert check_it(renewed, data, new.root) is None
    assert check_it(renewed, data) is not None, "the new authority is not pinned"
    years = datetime.now(UTC) + timedelta(days=365 * 9)
    assert check_it(renewed, data, new.root, at=years) is None
    assert abs(maker.until - years) < timedelta(days=2 * 365)
    plain = Press().make(make_paper(), opening(), (), keys[:1], moment=datetime.now(UTC))
    stamps = Archivist(Direct(open_key(authority.demonstration_stamps(data))), material)
    assert check_it(stamps.archived(plain), data) is None, "one office, level B-B"


def test_archive_files_of_a_session_are_made_entered_and_renewed(
    app: Flask, tmp_path: Path, client: FlaskClient, signed_in: SignIn
) -> None:
    organiser = make_person("Organiser")
    course_session = make_earned_session([make_agency()], 2, organiser=organiser)
    rows = issue_all(course_session)
    delivered = [files.read(row.file_id) for row in rows]
    here = f"/sessions/{course_session.slug}/certificates/archive"
    place = authority.stamps(app.extensions["concord.settings"].data)
    if place.exists:
        shutil.rmtree(place.folder)
    run = app.test_cli_runner().invoke
    archive = ["certificates", "archive", "--session", course_session.slug, "--json"]
    refused = run(args=archive)
    assert (refused.exit_code, "make-time-stamp-key" in refused.output) == (1, True)
    signed_in(client, organiser)
    assert "make-time-stamp-key" in client.post(here, follow_redirects=True).text
    make_stamps(place)
    client.post(here)
    run_pending()
    page = client.get(here).text
    assert "2 of 2" in page
    zipped = zipfile.ZipFile(io.BytesIO(client.get(f"{here}.zip").data))
    names = zipped.namelist()
    assert names == [f"{n}-{row.serial}-archive.pdf" for n, row in enumerate(rows, 1)]
    for name, before in zip(names, delivered, strict=True):
        kept = zipped.read(name)
        assert kept.startswith(before)
        answer = checking.file(name, kept)
        assert (answer.verdict, answer.serial) == ("valid", name[2:].removesuffix("-archive.pdf"))
    assert [files.read(row.file_id) for row in rows] == delivered
    assert list(differences()) == []
    assert json.loads(run(args=archive).stdout)["made"] == 0, "nothing is due"
    with transaction():
        db.session.execute(
            sa.update(CertificateArchive).values(stamped_until=utcnow() + timedelta(days=300))
        )
    told = json.loads(run(args=[*archive, "--out", str(tmp_path / "out")]).stdout)
    assert (told["made"], told["archived"]) == (2, 2)
    assert list(differences()) == [], "an archive file may be renewed"
    for file in (tmp_path / "out").iterdir():
        again = file.read_bytes()
        assert len(PdfFileReader(io.BytesIO(again)).embedded_timestamp_signatures) == 2
        assert any(again.startswith(zipped.read(name)) for name in names)


def make_stamps(place: authority.Authority) -> None:
    """A time-stamp authority for tests that live in March 2026."""
    authority.make(
        place,
        organisation="X",
        root_name="Stamps root",
        seal_name="Stamps",
        passphrase=None,
        since=authority.DEMONSTRATION_SINCE,
        purpose=authority.Purpose.TIME_STAMPS,
    )
