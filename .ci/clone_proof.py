#!/usr/bin/env python3
"""Prove that a newcomer gets there: clone into an empty folder, `make run`, see the start page.

Usage: python3 .ci/clone_proof.py [--test]     with --test, `make test` runs in the clone too
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FIRST_START_SECONDS = 600
SECOND_START_SECONDS = 5


def bare_environment():
    """What a newcomer's shell has, without anything that belongs to this folder."""
    kept = ("HOME", "PATH", "LANG", "USER", "LOGNAME", "TERM", "TMPDIR")
    names = [
        name for name in os.environ if name in kept or name.startswith(("PIP_", "SSL_", "UV_"))
    ]
    return {name: os.environ[name] for name in names}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start_page(clone, port, limit):
    """Start, wait for the address, read the start page, stop; returns (seconds, page)."""
    began = time.monotonic()
    make = subprocess.Popen(
        ["make", "run", "PORT=%d" % port],
        cwd=clone,
        env=bare_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    timer = [began + limit]
    seconds = None
    try:
        for line in make.stdout:
            sys.stdout.write("    " + line)
            if time.monotonic() > timer[0]:
                raise SystemExit("It took longer than %d seconds." % limit)
            if line.startswith("Stop it with Ctrl-C"):
                seconds = time.monotonic() - began
                break
        if seconds is None:
            raise SystemExit("make run ended with status %s." % make.wait())
        with urllib.request.urlopen("http://127.0.0.1:%d/" % port, timeout=30) as answer:
            return seconds, answer.read().decode()
    finally:
        if make.poll() is None:
            os.killpg(make.pid, signal.SIGINT)
        make.communicate(timeout=60)


def main(arguments):
    place = tempfile.mkdtemp(prefix="concord-clone-")
    clone = os.path.join(place, "concord")
    try:
        subprocess.run(["git", "clone", "-q", ROOT, clone], check=True)
        port = free_port()
        seconds, page = start_page(clone, port, FIRST_START_SECONDS)
        print("First start: %.1f s" % seconds)
        if "<title>" not in page or "Concord" not in page:
            raise SystemExit("The start page is not there:\n" + page[:500])
        seconds, _page = start_page(clone, port, FIRST_START_SECONDS)
        print("Second start: %.1f s (aim: under %d s)" % (seconds, SECOND_START_SECONDS))
        left = subprocess.run(
            ["git", "status", "--porcelain"], cwd=clone, capture_output=True, text=True, check=True
        ).stdout
        if left:
            raise SystemExit("The start left files that git sees:\n" + left)
        if "--test" in arguments:
            subprocess.run(["make", "test"], cwd=clone, env=bare_environment(), check=True)
    finally:
        shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1:])
