"""The register's heads, for staff and for the witnesses who hold them."""

from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request

from lms.core.errors import NotFound, Refused
from lms.core.i18n import _
from lms.core.web import needs
from lms.engines.register.checkpoints import Checkpoint, open_checkpoint
from lms.engines.register.notes import NotANote
from lms.register import queries
from lms.register.policies import Permission

bp = Blueprint("register", __name__)
PAGE = 20


@dataclass(frozen=True)
class Found:
    """What became of a head that a witness pasted: the proof, or why there is none."""

    head: Checkpoint | None = None
    proof: str = ""
    why: str = ""
    alarm: bool = False


@bp.get("/register/heads")
@needs(Permission.VIEW_HEADS)
def heads() -> str:
    """The signed heads, the newest first."""
    return _page(None, "")


@bp.post("/register/heads")
@needs(Permission.VIEW_HEADS)
def compare() -> str | tuple[str, int]:
    """Compare a head that somebody holds with the register of today. Nothing is kept."""
    pasted = request.form.get("head", "")
    found = _compared(pasted)
    return _page(found, pasted), 200 if found.proof else 422


@bp.get("/register/heads/newest")
@needs(Permission.VIEW_HEADS)
def newest() -> Response:
    """The newest signed head as a file, as it was signed."""
    head = queries.head()
    if head is None:
        raise NotFound
    named = {"Content-Disposition": f"attachment; filename=register-{head.size}.txt"}
    return Response(head.note, mimetype="text/plain", headers=named)


def _page(found: Found | None, pasted: str) -> str:
    number = max(request.args.get("page", 1, type=int), 1)
    rows = queries.heads(limit=PAGE + 1, skip=(number - 1) * PAGE)
    return render_template(
        "register/heads.html",
        newest=queries.head(),
        rows=rows[:PAGE],
        more=len(rows) > PAGE,
        number=number,
        keys=queries.log_keys(),
        lock=queries.locked(),
        found=found,
        pasted=pasted,
    )


def _compared(pasted: str) -> Found:
    lines = [line.strip() for line in pasted.replace("\r\n", "\n").split("\n")]
    try:
        head = open_checkpoint("\n".join(lines).strip("\n") + "\n", queries.verifiers())
    except NotANote:
        return Found(
            why=_("This is not a head that this register has signed. Paste it whole, from the "
                  "first line to the last signature.")
        )  # fmt: skip
    try:
        return Found(head, queries.consistency(head))
    except NotFound:
        why = _("The register of today does not reach this head: entries are missing.")
    except Refused:
        why = _("The register of today has other entries than this head.")
    return Found(head, why=why, alarm=True)
