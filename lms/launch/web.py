"""How gunicorn serves the app: the configuration (`-c python:lms.launch.web`), and serving itself.

The app is loaded once and forked, which halves memory and start.
"""

import gc
from pathlib import Path
from typing import Any

from lms.launch.options import Options

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


def when_ready(_server: Any) -> None:
    """What was loaded stays for good: the collector need not look at it in every process again,
    which halves the time of pages that make many small objects."""
    gc.collect()
    gc.freeze()


def post_fork(server: Any, worker: Any) -> None:
    """No worker may share a database connection with its parent."""
    from app import app
    from lms.core.db import db

    with app.app_context():
        for engine in db.engines.values():
            engine.dispose(close=False)


def serve(options: Options, tls: tuple[Path, Path] | None) -> None:
    """Serve the app in this process until it is told to stop."""
    from gunicorn.app.base import Application

    class Web(Application):  # type: ignore[misc]
        def init(self, parser: Any, opts: Any, args: Any) -> None:
            """Nothing comes from a command line."""

        def load_config(self) -> None:
            self.load_config_from_module_name_or_filename(f"python:{__name__}")
            host = f"[{options.host}]" if ":" in options.host else options.host
            self.cfg.set("bind", f"{host}:{options.port}")
            self.cfg.set("workers", options.workers)
            if tls:
                self.cfg.set("certfile", str(tls[0]))
                self.cfg.set("keyfile", str(tls[1]))

        def load(self) -> Any:
            from app import app

            return app

    Web().run()
