"""Start signer, web and worker, watch over them, and stop all of it together."""

import ctypes
import http.client
import os
import signal
import ssl
import sys
import time
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.context import ForkProcess
from types import FrameType

from lms.launch.options import ANY_ADDRESS, CannotStart, Options

GRACE_SECONDS = 10.0
START_SECONDS = 180.0
PR_SET_PDEATHSIG = 1
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopping(Exception):
    """Somebody asked the launcher to stop."""


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stopping


def _start(target: Callable[[], None]) -> ForkProcess:
    """Fork a child that runs `target`; the application is loaded already, so this is quick."""
    child = get_context("fork").Process(target=_run_alone, args=(target,))
    child.start()
    return child


def _run_alone(target: Callable[[], None]) -> None:
    """In the child: own process group, so that Ctrl-C reaches the launcher alone, which stops
    all in order; and an end with the launcher, should that be killed."""
    os.setsid()
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    target()


def run_apart(target: Callable[[], None]) -> bool:
    """Run `target` in a child that ends, and say whether it went well; it stops with us."""
    child = _start(target)
    try:
        child.join()
    except Stopping:
        child.terminate()
        child.join()
        raise
    return child.exitcode == 0


class Running:
    """Web, worker and signer of one installation, each given as the function that runs it."""

    def __init__(
        self, web: Callable[[], None], worker: Callable[[], None], signer: Callable[[], None]
    ) -> None:
        self._run = {"signer": signer, "worker": worker}
        self.beside = {name: _start(run) for name, run in self._run.items()}
        self.web = _start(web)

    def watch(self) -> int:
        """Return the status of the web process when it ends; the others that end start again."""
        while self.web.is_alive():
            for name, run in self._run.items():
                if not self.beside[name].is_alive():
                    print(f"The {name} ended and is started again.", file=sys.stderr)
                    time.sleep(1)
                    self.beside[name] = _start(run)
            self.web.join(0.2)
        return 1

    def stop(self) -> None:
        """Ask all to end, wait, then insist."""
        every = (self.web, *self.beside.values())
        for process in every:
            process.terminate()
        until = time.monotonic() + GRACE_SECONDS
        for process in every:
            process.join(max(0.1, until - time.monotonic()))
            if process.is_alive():
                process.kill()
                process.join()


def catch_signals() -> None:
    """Turn Ctrl-C, a hang-up and a polite kill into Stopping."""
    for number in STOP_SIGNALS:
        signal.signal(number, _stop)


def ignore_signals() -> None:
    """While stopping, a second Ctrl-C must not leave half of it running."""
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def wait_until_it_answers(running: Running, options: Options) -> None:
    """Wait for the first answer of the web process. Raises CannotStart if it ends before."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if not running.web.is_alive():
            raise CannotStart("The web process ended while starting; its words are above.")
        if _answers(options):
            return
        time.sleep(0.05)
    raise CannotStart(f"Nothing answered at {options.address} within three minutes.")


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
