"""Certificates drawn and signed: stock WeasyPrint and pyHanko for each file, beside the press.

All ways use the same two P-256 keys, put payload and salt inside, sign twice and write each file.
Each number of files is made by two processes at once; starting them and the first file of each are
left out, for a worker does that once. Names differ from file to file.
"""

import io
import itertools
import json
import multiprocessing
import os
import random
import tempfile
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

from lms.certificates.printing.compose import Paper
from lms.certificates.printing.fast import Press
from lms.certificates.printing.render import to_pdf
from lms.certificates.signing.reason import reason_for
from lms.engines.credentials import commitment
from lms.engines.credentials.payload import canonical
from lms.signing import authority
from lms.signing.keys import open_key
from lms.signing.reference import FIELD, SECOND_FIELD, ReferenceSeal
from tests.benchmarks import issuing
from tests.benchmarks.issuing import resident
from tests.factories.papers import ADDRESS, CODE, make_paper

PROCESSES = 2
TURNS = (
    ("stock", 16),
    ("press", 250),
    ("plain", 16),
    ("press", 500),
    ("stock", 16),
    ("press", 1000),
    ("press, synced", 250),
)
NAMES = Path(__file__).parents[1] / "certificates" / "hard_names.json"
Make = Callable[[Paper, commitment.Opening], bytes]


def report() -> str:
    """The tables of `make bench ARGS="--only certificates"`."""
    with tempfile.TemporaryDirectory(prefix="concord-papers-") as place:
        folder = Path(place)
        authority.demonstration(folder), authority.demonstration_second(folder)
        lines = [
            f"Certificates drawn, signed twice and written, load {os.getloadavg()[0]:.1f}:",
            "",
            "| way | files | files/s | CPU ms a file | KB a file | of the stock path |",
            "|---|--:|--:|--:|--:|--:|",
        ]
        stock = 0.0
        # the ways take turns, so that a slow moment of the machine slows all
        for way, count in TURNS:
            wall, processor, size = measure(folder, way, count)
            per_second = count / wall
            stock = stock or per_second
            lines.append(
                f"| {way} | {count} | {per_second:.1f} | {processor / count * 1000:.1f} "
                f"| {size / count / 1000:.0f} | {per_second / stock:.0f}x |"
            )
        lines += ["", memory(folder), "", issuing.report(folder)]
    return "\n".join(lines)


def measure(folder: Path, way: str, count: int) -> tuple[float, float, int]:
    """Seconds, processor seconds and bytes for so many files by two warm processes."""
    context = multiprocessing.get_context("spawn")
    share = count // PROCESSES
    ready, go = context.Barrier(PROCESSES + 1), context.Barrier(PROCESSES + 1)
    answers = context.SimpleQueue()
    workers = [
        context.Process(target=_work, args=(folder, way, share, seed, ready, go, answers))
        for seed in range(PROCESSES)
    ]
    for worker in workers:
        worker.start()
    ready.wait()
    began = time.monotonic()
    go.wait()
    found = [answers.get() for _ in workers]
    wall = time.monotonic() - began
    for worker in workers:
        worker.join()
    return wall, sum(processor for processor, _ in found), sum(size for _, size in found)


def memory(folder: Path) -> str:
    """How the memory of one process grows from 100 files to 5,000."""
    make, papers = ways(folder, "press"), papers_of(9)
    seen = {}
    for done in range(1, 5001):
        paper = next(papers)
        make(paper, opening_of(paper))
        if done in {100, 1000, 5000}:
            seen[done] = resident()
    parts = ", ".join(f"{size:.0f} MB after {done}" for done, size in seen.items())
    return f"Memory of one process: {parts}."


