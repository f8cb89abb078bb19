"""What must hold before anything starts, each with one clear line when it does not."""

import ctypes
import errno
import os
import socket
from pathlib import Path

from lms.launch.options import CannotStart, Options

LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz.so.0": "libharfbuzz0b",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}


def check_libraries() -> None:
    """Raise CannotStart where a library is missing that certificates are set with."""
    missing = [package for library, package in LIBRARIES.items() if not _loads(library)]
    if missing:
        packages = " ".join(missing)
        raise CannotStart(f"This machine lacks {packages}. Run: sudo apt-get install -y {packages}")


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def check_folder(folder: Path) -> None:
    """Raise CannotStart where the data folder cannot be made or written."""
    probe = folder / f".write-probe-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise CannotStart(
            f"The folder {folder} cannot be written ({error.strerror}): mend its rights, "
            "or choose another with CONCORD_DATA=/path make run."
        ) from error


def check_port(options: Options) -> None:
    """Raise CannotStart where the port is taken, not allowed, or the address is not here."""
    where = f"Port {options.port} on {options.host}"
    try:
        found = socket.getaddrinfo(options.host, options.port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise CannotStart(f"HOST={options.host} is no address of this machine.") from error
    family, kind, protocol, _name, address = found[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CannotStart(
                    f"{where} is in use: stop what runs there, or choose another with "
                    f"make run PORT={options.port + 1}."
                ) from error
            if error.errno in {errno.EACCES, errno.EPERM}:
                raise CannotStart(
                    f"{where} is kept for the system: choose one above 1023, "
                    "such as make run PORT=5000."
                ) from error
            raise CannotStart(f"HOST={options.host} is no address of this machine.") from error
