"""The installation's own settings file, written at the first start and read ever after.

`concord.env` in the data folder keeps the secret, the address and whether this is a
demonstration, so that the command line finds the same installation as the browser.
"""

import os
import secrets
from pathlib import Path

from lms.launch.options import CannotStart, Options

HEAD = "# Settings of this Concord installation; CONCORD_... variables of the environment win.\n"

DEMONSTRATION = {
    "CONCORD_INSTALLATION_NAME": "DGTR Karachi",
    "CONCORD_INSTALLATION_SHORT": "DGTR",
    "CONCORD_TIME_ZONE": "Asia/Karachi",
}


def data_folder() -> Path:
    """Where this installation keeps everything it writes."""
    root = Path(__file__).resolve().parents[2]
    return Path(os.environ.get("CONCORD_DATA") or root / "instance").absolute()


def decide_demo(options: Options, kept: dict[str, str]) -> bool:
    """Whether to run as a demonstration. Raises CannotStart where that would open real data.

    An installation that began without demonstration never becomes one, and demonstration entry
    does not go out to a network unless it is forced.
    """
    began = kept.get("CONCORD_DEMO")
    demo = options.demo if options.demo is not None else began != "false"
    if demo and began == "false":
        raise CannotStart(
            "This installation began without demonstration and keeps so. For a demonstration "
            "choose another folder: CONCORD_DATA=/path make run DEMO=1."
        )
    if demo and not options.is_loopback and not options.forced:
        raise CannotStart(
            f"A demonstration lets anyone in as anyone, so it does not open on {options.host}. "
            "Use make run DEMO=0 for real work, or DEMO=force if you mean it."
        )
    return demo


def read_kept(folder: Path) -> dict[str, str]:
    """The settings kept so far, empty before the first start."""
    path = folder / "concord.env"
    if not path.exists():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, value in pairs}


def keep(folder: Path, kept: dict[str, str], options: Options, demo: bool) -> dict[str, str]:
    """Complete the settings and write them where they changed; returns them.

    The address follows HOST, PORT and TLS as long as it is one of this machine; an address that
    somebody entered, such as a name behind a proxy, stays.
    """
    wanted = dict(kept)
    wanted.setdefault("CONCORD_SECRET_KEY", secrets.token_hex(32))
    wanted.setdefault("CONCORD_DEMO", str(demo).lower())
    if demo:
        for name, value in DEMONSTRATION.items():
            wanted.setdefault(name, value)
    if wanted.get("CONCORD_BASE_URL", "") == wanted.get("LAUNCH_ADDRESS", ""):
        wanted["CONCORD_BASE_URL"] = wanted["LAUNCH_ADDRESS"] = options.address
    if wanted != kept:
        text = HEAD + "".join(f"{name}={value}\n" for name, value in wanted.items())
        path = folder / "concord.env"
        path.touch(mode=0o600)
        path.write_text(text, encoding="utf-8")
    return wanted
