"""Check, prepare, start web and worker, say where, and stop all of it at Ctrl-C."""

import os
import subprocess
import sys
from pathlib import Path

from lms.launch import checks, installation, processes, tls
from lms.launch.options import CannotStart, Options, read_options

ROOT = Path(__file__).resolve().parents[2]


def environment(folder: Path, kept: dict[str, str], demo: bool, options: Options) -> dict[str, str]:
    """The environment of every process of this start; what the person set wins."""
    settings = {name: value for name, value in kept.items() if name.startswith("CONCORD_")}
    settings["CONCORD_DATA"] = str(folder)
    if options.tls:
        settings["CONCORD_COOKIE_SECURE"] = "true"
    started = settings | dict(os.environ) | {"CONCORD_DEMO": str(demo).lower()}
    if options.forced:
        started["CONCORD_DEMO_ANYWHERE"] = "true"
    return started


def prepare(env: dict[str, str]) -> None:
    """Migrate and fill the database in a process of its own, which may ask on the terminal."""
    done = subprocess.run(
        [sys.executable, "-m", "lms.launch.prepare"], cwd=ROOT, env=env, check=False
    )
    if done.returncode != 0:
        raise CannotStart("The database could not be prepared; the words are above.")


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
    env = environment(folder, kept, demo, options)
    own = tls.own_certificate(folder / "tls", options) if options.tls else None
    prepare(env)
    web = processes.web_command(options, own[:2] if own else None)
    running = processes.Running(web, processes.worker_command(), env)
    try:
        processes.wait_until_it_answers(running, options)
        print(f"Concord answers at {options.address}")
        if own:
            print(f"Own certificate; its SHA-256 fingerprint: {own[2]}")
        print("Stop it with Ctrl-C.", flush=True)
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
