"""A design as a picture: what is saved, or what is being typed, on a person."""

from uuid import UUID

from flask import jsonify, request
from werkzeug.wrappers import Response

from lms.certificates.enums import CertificateKind
from lms.certificates.printing import picture
from lms.certificates.printing.compose import Paper
from lms.certificates.printing.render import PaperProblem, preview_pdf
from lms.certificates.services import looking
from lms.certificates.views.blueprint import bp
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import direction, say
from lms.core.web import actor, needs
from lms.designs import forms, queries
from lms.designs.drawing import DrawnDesign
from lms.designs.policies import Permission as Designing
from lms.designs.rules import whole

Answer = Response | tuple[Response, int]


@bp.get("/designs/<key>/specimen.png")
@needs(Designing.SEE_DESIGNS)
def specimen(key: str) -> Answer:
    """The saved design on an invented person, or by `?session=` and `?person=` on a real one.

    As a picture; with `as=small` as a smaller one, with `as=pdf` as the file. Where it cannot be
    drawn, the picture says why.
    """
    design = looking.design_of(key, actor=actor())
    shape = request.args.get("as", "")
    try:
        paper = _paper(design)
        if shape == "pdf":
            return _answer(preview_pdf(paper), "application/pdf")
        width = picture.SMALL if shape == "small" else picture.WIDTH
        return _answer(picture.preview(paper, width), "image/png")
    except (PaperProblem, Refused) as problem:
        if shape == "pdf":
            raise Refused(problem.message) from problem
        said = picture.sentence(say(problem.message), direction())
        return _answer(said, "image/svg+xml"), 422


@bp.post("/designs/<key>/look")
@needs(Designing.MAKE_DESIGN)
def look(key: str) -> Answer:
    """What is being typed, unsaved. Faults come back by field, with 422.

    As a picture; with `as=pdf` as the file that would be printed.
    """
    found = queries.design(key, actor=actor())
    try:
        source = forms.read(request.form, found.source)
    except Invalid as invalid:
        return _faults([(one.field, say(one.message)) for one in invalid.errors])
    faults = whole.faults(source)
    if faults:
        return _faults([(one.field, say(one.message)) for one in faults])
    try:
        data = preview_pdf(_paper(queries.ready(source)))
    except (PaperProblem, Refused) as problem:
        return _faults([("paper", say(problem.message))])
    if request.values.get("as") == "pdf":
        return _answer(data, "application/pdf")
    return _answer(picture.png(data), "image/png")


def _answer(data: bytes, media_type: str) -> Response:
    response = Response(data, mimetype=media_type)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _paper(design: DrawnDesign) -> Paper:
    asked = request.values.get("paper", "")
    kind = CertificateKind(asked) if asked in set(CertificateKind) else CertificateKind.COMPLETION
    slug = request.values.get("session", "")
    if not slug:
        return looking.on_invented(design, kind)
    return looking.on_person(design, kind, actor=actor(), slug=slug, enrolment_id=_person())


def _person() -> UUID | None:
    asked = request.values.get("person", "")
    try:
        return UUID(asked) if asked else None
    except ValueError as error:
        raise NotFound from error


def _faults(found: list[tuple[str, str]]) -> Answer:
    response = jsonify(faults=[{"field": field, "text": text} for field, text in found])
    response.headers["Cache-Control"] = "private, no-store"
    return response, 422
