"""A web server for tests, on a free port of this machine."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from typing import Any, TypeVar


class QuietServer(ThreadingHTTPServer):
    """Says nothing of callers who hung up: a page that is left, a browser that is closed. What it
    wrote would stand in the output of whatever test runs then."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Everything else is told as ever."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


Kind = TypeVar("Kind", bound=QuietServer)


@contextmanager
def serving(server: Kind) -> Iterator[Kind]:
    """The server, running; at the end it stops and gives its port back."""
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
