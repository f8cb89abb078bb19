"""A PostgreSQL for tests: the one named by CONCORD_TEST_POSTGRES, else one of our own.

Our own is started once per test run from the installed binaries, shared by all xdist workers
and stopped at the end. It answers on a Unix socket only and trades safety for speed.
"""

import fcntl
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import sqlalchemy as sa

SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "64MB",
    "max_connections": "120",
}


def server_url(run_folder: Path) -> str:
    """The address of a server where databases may be made; starts one at the first call."""
    named = os.environ.get("CONCORD_TEST_POSTGRES")
    if named:
        return named.replace("postgresql+psycopg://", "postgresql://", 1)
    marker = run_folder / "postgres-folder"
    with _locked(run_folder / "postgres-lock"):
        if not marker.exists():
            home = Path(tempfile.mkdtemp(prefix="concord-pg-"))
            marker.write_text(str(home), encoding="utf-8")
            _start(home)
        home = Path(marker.read_text(encoding="utf-8"))
    return f"postgresql://postgres@/postgres?host={home}"


def stop_server(run_folder: Path) -> None:
    """Stop our own server, if one was started, and remove its files."""
    marker = run_folder / "postgres-folder"
    if not marker.exists():
        return
    home = Path(marker.read_text(encoding="utf-8"))
    if (home / "data" / "postmaster.pid").exists():
        _call([str(_binary("pg_ctl")), "-D", str(home / "data"), "-m", "immediate", "-w", "stop"])
    shutil.rmtree(home, ignore_errors=True)


def make_database(admin_url: str, name: str) -> str:
    """Make an empty database of that name and return its SQLAlchemy address."""
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0 ENCODING UTF8'.encode())
    swapped = re.sub(r"^(postgresql://[^/]*/)[^?]*", rf"\g<1>{name}", admin_url)
    return swapped.replace("postgresql://", "postgresql+psycopg://", 1)


def drop_database(admin_url: str, name: str) -> None:
    """Remove a database that `make_database` made."""
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())


def empty(engine: sa.Engine) -> None:
    """Take all rows out of all tables that have any."""
    preparer = engine.dialect.identifier_preparer
    with engine.begin() as connection:
        names = sa.inspect(connection).get_table_names()
        quoted = [preparer.quote(name) for name in names]
        asked = " UNION ALL ".join(
            f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in quoted
        )
        used = connection.exec_driver_sql(asked).scalars().all() if quoted else []
        if used:
            connection.exec_driver_sql(f"TRUNCATE {', '.join(used)} RESTART IDENTITY CASCADE")


def _start(home: Path) -> None:
    if os.geteuid() == 0:
        shutil.chown(home, "postgres", "postgres")
    data = str(home / "data")
    made = [str(_binary("initdb")), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
    _call([*made, "--locale=C", "--no-sync"])
    options = " ".join(f"-c {name}='{value}'" for name, value in SETTINGS.items())
    log = str(home / "log")
    start = [str(_binary("pg_ctl")), "-D", data, "-l", log, "-w", "-t", "60"]
    _call([*start, "-o", f"{options} -k {home}", "start"])


def _call(command: list[str]) -> None:
    """Run a server program; it refuses to run as root, so root becomes `postgres`."""
    lowered = {"user": "postgres", "group": "postgres", "extra_groups": []}
    done = subprocess.run(
        command,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if "start" not in command else subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        check=False,
        **(lowered if os.geteuid() == 0 else {}),
    )
    if done.returncode != 0:
        said = (done.stdout or b"").decode(errors="replace")
        raise RuntimeError(f"{Path(command[0]).name} failed: {said}")


def _binary(name: str) -> Path:
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: p.parent.name)
    for folder in reversed(folders):
        if (folder / name).exists():
            return folder / name
    found = shutil.which(name)
    if not found:
        raise RuntimeError("PostgreSQL's programs are missing: apt-get install postgresql")
    return Path(found)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
