"""What the person who starts Concord may choose, read from the environment of `make run`."""

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass

ON = {"1", "yes", "true", "on"}
ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - asked for by the person
OFF = {"0", "no", "false", "off"}


class CannotStart(Exception):
    """Starting is not possible; the text is one line that says what to do."""


@dataclass(frozen=True)
class Options:
    """How to start. `demo` is None where nobody said; `forced` lets demonstration entry out."""

    host: str
    port: int
    tls: bool
    demo: bool | None
    forced: bool
    workers: int

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the address."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def shown_host(self) -> str:
        """The host as it stands in an address that a person can open."""
        if self.host in ANY_ADDRESS:
            return own_address()
        return f"[{self.host}]" if ":" in self.host else self.host

    @property
    def address(self) -> str:
        """The address to open in a browser."""
        usual = 443 if self.tls else 80
        port = "" if self.port == usual else f":{self.port}"
        return f"{'https' if self.tls else 'http'}://{self.shown_host}{port}"


def own_address() -> str:
    """The address of this machine in its own network; no packet is sent to find it."""
    import socket

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def read_options(env: Mapping[str, str] = os.environ) -> Options:
    """Read HOST, PORT, TLS, DEMO and WORKERS. Raises CannotStart for a value that is none."""
    demo = env.get("DEMO", "").strip().lower()
    if demo not in {"", "force", *ON, *OFF}:
        raise CannotStart(f"DEMO={demo} is not known: write DEMO=1, DEMO=0 or DEMO=force.")
    tls = env.get("TLS", "0").strip().lower()
    if tls not in {"", *ON, *OFF}:
        raise CannotStart(f"TLS={tls} is not known: write TLS=1 or TLS=0.")
    return Options(
        host=env.get("HOST", "").strip() or "127.0.0.1",
        port=_number(env, "PORT", 5000, 65535),
        tls=tls in ON,
        demo=None if demo == "" else demo not in OFF,
        forced=demo == "force",
        workers=_number(env, "WORKERS", 2, 64),
    )


def _number(env: Mapping[str, str], name: str, usual: int, largest: int) -> int:
    text = env.get(name, "").strip() or str(usual)
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= largest):
        raise CannotStart(f"{name}={text} is not possible: write a number from 1 to {largest}.")
    return int(text)
