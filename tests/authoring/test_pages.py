"""The pages of writing a course, as a trainer uses them without scripts."""

from lms.authoring import services
from lms.authoring.formats.paths import place_of
from lms.authoring.formats.questions import all_questions
from lms.authoring.formats.texts import peek
from lms.authoring.queries.files import texts_of
from lms.core.access import SYSTEM
from lms.core.db import transaction
from lms.courses.services import import_library
from tests.authoring.packages import SLUG

LIBRARY = "operationalization-of-criminal-intelligence-products"

WRITE = f"/courses/{SLUG}/write"


def test_every_part_of_the_shipped_course_opens(page, tariq):
    with transaction():
        content = import_library(actor=SYSTEM)[0]
        draft = services.begin(actor=tariq, slug=LIBRARY, content_hash=content.hash)
    write = f"/courses/{LIBRARY}/write"
    assert page.get(f"{write}/").status_code == 200
    texts = texts_of(draft.id)
    for path, text in texts.items():
        place = place_of(path)
        addresses = [f"{write}/files/{path}"]
        if place.kind == "lesson":
            addresses.append(f"{write}/lessons/{place.name}/{place.lesson}")
        elif place.kind == "module":
            addresses.append(f"{write}/modules/{place.name}")
        elif place.kind == "questions":
            base = f"{write}/quizzes/{place.group}/{place.name}/"
            first = all_questions(peek(text))
            addresses += [base, base + "settings", base + "export.yaml"]
            kinds = {one.kind: one for one in first}
            addresses += [f"{base}questions/{one.name}" for one in kinds.values()]
            addresses += [f"{base}questions/{one.name}?as=text" for one in kinds.values()]
            if place.group != "banks":
                addresses.append(base + "sections")
        for address in addresses:
            assert page.get(address).status_code == 200, address
