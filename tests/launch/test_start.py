"""Starting for real: an empty installation asks, Ctrl-C ends all of it."""

import os
import pty
import signal
import ssl
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

from tests.support.live import ROOT, environment, free_port

PATIENCE = 60.0


class Terminal:
    """A person at a terminal in front of `python -m lms.launch`."""

    def __init__(self, env: dict[str, str]) -> None:
        self._own, child = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "lms.launch"],
            cwd=ROOT,
            env=env,
            stdin=child,
            stdout=child,
            stderr=child,
            start_new_session=True,
        )
        os.close(child)
        self.shown = ""

    def wait_for(self, text: str) -> None:
        until = time.monotonic() + PATIENCE
        while text not in self.shown:
            assert time.monotonic() < until, self.shown
            try:
                self.shown += os.read(self._own, 4096).decode()
            except OSError as error:
                raise AssertionError(f"It ended without {text!r}:\n{self.shown}") from error

    def answer(self, question: str, text: str) -> None:
        self.wait_for(question)
        self.shown = ""
        os.write(self._own, f"{text}\n".encode())


def family_of(pid: int) -> set[int]:
    """The process and all that descend from it."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if fields[0] != "Z":
                parents[int(entry.name)] = int(fields[1])
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def test_an_empty_installation_asks_for_its_administrator_and_stops_whole(tmp_path: Path) -> None:
    port = free_port()
    env = environment(tmp_path / "instance", port)
    del env["CONCORD_DEMO"], env["CONCORD_BASE_URL"]
    terminal = Terminal(env | {"DEMO": "0", "TLS": "1"})
    terminal.answer("First name: ", "Noor")
    terminal.answer("Last name", "Baloch")
    terminal.answer("E-mail", "")
    terminal.answer("User name", "noor.baloch")
    terminal.answer("Password: ", "short")
    terminal.answer("again: ", "short")
    terminal.answer("First name: ", "Noor")
    terminal.answer("Last name", "Baloch")
    terminal.answer("E-mail", "")
    terminal.answer("User name", "noor.baloch")
    terminal.answer("Password: ", "seven grey herons at dusk")
    terminal.answer("again: ", "seven grey herons at dusk")
    terminal.wait_for("Signs in as: noor.baloch")
    terminal.wait_for("Ctrl-C")
    assert f"https://127.0.0.1:{port}" in terminal.shown
    own = ssl.create_default_context(cafile=tmp_path / "instance" / "tls" / "certificate.pem")
    with urlopen(f"https://127.0.0.1:{port}/sign-in", context=own, timeout=60) as answer:
        assert answer.status == 200
        assert "Secure" in answer.headers["Set-Cookie"]
    family = family_of(terminal.process.pid)
    assert len(family) >= 4  # launcher, web and its workers, worker
    os.killpg(terminal.process.pid, signal.SIGINT)
    assert terminal.process.wait(30) == 0
    assert {pid for pid in family if Path(f"/proc/{pid}/cmdline").exists()} == set()
