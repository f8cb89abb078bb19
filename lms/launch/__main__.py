"""Check, prepare, start web, worker and signer, say where, and stop all of it at Ctrl-C."""

import os
import sys
from pathlib import Path

from lms.launch import checks, installation, processes, tls, web
from lms.launch.options import CannotStart, Options, read_options


def settle_environment(folder: Path, kept: dict[str, str], demo: bool, options: Options) -> None:
    """Put the settings of this start into the environment; what the person set there wins."""
    settings = {name: value for name, value in kept.items() if name.startswith("CONCORD_")}
    settings["CONCORD_DATA"] = str(folder)
    if options.tls:
        settings["CONCORD_COOKIE_SECURE"] = "true"
    for name, value in settings.items():
        os.environ.setdefault(name, value)
    os.environ["CONCORD_DEMO"] = str(demo).lower()
    if options.forced:
        os.environ["CONCORD_DEMO_ANYWHERE"] = "true"


def start() -> int:
    """Run Concord until it is stopped; returns the exit status."""
    options = read_options()
    checks.check_libraries()
    folder = installation.data_folder()
    checks.check_folder(folder)
    checks.check_port(options)
    kept = installation.read_kept(folder)
    demo = installation.decide_demo(options, kept)
    kept = installation.keep(folder, kept, options, demo)
    settle_environment(folder, kept, demo, options)
    own = tls.own_certificate(folder / "tls", options) if options.tls else None
    from lms.launch.prepare import (
        forget_passphrase,
        prepare,
        run_signer,
        run_worker,
        who_can_sign_in,
    )

    prepare(demo=demo)
    welcome = who_can_sign_in(demo=demo)

    def serve() -> None:
        forget_passphrase()
        web.serve(options, own[:2] if own else None)

    running = processes.Running(serve, run_worker, run_signer)
    try:
        processes.wait_until_it_answers(running, options)
        print(f"\nConcord answers at {options.address}")
        if own:
            print(f"Own certificate; its SHA-256 fingerprint: {own[2]}")
        print(f"{welcome}\nStop it with Ctrl-C.", flush=True)
        return running.watch()
    except processes.Stopping:
        return 0
    finally:
        processes.ignore_signals()
        running.stop()
        print("Concord has stopped.", flush=True)


def main() -> int:
    """Start, and turn what stands in the way into one line."""
    processes.catch_signals()
    try:
        return start()
    except CannotStart as reason:
        print(reason, file=sys.stderr)
        return 1
    except processes.Stopping:
        return 0


if __name__ == "__main__":
    sys.exit(main())
