"""Two authors changed the same place: both texts, what differs, and the choice between them."""

from flask import render_template

from lms.authoring.formats.merging import merge_texts
from lms.authoring.formats.words import paragraphs
from lms.authoring.rows import SaveConflict


def conflict_page(slug: str, error: SaveConflict, back: str) -> tuple[str, int]:
    """The page with every file that clashes. What was typed stands in it, so nothing is lost."""
    parts = [
        {
            "clash": clash,
            "theirs": paragraphs(clash.base, clash.theirs),
            "mine": paragraphs(clash.base, clash.mine),
            "merged": merge_texts(clash.base, clash.theirs, clash.mine),
        }
        for clash in error.clashes
    ]
    return render_template("authoring/conflict.html", slug=slug, parts=parts, back=back), 409
