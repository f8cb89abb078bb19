"""An agency's list of 10,000 names: read, kept, shown in the preview, and nominated.

Beside it stand twice and four times fewer rows, to show how the time grows, and what reading alone
costs in the same run: openpyxl over the workbook, csv over the text. Each list is measured in a
process of its own, so that its memory is its own; the reader of workbooks is a child of it.
"""

import csv
import io
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import openpyxl
from flask import Flask

from lms.core.db import db
from lms.core.settings import Settings
from lms.core.spreadsheet import write_csv, write_xlsx
from lms.enrolments.formats import NOMINATION_COLUMNS
from lms.factory import create_app
from tests.factories.nominations import Scene
from tests.support.apps import SECRET
from tests.support.signing_in import sign_in_directly

SIZES = (2_500, 5_000, 10_000)
AIM_SECONDS, AIM_MB = 5.0, 300
KINDS = ("xlsx", "csv")
_FIRST = ("Wahid", "Nigar", "Meer", "Zarwan", "Sahil", "Danial", "Farzana", "Tabassum", "Rohail")
_LAST = ("Jatoi", "Soomro", "Lashari", "Panhwar", "Khokhar", "Awan", "Lodhi", "Chandio", "Durrani")


def rows(size: int) -> list[tuple[str, ...]]:
    """People of many names, with every column filled."""
    return [
        (
            f"{_FIRST[n % 9]} {_LAST[n // 9 % 9]}", f"{_LAST[n // 81 % 9]}{_letters(n)}", "",
            "واحد بخش جتوئی", "male" if n % 3 else "female", "Sindh Police",
            "Investigation Officer", f"BS-{16 + n % 4}", f"SP-{n:05d}", "Karachi",
            f"p{n}@example.org", f"+92 300 {n:07d}", "Inspector General", "SP/2026/44", "",
            "Sindh", str(n % 20), "Leads the cell.",
        )
        for n in range(size)
    ]  # fmt: skip


def _letters(number: int) -> str:
    text = ""
    while number:
        number, rest = divmod(number, 26)
        text += chr(ord("a") + rest)
    return text


def file_of(kind: str, size: int) -> bytes:
    """The list as a file."""
    if kind == "csv":
        return write_csv(NOMINATION_COLUMNS, rows(size))
    return write_xlsx("List", NOMINATION_COLUMNS, rows(size))


def plain(kind: str, data: bytes) -> int:
    """Read the file and do nothing with it."""
    if kind == "csv":
        return sum(1 for _row in csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    return sum(1 for _row in book.worksheets[0].iter_rows(values_only=True))


@contextmanager
def an_app() -> Iterator[Flask]:
    """An empty installation in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="concord-bench-") as folder:
        settings = Settings(
            _env_file=None, data=Path(folder), secret_key=SECRET, log_level="WARNING"
        )
        app = create_app(settings)
        with app.app_context():
            db.create_all()
            yield app
            db.session.remove()
            db.engine.dispose()


def clock(act: Callable[[], Any]) -> tuple[float, Any]:
    """How many seconds an act takes, and what it gives."""
    begins = time.perf_counter()
    given = act()
    return time.perf_counter() - begins, given


def measure(kind: str, path: Path, size: int) -> dict[str, float]:
    """Seconds of each part, and the peak memory of this process and of its children in MB."""
    with an_app() as app:
        scene = Scene(police=5, force=5)
        client = sign_in_directly(app.test_client(), scene.people["police"])
        app.config.update({"WTF_CSRF_ENABLED": False})
        base = f"/sessions/{scene.slug}/nominations/agencies/{scene.police.slug}/import"

        def send(data: bytes) -> str:
            sent = {"file": (io.BytesIO(data), f"list.{kind}")}
            return str(client.post(base, data=sent).location)

        first = send(file_of("csv", 2))  # a server has its templates ready
        client.get(first)
        client.post(f"{first}/discard")
        before = _peak(resource.RUSAGE_SELF)
        upload, one = clock(lambda: send(path.read_bytes()))
        preview, page = clock(lambda: client.get(one))
        if page.status_code != 200 or f"Nominate {size} people" not in page.text:
            raise RuntimeError(f"{size} rows of {kind}: {page.status_code}")
        shown = _peak(resource.RUSAGE_SELF)
        confirm, done = clock(lambda: client.post(f"{one}/confirm"))
        if done.status_code != 302:
            raise RuntimeError(f"{size} rows of {kind}: {done.status_code} on confirming")
    return {
        "upload": upload,
        "preview": preview,
        "confirm": confirm,
        "before": before,
        "shown": shown,
        "peak": _peak(resource.RUSAGE_SELF),
        "child": _peak(resource.RUSAGE_CHILDREN),
    }


def _peak(who: int) -> float:
    return resource.getrusage(who).ru_maxrss / 1024


COLUMNS = (
    "list", "rows", "read alone s", "upload s", "preview s", "both s", "growth", "nominate s",
    "MB before", "MB shown", "MB nominated", "MB of the reader", "aim",
)  # fmt: skip


def report() -> str:
    """The figures of all sizes as a Markdown table."""
    lines = [f"| {' | '.join(COLUMNS)} |", f"|---|{'--:|' * (len(COLUMNS) - 2)}---|"]
    for kind in KINDS:
        first = 0.0
        for size in SIZES:
            got = _apart(kind, size)
            both = got["upload"] + got["preview"]
            first = first or both
            met = both < AIM_SECONDS and max(got["shown"], got["child"]) < AIM_MB
            seconds = (got["reading"], got["upload"], got["preview"], both)
            memory = (got["before"], got["shown"], got["peak"], got["child"])
            cells = [kind, str(size), *(f"{one:.2f}" for one in seconds), f"{both / first:.1f}x"]
            cells += [f"{got['confirm']:.2f}", *(f"{one:.0f}" for one in memory)]
            cells.append(("met" if met else "missed") if size == SIZES[-1] else "")
            lines.append(f"| {' | '.join(cells)} |")
    head = f"Lists of names, aim {AIM_SECONDS:.0f} s for upload and preview and {AIM_MB} MB"
    return "\n".join((head, "", *lines))


def _apart(kind: str, size: int) -> dict[str, float]:
    """Make the file here, and measure in a new process, whose memory is its own."""
    with tempfile.NamedTemporaryFile(suffix=f".{kind}") as file:
        data = file_of(kind, size)
        file.write(data)
        file.flush()
        reading, _count = clock(lambda: plain(kind, data))
        module = "tests.benchmarks.nomination_lists"
        done = subprocess.run(
            [sys.executable, "-m", module, kind, file.name, str(size)],
            capture_output=True,
            text=True,
            check=True,
        )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found | {"reading": reading}


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))))
