"""What all papers share: the facts that stand on every page, and laying out."""

from collections.abc import Sequence

from markupsafe import Markup

from lms.agenda.printing import template
from lms.agenda.printing.rows import PaperAgenda
from lms.agenda.printing.wording import Wording
from lms.core import papers, pdf

TITLE_SIZES = {70: 18.0, 130: 15.0, 400: 12.5}  # points by letters


def render(
    name: str, agenda: PaperAgenda, wording: Wording, total: int | None, **values: object
) -> str:
    """The HTML of a piece by its template. `total` is the number of pages of the whole print,
    None where the piece counts its own."""
    head, moment = agenda.head, agenda.edition.at
    if agenda.items:
        moment = agenda.items[0].starts_at
    return (
        papers.environment(template.FOLDER)
        .get_template(name)
        .render(
            w=wording,
            head=head,
            agenda=agenda,
            draft=agenda.edition.draft,
            title=wording.html(head.title),
            title_size=wording.large(head.title, TITLE_SIZES),
            plain_title=wording.pick(head.title).words,
            host=wording.html(head.host_name),
            dates=wording.days(head.starts_on, head.ends_on),
            venue=_venue(agenda, wording),
            edition=wording.edition(agenda.edition, head.zone),
            zone=wording.zone(head.zone, moment),
            created=agenda.edition.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            total=total,
            **values,
        )
    )


def _venue(agenda: PaperAgenda, wording: Wording) -> Markup:
    parts = [wording.html(text) for text in (agenda.head.venue, agenda.head.place) if text]
    return wording.say("comma").join(parts)


def lay_out(html: str, sheets: Sequence[str], css: str = "", first: int = 1) -> pdf.LaidOut:
    """A piece laid out; `sheets` are files beside the templates, `first` numbers its first page."""
    numbered = f"@page :first {{ counter-set: page {first} }}"
    return pdf.lay_out(html, template.FOLDER, sheets=sheets, css=css + numbered)
