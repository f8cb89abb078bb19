"""How gunicorn serves the app. The app is loaded once and forked, which halves the start."""

from pathlib import Path
from typing import Any

preload_app = True
worker_class = "gthread"
threads = 4
timeout = 60
graceful_timeout = 8
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
MEMORY = Path("/dev/shm")  # noqa: S108 - heartbeats only, in memory so that a slow disk kills none
worker_tmp_dir = str(MEMORY) if MEMORY.is_dir() else None
control_socket_disable = True
loglevel = "warning"
forwarded_allow_ips = "127.0.0.1"


def post_fork(server: Any, worker: Any) -> None:
    """No worker may share a database connection with its parent."""
    from app import app
    from lms.core.db import db

    with app.app_context():
        for engine in db.engines.values():
            engine.dispose(close=False)
