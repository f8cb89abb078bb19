"""What the benchmark's server serves: Concord, and beside it the yardstick page."""

import sqlalchemy as sa
from flask import Flask, request
from sqlalchemy.orm import DeclarativeBase, Session
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from app import app
from lms.accounts.models import Person

YARDSTICK = "/yardstick"


class PlainBase(DeclarativeBase):
    """A base without anything of ours."""


ROWS = sa.Table(
    "yardstick_row",
    PlainBase.metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("body", sa.Text),
)


class PlainPerson(PlainBase):
    """The person table, mapped without anything of ours."""

    __table__ = Person.__table__


def make_yardstick() -> Flask:
    """Bare Flask, ten ORM gets by primary key or one row added, on the same database."""
    bare = Flask("yardstick", static_folder=None)
    engine: list[sa.Engine] = []
    ids: list[object] = []

    def gather() -> None:
        engine.append(sa.create_engine(app.config["SQLALCHEMY_DATABASE_URI"]))
        ROWS.create(engine[0], checkfirst=True)
        with Session(engine[0]) as session:
            ids.extend(session.scalars(sa.select(PlainPerson.id).limit(10)))

    @bare.post("/rows")
    def one_row() -> str:
        if not engine:
            gather()
        with engine[0].begin() as connection:
            connection.execute(ROWS.insert().values(body=request.get_data(as_text=True)))
        return "kept"

    @bare.get("/")
    def ten_gets() -> str:
        if not ids:
            gather()
        with Session(engine[0]) as session:
            names = [session.get_one(PlainPerson, one).first_name for one in ids]
        return "\n".join(names)

    return bare


application = DispatcherMiddleware(app, {YARDSTICK: make_yardstick()})
