"""Verifying: the page of a QR link as a border post asks for it, and the offline verifier.

The page is asked for by 1 and by 4 connections of a real server; the verifier judges 1,000
different statements in one page of Chromium, opened from the disk with the network cut.
"""

import http.client
import os
import shutil
import statistics
import tempfile
import threading
import time
from pathlib import Path

from flask import Flask
from playwright.sync_api import sync_playwright

from lms.certificates.services import statements
from lms.core.db import db
from lms.core.settings import Settings
from lms.engines.credentials import qr, statement
from lms.factory import create_app
from lms.verification import services
from tests.benchmarks.serving import environment, serving
from tests.factories.papers import make_payload
from tests.support import before
from tests.support.browser import QUIET, chromium_path
from tests.verification.support import KEY, LINK

REQUESTS, STATEMENTS, ROUNDS = 400, 1_000, 3
AIM_MS, AIM_S = 30.0, 5.0
JUDGE = """texts => {
  const began = performance.now();
  const verdicts = texts.map((text) => concord.judgeText(text).verdict);
  return [performance.now() - began, verdicts.every((one) => one === "valid")];
}"""


def report() -> str:
    """The tables of `make bench ARGS="--only verify"`."""
    folder = Path(tempfile.mkdtemp(prefix="concord-verify-"))
    try:
        return f"{_pages(folder)}\n\n{_offline(folder)}\n\n{_codes()}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _pages(folder: Path) -> str:
    env = environment(folder / "data", None)
    os.environ.update(env)
    (folder / "data").mkdir()
    app = create_app(Settings(_env_file=None, data=folder / "data"))
    with app.app_context():
        db.create_all()
        statements.make_key()
        token = before.put_register()[before.VALID].token
        services.sign_pack()
        processor = _processor_ms(app, token)
        (folder / "verifier.html").write_bytes(services.offline_verifier())
        db.session.remove()
    lines = [
        f"Verify page, {REQUESTS} requests for each connection, load {os.getloadavg()[0]:.1f}:",
        "",
        "| connections | median ms | p95 ms | aim |",
        "|--:|--:|--:|---|",
    ]
    with serving(env, 2) as port:
        _ask(port, token, 30)
        for connections in (1, 4):
            taken = _asked_by(port, token, connections)
            p95 = statistics.quantiles(taken, n=20)[-1]
            aim = f"{AIM_MS:.0f} {'met' if p95 < AIM_MS else 'missed'}"
            lines.append(f"| {connections} | {statistics.median(taken):.1f} | {p95:.1f} | {aim} |")
    return "\n".join([*lines, "", f"Processor time of one such page: {processor:.1f} ms."])


def _processor_ms(app: Flask, token: str) -> float:
    """Of one request inside this process, so that other work on the machine does not count."""
    client = app.test_client(use_cookies=False)
    client.get(f"/v/{token}")
    began = time.process_time()
    for _ in range(REQUESTS // 2):
        client.get(f"/v/{token}")
    return (time.process_time() - began) * 1000 / (REQUESTS // 2)


def _asked_by(port: int, token: str, connections: int) -> list[float]:
    taken: list[float] = []
    work = [
        threading.Thread(target=lambda: taken.extend(_ask(port, token, REQUESTS)))
        for _ in range(connections)
    ]
    for one in work:
        one.start()
    for one in work:
        one.join()
    return taken


def _ask(port: int, token: str, times: int) -> list[float]:
    """Milliseconds of each request over one kept connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        connection.request("GET", f"/v/{token}")
        answer = connection.getresponse()
        body = answer.read()
        taken.append((time.perf_counter() - began) * 1000)
        if answer.status != 200 or b"Valid" not in body:
            raise RuntimeError(f"The verify page answered {answer.status}.")
    connection.close()
    return taken


def _offline(folder: Path) -> str:
    from tests.browser.test_offline_verifier import verifier

    texts = [
        f"{LINK}#{statement.statement_for(make_payload(serial=f'DGTR-2025-{number:04d}'), KEY)}"
        for number in range(1, STATEMENTS + 1)
    ]
    size = (folder / "verifier.html").stat().st_size
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=QUIET)
        page = browser.new_context(offline=True).new_page()
        page.goto(verifier(folder).as_uri())
        taken = []
        for _ in range(ROUNDS):
            milliseconds, all_valid = page.evaluate(JUDGE, texts)
            if not all_valid:
                raise RuntimeError("A good statement was refused.")
            taken.append(milliseconds / 1000)
        browser.close()
    met = "met" if max(taken) < AIM_S else "missed"
    told = ", ".join(f"{one:.2f}" for one in taken)
    return (
        f"Offline verifier ({size / 1024:.0f} KB): {STATEMENTS} statements in headless Chromium in "
        f"{told} s (aim {AIM_S:.0f} s: {met})."
    )


def _codes() -> str:
    lines = ["| names | digits | modules | mm a module at 25 mm |", "|---|--:|--:|--:|"]
    for label, local in (("Latin alone", ""), ("Latin and Urdu", "تبسم رانی چانڈیو")):
        digits = statement.statement_for(make_payload(local=local), KEY)
        edge = len(qr.modules_of(f"{LINK}#{digits}"))
        lines.append(f"| {label} | {len(digits)} | {edge} x {edge} | {25 / edge:.2f} |")
    return "\n".join(lines)
