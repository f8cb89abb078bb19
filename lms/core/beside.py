"""A process of our own beside this one, for work that needs no key, no row and no setting.

It runs one function on what it is sent, in the order of asking. Its environment is empty, and it
ends with whoever started it, because its line breaks then. Where it is gone there is no answer, and
the caller does the work itself.
"""

import importlib
import os
import pickle
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parents[2]
_PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from lms.core.beside import serve; serve(sys.argv[2], int(sys.argv[3]))"
)
_GONE = (EOFError, OSError, pickle.UnpicklingError)


class Answer:
    """What came, or will come, of one request."""

    def __init__(self, beside: "Beside") -> None:
        self._beside, self.came, self.value = beside, False, None

    def get(self) -> Any:
        """The answer, waiting for it; None where the process is gone or the function failed."""
        while not self.came:
            self._beside.fetch()
        return self.value


class Beside:
    """The caller's side. `function` is a module and a function of one argument in it, written
    `lms.room.module:function`; the module is loaded at once, so that the first request finds it."""

    def __init__(self, function: str) -> None:
        near, far = socket.socketpair()
        with far:
            self.process = subprocess.Popen(  # noqa: S603 - this very program
                [sys.executable, "-c", _PROGRAM, str(_ROOT), function, str(far.fileno())],
                pass_fds=[far.fileno()],
                env={},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )
        self.line = Connection(near.detach())
        self._waiting: deque[Answer] = deque()
        self._gone = False

    def ask(self, request: object) -> Answer:
        """Send a request. What was asked for before is fetched first: else both sides could stand
        before a full line, each writing what the other does not read."""
        while self._waiting:
            self.fetch()
        answer = Answer(self)
        self._waiting.append(answer)
        if not self._gone:
            try:
                self.line.send(request)
            except _GONE:
                self._gone = True
        return answer

    def fetch(self) -> None:
        """Wait for the oldest answer that has not come."""
        answer = self._waiting.popleft()
        if not self._gone:
            try:
                answer.value = self.line.recv()
            except _GONE:
                self._gone = True
        answer.came = True

    def close(self) -> None:
        """End the process at once: it holds nothing that could be lost."""
        self.line.close()
        self._gone = True
        self.process.kill()
        self.process.wait()


def serve(function: str, handle: int) -> None:
    """The process itself: answer what comes until the line breaks."""
    os.set_inheritable(handle, False)
    module, _, name = function.partition(":")
    answer = getattr(importlib.import_module(module), name)
    with Connection(handle) as line:
        while True:
            try:
                line.send(_answer_or_none(answer, line.recv()))
            except (EOFError, OSError):
                return


def _answer_or_none(answer: Callable[[Any], Any], request: object) -> object:
    try:
        return answer(request)
    except Exception:  # whatever it is, it comes again where the caller does the work itself
        return None
