"""Start web and worker, watch over both, and stop all of it together."""

import ctypes
import http.client
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import FrameType

from lms.launch.options import ANY_ADDRESS, CannotStart, Options

ROOT = Path(__file__).resolve().parents[2]
GRACE_SECONDS = 10.0
START_SECONDS = 60.0
PR_SET_PDEATHSIG = 1


class Stopping(Exception):
    """Somebody asked the launcher to stop."""


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stopping


def _die_with_parent() -> None:
    """Tell Linux to end this child should the launcher be killed; elsewhere it does nothing."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _start(command: list[str], env: Mapping[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=dict(env),
        stdin=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C reaches the launcher alone, which stops them in order
        preexec_fn=_die_with_parent,  # noqa: PLW1509 - no threads run in the launcher
    )


def web_command(options: Options, tls: tuple[Path, Path] | None) -> list[str]:
    """The command that serves the pages."""
    host = f"[{options.host}]" if ":" in options.host else options.host
    command = [sys.executable, "-m", "gunicorn", "-c", "python:lms.launch.web"]
    command += ["--bind", f"{host}:{options.port}", "--workers", str(options.workers)]
    if tls:
        command += ["--certfile", str(tls[0]), "--keyfile", str(tls[1])]
    return [*command, "app:app"]


def worker_command() -> list[str]:
    """The command that runs the jobs."""
    return [sys.executable, "-m", "flask", "worker"]


class Running:
    """Web and worker of one installation."""

    def __init__(self, web: list[str], worker: list[str], env: Mapping[str, str]) -> None:
        self._worker_command, self._env = worker, env
        self.web = _start(web, env)
        self.worker = _start(worker, env)

    def watch(self) -> int:
        """Return the status of the web process when it ends; a worker that ends starts again."""
        while self.web.poll() is None:
            if self.worker.poll() is not None:
                print("The worker ended and is started again.", file=sys.stderr)
                time.sleep(1)
                self.worker = _start(self._worker_command, self._env)
            time.sleep(0.2)
        return self.web.returncode or 0

    def stop(self) -> None:
        """Ask both to end, wait, then insist."""
        both = (self.web, self.worker)
        for process in both:
            process.terminate()
        until = time.monotonic() + GRACE_SECONDS
        for process in both:
            try:
                process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def catch_signals() -> None:
    """Turn Ctrl-C, a hang-up and a polite kill into Stopping."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)


def ignore_signals() -> None:
    """While stopping, a second Ctrl-C must not leave half of it running."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def wait_until_it_answers(running: Running, options: Options) -> None:
    """Wait for the first answer of the web process. Raises CannotStart if it ends before."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if running.web.poll() is not None:
            raise CannotStart("The web process ended while starting; its words are above.")
        if _answers(options):
            return
        time.sleep(0.05)
    raise CannotStart(f"Nothing answered at {options.address} within a minute.")


def _answers(options: Options) -> bool:
    host = ANY_ADDRESS.get(options.host, options.host)
    connection: http.client.HTTPConnection
    if options.tls:
        unchecked = ssl._create_unverified_context()  # noqa: S323, SLF001 - our own, just made
        connection = http.client.HTTPSConnection(
            host, options.port, timeout=START_SECONDS, context=unchecked
        )
    else:
        connection = http.client.HTTPConnection(host, options.port, timeout=START_SECONDS)
    try:
        connection.request("GET", "/static/vendor/manifest.json")
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True
