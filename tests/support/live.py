"""A real server with its worker, as `make run` starts them, in a folder of its own."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 180


@dataclass(frozen=True)
class Live:
    """A running installation: where it answers, the environment that finds its data, and the
    process that started web and worker."""

    address: str
    folder: Path
    env: dict[str, str]
    launcher: int

    def flask(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `flask ...` on this installation, as a person does at a terminal."""
        return subprocess.run(
            [sys.executable, "-m", "flask", *arguments],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )

    def kill_server_workers(self) -> int:
        """Kill what answers requests, without warning; the web process starts others. How many."""
        until = time.monotonic() + START_SECONDS
        while not (workers := self._server_workers()) and time.monotonic() < until:
            time.sleep(0.05)
        for pid in workers:
            os.kill(pid, signal.SIGKILL)
        return len(workers)

    @contextmanager
    def dead(self) -> Iterator[None]:
        """What answers requests is killed and stays dead until the block ends."""
        masters = [web for web in _children(self.launcher) if _children(web)]
        for web in masters:
            os.kill(web, signal.SIGSTOP)
        try:
            self.kill_server_workers()
            yield
        finally:
            for web in masters:
                os.kill(web, signal.SIGCONT)

    def _server_workers(self) -> list[int]:
        return [pid for web in _children(self.launcher) for pid in _children(web)]


def _children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(one) for one in found.split()]


def environment(folder: Path, port: int, **more: str) -> dict[str, str]:
    """The environment of an installation in `folder`, untouched by the caller's settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CONCORD_")}
    address = f"http://127.0.0.1:{port}"
    own = {"CONCORD_DATA": str(folder), "CONCORD_DEMO": "true", "CONCORD_BASE_URL": address}
    start = {"HOST": "127.0.0.1", "PORT": str(port), "TLS": "0", "DEMO": "1", "WORKERS": "1"}
    return kept | own | start | {"CONCORD_LOG_LEVEL": "WARNING"} | more


def prepare(folder: Path) -> None:
    """Migrate and load the demonstration data into an empty folder."""
    code = "from lms.launch.prepare import prepare; prepare(demo=True)"
    folder.mkdir(parents=True)
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment(folder, 1), check=True)


@contextmanager
def running(prepared: Path, folder: Path) -> Iterator[Live]:
    """Copy a prepared installation and serve the copy until the block ends."""
    shutil.copytree(prepared, folder)
    port = free_port()
    env = environment(folder, port)
    with (folder / "server.log").open("w") as log:
        launcher = subprocess.Popen(
            [sys.executable, "-m", "lms.launch"], cwd=ROOT, env=env, stdout=log, stderr=log
        )
        try:
            live = Live(f"http://127.0.0.1:{port}", folder, env, launcher.pid)
            _wait(live, launcher)
            yield live
        finally:
            launcher.terminate()
            launcher.wait(30)


def free_port() -> int:
    """A port of this machine that nobody uses just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(live: Live, web: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and web.poll() is None:
        try:
            urllib.request.urlopen(f"{live.address}/sign-in", timeout=START_SECONDS).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
        else:
            return
    said = (live.folder / "server.log").read_text(encoding="utf-8")
    raise RuntimeError(f"The server did not start:\n{said}")
