"""The queue that wakes the worker: Huey over SQLite, PostgreSQL or Redis, by setting."""

from urllib.parse import urlsplit

from flask import Flask
from huey import Huey, MemoryHuey, PostgresHuey, RedisHuey, SqliteHuey, crontab
from huey.consumer import Consumer

from lms.core.jobs import enqueue_recurring, run_pending
from lms.core.settings import Settings


def make_bell(app: Flask, settings: Settings) -> Huey:
    """Bind the bell to the app: `ring` runs what is due, and so does a sweep each minute."""
    huey = _queue(settings)

    def run_due() -> None:
        with app.app_context():
            run_pending()

    def sweep() -> None:
        with app.app_context():
            enqueue_recurring()
            run_pending()

    ring = huey.task(name="ring")(run_due)
    huey.periodic_task(crontab(minute="*"), name="sweep")(sweep)
    app.extensions["concord.queue"] = huey
    app.cli.command("worker", help="Run jobs until stopped.")(lambda: run_worker(app))
    app.extensions["concord.bell"] = ring
    return huey


def run_worker(app: Flask) -> None:
    """Run what waits, then listen for the bell until stopped."""
    with app.app_context():
        run_pending()
    Consumer(app.extensions["concord.queue"], workers=1, periodic=True, max_delay=0.5).run()


def _queue(settings: Settings) -> Huey:
    if settings.testing:
        return MemoryHuey("concord", results=False)
    url = settings.queue_url or f"sqlite:///{settings.data / 'queue.db'}"
    match urlsplit(url).scheme.partition("+")[0]:
        case "sqlite":
            settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
            return SqliteHuey("concord", results=False, filename=url.removeprefix("sqlite:///"))
        case "redis" | "rediss":
            return RedisHuey("concord", results=False, url=url)
        case "postgresql":
            return PostgresHuey("concord", results=False, dsn=url.replace("+psycopg", "", 1))
    raise ValueError("CONCORD_QUEUE_URL begins with sqlite:///, redis:// or postgresql://.")