def _work(folder, way, share, seed, ready, go, answers) -> None:  # type: ignore[no-untyped-def]
    make, papers = ways(folder, way), papers_of(seed)
    for _ in range(6):  # both styles of letters, so both backgrounds
        paper = next(papers)
        make(paper, opening_of(paper))
    target = folder / f"{way}-{seed}"
    target.mkdir(exist_ok=True)
    ready.wait()
    go.wait()
    began, size = time.process_time(), 0
    for place in range(share):
        paper = next(papers)
        data = make(paper, opening_of(paper))
        size += len(data)
        _write(target / f"{place}.pdf", data, synced="synced" in way)
    answers.put((time.process_time() - began, size))


def _write(file: Path, data: bytes, *, synced: bool) -> None:
    with file.open("wb") as out:
        out.write(data)
        if synced:
            out.flush()
            os.fsync(out.fileno())


def papers_of(seed: int):  # type: ignore[no-untyped-def]
    """Papers of one session without end, each with a name and a serial of its own."""
    names = [pair for pair in json.loads(NAMES.read_text("utf-8")) if len(pair[0]) < 40]
    dice = random.Random(seed)
    model = make_paper(supersedes=None)
    for number in itertools.count(1):
        latin, local = dice.choice(names)[0], dice.choice(names)[1]
        holder = model.payload.holder.model_copy(
            update={"name": f"{latin} {dice.choice(names)[0].split()[0]}", "local_name": local}
        )
        changes = {"holder": holder, "serial": f"DGTR-2026-{seed}{number:05d}"}
        payload = model.payload.model_copy(update=changes)
        token = "".join(dice.choices("abcdefghijkmnopqrstuvwxyzABCDEFGH-_23456789", k=22))
        address = f"{ADDRESS.rpartition('/')[0]}/{token}#{dice.randrange(10**430):0430d}"
        yield Paper(payload, CODE, address)


def opening_of(paper: Paper) -> commitment.Opening:
    return commitment.Opening(canonical(paper.payload), commitment.new_salt())


def ways(folder: Path, way: str) -> Make:
    """What makes a finished file, one of three ways."""
    offices = (authority.demonstration(folder), authority.demonstration_second(folder))
    if way == "stock":
        return lambda paper, opening: stock_signed(to_pdf(paper, opening), paper, offices)
    keys = [open_key(one) for one in offices]
    if way == "plain":
        seal = ReferenceSeal(keys)
        return lambda paper, opening: seal.sign(
            to_pdf(paper, opening), reason=reason_for(paper.payload.serial), location="Karachi"
        )
    press = Press()
    return lambda paper, opening: press.make(paper, opening, (), keys)


@cache
def stock_signer(office: authority.Authority):  # type: ignore[no-untyped-def]
    """pyHanko's own signer, as its documentation loads it."""
    from pyhanko.sign.signers import SimpleSigner

    made = SimpleSigner.load(
        key_file=str(office.key), cert_file=str(office.seal), ca_chain_files=(str(office.root),)
    )
    assert made is not None
    return made


def stock_signed(data: bytes, paper: Paper, offices: tuple[authority.Authority, ...]) -> bytes:
    """Certification and approval by pyHanko as it comes."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import (
        MDPPerm,
        SigFieldSpec,
        SigSeedSubFilter,
        append_signature_field,
    )
    from pyhanko.sign.signers import PdfSignatureMetadata, sign_pdf

    for place, (field, office) in enumerate(zip((FIELD, SECOND_FIELD), offices, strict=True)):
        writer = IncrementalPdfFileWriter(io.BytesIO(data))
        if place == 0:
            append_signature_field(writer, SigFieldSpec(SECOND_FIELD))
        metadata = PdfSignatureMetadata(
            field_name=field,
            subfilter=SigSeedSubFilter.PADES,
            certify=place == 0,
            docmdp_permissions=MDPPerm.FILL_FORMS,
            reason=reason_for(paper.payload.serial),
        )
        new = SigFieldSpec(field) if place == 0 else None
        out = sign_pdf(writer, metadata, stock_signer(office), new_field_spec=new)
        data = out.getvalue()
    return data
