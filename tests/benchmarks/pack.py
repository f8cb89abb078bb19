"""The print file of 300 issued certificates: from the click to the last byte, beside merging.

The plain way opens each stored file with pikepdf and appends its page, as the print file of an
issue action is made. Both read the same stored files; the page is asked as a browser asks it.
"""

import io
import os
import tempfile
import time
from pathlib import Path

import pikepdf

from lms.certificates.queries import in_calling_order
from lms.core import files
from lms.core.clock import FixedClock
from lms.core.db import db
from lms.core.settings import Settings
from lms.factory import create_app
from tests.factories.accounts import make_account, make_person
from tests.factories.agencies import make_agency
from tests.factories.certificates import issue_all, make_earned_session
from tests.support.apps import SECRET, START
from tests.support.signing_in import sign_in_directly

PEOPLE = 300
WAYS = (
    ("pack", "pack.pdf"),
    ("pack with backs", "pack.pdf?backs=1"),
    ("pack with backs, marks, bleed", "pack.pdf?backs=1&marks=1&bleed=1"),
    ("archive", "pack.zip"),
)


def report() -> str:
    """The table of `make bench ARGS="--only pack"`."""
    with tempfile.TemporaryDirectory(prefix="concord-pack-") as place:
        settings = Settings(_env_file=None, data=Path(place), secret_key=SECRET, signer="inside")
        app = create_app(settings, FixedClock(START))
        with app.app_context():
            db.create_all()
            organiser = make_person("Omar", "Organiser")
            make_account(organiser)
            course_session = make_earned_session([make_agency()], PEOPLE, organiser=organiser)
            issue_all(course_session)
            client = sign_in_directly(app.test_client(), organiser.id)
            lines = [
                f"{PEOPLE} certificates, from click to last byte, load {os.getloadavg()[0]:.1f}:",
                "",
                "| way | s | CPU s | MB |",
                "|---|--:|--:|--:|",
            ]
            for _ in range(2):
                lines.append(_row("plain: merged by pikepdf", lambda: _merged(course_session)))
                for name, rest in WAYS:
                    address = f"/sessions/{course_session.slug}/certificates/{rest}"
                    lines.append(_row(name, lambda address=address: client.get(address).data))
            db.engine.dispose()
    return "\n".join(lines)


def _merged(course_session) -> bytes:  # type: ignore[no-untyped-def]
    rows = in_calling_order(course_session.id)
    out = io.BytesIO()
    with pikepdf.new() as whole:
        for row in rows:
            with pikepdf.open(io.BytesIO(files.read(row.file_id))) as source:
                whole.pages.extend(source.pages)
        whole.save(out)
    return out.getvalue()


def _row(name: str, make) -> str:  # type: ignore[no-untyped-def]
    began, processor = time.monotonic(), time.process_time()
    data = make()
    wall, used = time.monotonic() - began, time.process_time() - processor
    assert len(data) > 1_000_000, data[:300]
    return f"| {name} | {wall:.2f} | {used:.2f} | {len(data) / 1e6:.1f} |"
