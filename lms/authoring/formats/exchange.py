"""Questions from files of other systems on their way into a draft: judged, named, placed."""

import copy
import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lms.authoring.formats.paths import place_of, questions_file, slug_of
from lms.authoring.formats.questions import add, keys_of
from lms.authoring.formats.structure import add_questions
from lms.authoring.formats.texts import Json, mappings, peek, value_of, yaml_text
from lms.core.messages import N_, Message
from lms.courses.formats.media import media_fault
from lms.courses.formats.named import images_of
from lms.engines.exchange import Imported, Item, Told
from lms.engines.marking.quiz import parse_question

_PICTURE = re.compile(r"!\[([^\]]*)\]\(media/[A-Za-z0-9._-]+\)")
NEW_BANK, BY_CATEGORY = "new", "categories"


@dataclass(frozen=True)
class Candidate:
    """A question of the file as it would come in, what was lost of it, and what is to mend."""

    item: Item
    payload: Json
    pictures: Sequence[str]
    notes: Sequence[Message]
    faults: Sequence[Message]

    @property
    def key(self) -> str:
        """Its name in the file, by which it is chosen."""
        return str(self.item.payload["key"])

    @property
    def image(self) -> str:
        """The picture that is pointed at, empty where there is none."""
        return next(iter(_asked(self.payload)), "")


def candidates(found: Imported, aims: Collection[str]) -> list[Candidate]:
    """The questions of a file as they would come into a course with these aims."""
    spoilt = {path: fault for path, one in found.media.items() if (fault := media_fault(path, one))}
    return [_candidate(item, found, aims, spoilt) for item in found.items]


def _candidate(
    item: Item, found: Imported, aims: Collection[str], spoilt: Mapping[str, Message]
) -> Candidate:
    payload = copy.deepcopy(item.payload)
    notes = list(found.notes(str(payload["key"])))
    aim = payload.get("aim")
    if aim is not None and aim not in aims:
        del payload["aim"]
        notes.append(N_("The course has no aim %(aim)s: choose one.", aim=str(aim)))
    faults = [one.message for one in parse_question(payload).problems]
    text = json.dumps(payload, ensure_ascii=False)
    pictures = [path for path in found.media if path in text]
    for path in pictures:
        if path in spoilt:
            faults.append(N_("%(file)s: %(fault)s", file=path, fault=spoilt[path]))
        elif path not in _asked(payload):
            notes.append(
                N_(
                    "%(file)s comes in with the media. Questions show no pictures in their texts, "
                    "so its description stands there: say in words what it shows.",
                    file=path,
                )
            )
    payload = _in_words(payload)
    return Candidate(item, payload, pictures, notes, faults)


def _asked(payload: Json) -> list[str]:
    """The pictures that a question asks for a point on, the main one first."""
    return [path for _language, path in images_of(payload.get("image"))]


def _in_words(value: Any) -> Any:
    """Texts with the descriptions of their pictures in place of them."""
    if isinstance(value, str):
        return _PICTURE.sub(lambda found: found[1], value).strip() if "](media/" in value else value
    if isinstance(value, list):
        return [_in_words(one) for one in value]
    if isinstance(value, dict):
        return {name: _in_words(one) for name, one in value.items()}
    return value


def renamed(payload: Json, paths: Mapping[str, str]) -> Json:
    """The question with its pictures under the paths that they have in the draft."""
    text = json.dumps(payload, ensure_ascii=False)
    for old, new in paths.items():
        text = text.replace(old, new)
    value: Json = json.loads(text)
    return value


def placed(
    texts: Mapping[str, str], chosen: Sequence[Candidate], target: str, title: str
) -> tuple[dict[str, str], str, str]:
    """The files with the questions in them, and the place (group, name) that now has the first.

    `target` is `group/name` of a check, test or bank, NEW_BANK of the name `title`, or
    BY_CATEGORY: a new bank for each category of the file. Raises KeyError for a place that is
    not there. Keys that the course has already get a number.
    """
    now = dict(texts)
    taken = {key for path, text in texts.items() if _asks(path) for key in keys_of(peek(text))}
    place: tuple[str, str] | None = None
    for name, group in _groups(chosen, target, title):
        if target in (NEW_BANK, BY_CATEGORY):
            changes, bank = add_questions(now, "banks", "", name)
            now |= {path: text for path, text in changes.items() if text is not None}
            where = ("banks", bank)
        else:
            kind, _slash, own = target.partition("/")
            where = (kind, own)
        path = questions_file(*where)
        if path is None or path not in now:
            raise KeyError(target)
        now[path] = _with(now[path], group, taken)
        place = place or where
    if place is None:
        raise KeyError(target)
    return {path: text for path, text in now.items() if texts.get(path) != text}, *place


def _asks(path: str) -> bool:
    return place_of(path).kind == "questions"


def _groups(
    chosen: Sequence[Candidate], target: str, title: str
) -> list[tuple[str, list[Candidate]]]:
    if target != BY_CATEGORY:
        return [(title, list(chosen))]
    found: dict[str, list[Candidate]] = {}
    for one in chosen:
        found.setdefault(one.item.category.rsplit("/", 1)[-1] or title, []).append(one)
    return list(found.items())


def _with(text: str, chosen: Sequence[Candidate], taken: set[str]) -> str:
    payload = value_of(text)
    sections = mappings(payload.get("sections"))
    for one in chosen:
        key = slug_of(str(one.payload["key"]), taken, default="question")
        taken.add(key)
        add(payload, {**one.payload, "key": key}, len(sections) - 1 if sections else None)
    return yaml_text(payload)


def questions_of(payload: Json) -> list[Json]:
    """The questions of a file of ours, those of its sections too."""
    lists = [payload, *mappings(payload.get("sections"))]
    return [one for holder in lists for one in mappings(holder.get("questions"))]


def told_lines(told: Sequence[Told]) -> list[dict[str, object]]:
    """What was told as plain values, for the command line."""
    return [
        {
            "name": one.name,
            "line": one.line,
            "key": one.key or None,
            "message": one.message.english(),
        }
        for one in told
    ]
