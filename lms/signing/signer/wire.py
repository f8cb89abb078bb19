"""How the signer is spoken to: a local Unix socket, one JSON value on each line, at most 4 MB.

The socket stands in the data folder, for its owner alone; the other side's user is asked of the
kernel besides.
"""

import json
import os
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

LONGEST = 4 * 1024 * 1024
NAME = "signer.sock"
_LONGEST_ADDRESS = 100  # bytes of a Unix address, with some room


class Broken(OSError):
    """The other side went away, or speaks something else."""


def folder_of(data: Path) -> Path:
    """Where the socket stands."""
    return data / "signing"


@contextmanager
def address(folder: Path) -> Iterator[str]:
    """The socket's address; a long path is shortened by way of an open folder."""
    plain = str(folder / NAME)
    if len(os.fsencode(plain)) <= _LONGEST_ADDRESS:
        yield plain
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{handle}/{NAME}"
    finally:
        os.close(handle)


def same_user(connection: socket.socket) -> bool:
    """Whether who called runs as the same user; true where the kernel does not say."""
    peer = getattr(socket, "SO_PEERCRED", None)
    if peer is None:
        return True
    data = connection.getsockopt(socket.SOL_SOCKET, peer, struct.calcsize("3i"))
    user: int = struct.unpack("3i", data)[1]
    return user == os.geteuid()


class Line:
    """One side of a conversation."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._read = connection.makefile("rb")

    def send(self, value: dict[str, Any]) -> None:
        """Write one value. Raises Broken."""
        try:
            self._connection.sendall(json.dumps(value).encode() + b"\n")
        except OSError as error:
            raise Broken(str(error)) from error

    def receive(self) -> dict[str, Any] | None:
        """Read one value; None where the other side has ended. Raises Broken."""
        try:
            line = self._read.readline(LONGEST + 1)
        except OSError as error:
            raise Broken(str(error)) from error
        if not line:
            return None
        try:
            value = json.loads(line)
        except ValueError as error:
            raise Broken("no JSON") from error
        if len(line) > LONGEST or not isinstance(value, dict):
            raise Broken("not a value of this conversation")
        return value

    def close(self) -> None:
        """End the conversation."""
        self._read.close()
        self._connection.close()
