"""A plain load generator: a few connections that ask for one page again and again."""

import socket
import threading
import time
from dataclasses import dataclass

ENCODINGS = "gzip, deflate, br, zstd"  # what a browser asks for


@dataclass(frozen=True)
class Request:
    """One address to ask for, as whom, and the status that is right."""

    path: str
    cookie: str = ""
    status: int = 200

    def as_bytes(self, port: int) -> bytes:
        lines = [
            f"GET {self.path} HTTP/1.1",
            f"Host: 127.0.0.1:{port}",
            f"Accept-Encoding: {ENCODINGS}",
            "Accept-Language: en",
        ]
        if self.cookie:
            lines.append(f"Cookie: {self.cookie}")
        return ("\r\n".join(lines) + "\r\n\r\n").encode()


def requests_per_second(port: int, request: Request, seconds: float, connections: int) -> float:
    """Answers in a second over `seconds`, kept busy by `connections` connections at once.

    Raises RuntimeError for an answer with another status than the right one.
    """
    counts: list[int] = []
    faults: list[Exception] = []
    until = time.perf_counter() + seconds

    def ask() -> None:
        try:
            counts.append(_ask_until(port, request, until))
        except (OSError, RuntimeError) as fault:
            faults.append(fault)

    began = time.perf_counter()
    threads = [threading.Thread(target=ask) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise RuntimeError(f"{request.path}: {faults[0]}") from faults[0]
    return sum(counts) / (time.perf_counter() - began)


def _ask_until(port: int, request: Request, until: float) -> int:
    sent, done = request.as_bytes(port), 0
    connection = socket.create_connection(("127.0.0.1", port), timeout=60)
    try:
        while time.perf_counter() < until:
            connection.sendall(sent)
            keep = _read_answer(connection, request.status)
            done += 1
            if not keep:
                connection.close()
                connection = socket.create_connection(("127.0.0.1", port), timeout=60)
    finally:
        connection.close()
    return done


def _read_answer(connection: socket.socket, right: int) -> bool:
    """Read one answer to its end; returns whether the connection stays open."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += _more(connection)
    head, _, body = data.partition(b"\r\n\r\n")
    status = int(head.split(b" ", 2)[1])
    if status != right:
        raise RuntimeError(f"answered {status} instead of {right}")
    fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
    if fields.get(b"transfer-encoding") == b"chunked":
        while not body.endswith(b"0\r\n\r\n"):
            body += _more(connection)
    else:
        wanted = int(fields.get(b"content-length", b"0"))
        got = len(body)
        while got < wanted:
            got += len(_more(connection))
    return fields.get(b"connection") != b"close"


def _more(connection: socket.socket) -> bytes:
    data = connection.recv(262_144)
    if not data:
        raise RuntimeError("the server closed the connection")
    return data
