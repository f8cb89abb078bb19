"""Serving Concord and the yardstick side by side, as a real installation does."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request as UrlRequest
from urllib.request import urlopen

from tests.benchmarks.load import ENCODINGS, Request
from tests.support.apps import SECRET
from tests.support.live import ROOT, free_port

YARDSTICK = Request("/yardstick/")


def environment(folder: Path, database_url: str | None) -> dict[str, str]:
    """The settings of a real installation, not of a test."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CONCORD_")}
    own = {
        "CONCORD_DATA": str(folder),
        "CONCORD_SECRET_KEY": SECRET,
        "CONCORD_LOG_LEVEL": "WARNING",
        "CONCORD_TIME_ZONE": "Asia/Karachi",
    }
    return kept | own | ({"CONCORD_DATABASE_URL": database_url} if database_url else {})


@contextmanager
def serving(env: dict[str, str], workers: int) -> Iterator[int]:
    """Serve Concord and the yardstick side by side; gives the port."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "-c", "python:lms.launch.web"]
    command += ["--bind", f"127.0.0.1:{port}", "--workers", str(workers)]
    server = subprocess.Popen([*command, "tests.benchmarks.served:application"], cwd=ROOT, env=env)
    try:
        wait_for(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(30)


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if server.poll() is not None:
            raise RuntimeError("The server did not start.")
        try:
            size_of(port, YARDSTICK)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("The server did not answer within a minute.")


def size_of(port: int, request: Request) -> float:
    """Kilobytes of the page as it goes over the wire."""
    headers = {"Accept-Encoding": ENCODINGS, "Cookie": request.cookie}
    asked = UrlRequest(f"http://127.0.0.1:{port}{request.path}", headers=headers)
    with urlopen(asked, timeout=60) as answer:
        return len(answer.read()) / 1024
