"""R20: whoever owns the database edits, deletes, inserts, moves and cuts rows; all of it shows."""

import random
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from lms.core.access import SYSTEM
from lms.core.db import db, transaction
from lms.core.settings import settings
from lms.engines.register import tree
from lms.engines.register.checkpoints import (
    Checkpoint,
    MLDSA44Signer,
    sign_checkpoint,
)
from lms.engines.register.notes import Ed25519Signer
from lms.register import services
from lms.register.checking import check

ENTRIES, HEADS = 11, (4, 9, 11)
Attack = Callable[[Session, random.Random], None]
TABLES = ("register_entry", "register_node", "register_head")


@pytest.fixture
def register(app: Flask) -> list[str]:
    """A register with three heads, and no trigger that would keep its owner from anything."""
    notes = []
    for size in HEADS:
        with transaction():
            begin = 0 if not notes else HEADS[len(notes) - 1]
            entries = [f"entry {number}".encode() for number in range(begin, size)]
            services.append(entries=entries, kind="issued")
            notes.append(services.sign_head(actor=SYSTEM).note)
    with transaction() as session:
        for table in TABLES:
            for act in ("update", "delete", "insert"):
                session.execute(text(f"DROP TRIGGER {table}_no_{act}"))
    assert check(witnessed=notes).whole
    return notes


def change_leaf(session: Session, chance: random.Random) -> None:
    session.execute(
        text("UPDATE register_entry SET leaf = :leaf WHERE entry_index = :index"),
        {"leaf": chance.randbytes(32), "index": chance.randrange(ENTRIES)},
    )


def delete_entry(session: Session, chance: random.Random) -> None:
    index = chance.randrange(ENTRIES)
    session.execute(text("DELETE FROM register_entry WHERE entry_index = :i"), {"i": index})
    if chance.random() < 0.5:  # and close the gap
        session.execute(
            text("UPDATE register_entry SET entry_index = entry_index - 1 WHERE entry_index > :i"),
            {"i": index},
        )
        session.execute(text("UPDATE register_state SET size = size - 1"))


def swap_entries(session: Session, chance: random.Random) -> None:
    one, other = chance.sample(range(ENTRIES), 2)
    chosen = text("SELECT leaf FROM register_entry WHERE entry_index = :i")
    leaves = [session.scalar(chosen, {"i": index}) for index in (one, other)]
    for index, leaf in ((one, leaves[1]), (other, leaves[0])):
        session.execute(
            text("UPDATE register_entry SET leaf = :leaf WHERE entry_index = :i"),
            {"leaf": leaf, "i": index},
        )


def add_entry(session: Session, chance: random.Random) -> None:
    session.execute(
        text("INSERT INTO register_entry VALUES (:i, 1, 'issued', :leaf)"),
        {"i": ENTRIES, "leaf": chance.randbytes(32)},
    )


def change_node(session: Session, chance: random.Random) -> None:
    chosen = session.execute(text("SELECT level, position FROM register_node")).all()
    level, position = chance.choice(chosen)
    act = "DELETE FROM register_node" if chance.random() < 0.3 else (
        "UPDATE register_node SET hash = :hash"
    )  # fmt: skip
    session.execute(
        text(f"{act} WHERE level = :level AND position = :position"),
        {"level": level, "position": position, "hash": chance.randbytes(32)},
    )


def change_head(session: Session, chance: random.Random) -> None:
    size = chance.choice(HEADS)
    column, value = chance.choice(
        [("root", chance.randbytes(32)), ("size", size + 1), ("note", "")]
    )
    if column == "note":
        note = session.scalar(text("SELECT note FROM register_head WHERE size = :s"), {"s": size})
        place = chance.randrange(len(note.split("\n\n")[0]))
        value = note[:place] + ("x" if note[place] != "x" else "y") + note[place + 1 :]
    session.execute(
        text(f"UPDATE register_head SET {column} = :value WHERE size = :size"),
        {"value": value, "size": size},
    )


def cut_the_tail(session: Session, chance: random.Random) -> None:
    """As if the newest entries and their heads had never been: found by the mark and witnesses."""
    keep = chance.randrange(1, ENTRIES)
    session.execute(text("DELETE FROM register_entry WHERE entry_index >= :n"), {"n": keep})
    session.execute(text("DELETE FROM register_head WHERE size > :n"), {"n": keep})
    session.execute(
        text("DELETE FROM register_node WHERE ((position + 1) << level) > :n"), {"n": keep}
    )
    session.execute(text("UPDATE register_state SET size = :n"), {"n": keep})


def write_all_anew(session: Session, chance: random.Random) -> None:
    """Another history, consistent in itself, under keys of the forger's own."""
    leaves = [chance.randbytes(32) for _ in range(ENTRIES)]
    nodes = tree.tree_of(leaves)
    origin = session.scalar(text("SELECT origin FROM register_log"))
    signers = (Ed25519Signer.generate(origin), MLDSA44Signer.generate(origin))
    session.execute(text("DELETE FROM register_node"))
    for node, value in nodes.items():
        statement = (
            "INSERT INTO register_node VALUES (1, :level, :position, :value)"
            if node.level
            else "UPDATE register_entry SET leaf = :value WHERE entry_index = :position"
        )
        session.execute(
            text(statement), {"level": node.level, "position": node.position, "value": value}
        )
    for size in HEADS:
        root = tree.root(size, nodes.__getitem__)
        note = str(sign_checkpoint(Checkpoint(origin, size, root), signers))
        session.execute(
            text("UPDATE register_head SET root = :root, note = :note WHERE size = :size"),
            {"root": root, "note": note, "size": size},
        )
    session.execute(
        text("UPDATE register_log SET ed25519_key = :one, mldsa44_key = :two"),
        {"one": signers[0].verifier.vkey, "two": signers[1].verifier.vkey},
    )


COMMON: list[Attack] = [
    change_leaf, delete_entry, swap_entries, add_entry, change_node, change_head, cut_the_tail
]  # fmt: skip


@pytest.mark.parametrize("attacks", [100, pytest.param(500, marks=pytest.mark.faults_long)])
def test_every_attack_is_found(app: Flask, register: list[str], attacks: int) -> None:
    chance, missed = random.Random(20), []
    for number in range(attacks):
        attack = write_all_anew if number % 50 == 0 else chance.choice(COMMON)
        session = db.session()
        session.rollback()
        attack(session, chance)
        session.flush()
        if check().whole:
            missed.append((number, attack.__name__))
        session.rollback()
    assert missed == []
    assert check(witnessed=register).whole


def test_where_the_mark_is_gone_as_well_the_witness_finds_the_cut(
    app: Flask, register: list[str]
) -> None:
    (settings().data / "register.mark").unlink()
    with transaction() as session:
        session.execute(text("DELETE FROM register_entry WHERE entry_index >= 9"))
        session.execute(text("DELETE FROM register_head WHERE size > 9"))
        session.execute(text("DELETE FROM register_node WHERE ((position + 1) << level) > 9"))
        session.execute(text("UPDATE register_state SET size = 9"))
    assert check().whole  # nothing here says that there was more
    assert check(witnessed=register[:2]).whole
    assert not check(witnessed=register).whole
