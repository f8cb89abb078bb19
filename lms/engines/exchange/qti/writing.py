"""Questions of ours as a package of QTI 2.1 items, for the kinds that QTI has a plain form of."""

import html as entities
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction

from markdown_it import MarkdownIt

from lms.core.messages import N_
from lms.engines.exchange.moodle.writing import Writer, escape, stem
from lms.engines.exchange.numbers import decimals, held
from lms.engines.exchange.types import LeftOut, Payload, Told, Written
from lms.engines.exchange.words import plain

_NS = "http://www.imsglobal.org/xsd/imsqti_v2p1"
_RULES = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/"
_TYPE = "imsqti_item_xmlv2p1"
_DAY = (1980, 1, 1, 0, 0, 0)
_parser = MarkdownIt("commonmark", {"html": False, "xhtmlOut": True}).enable("table")
_BAD = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Made = tuple[str, str, str]


def write_qti(questions: Iterable[Payload], *, language: str = "en") -> Written:
    """A zip of QTI 2.1 items with a manifest; what does not go out is told by key."""
    items: dict[str, str] = {}
    told: list[Told] = []
    for payload in questions:
        out = Writer(language)
        try:
            items[payload["key"]] = _item(payload, out)
        except LeftOut as error:
            told.append(Told(str(payload["key"]), error.message))
            continue
        told += [Told(payload["key"], one, key=payload["key"]) for one in out.told]
    return Written(_packed(items), len(items), tuple(told))


def _packed(items: Mapping[str, str]) -> bytes:
    rows = "".join(
        f'<resource identifier="{name(key)}" type="{_TYPE}" href="items/{key}.xml">'
        f'<file href="items/{key}.xml"/></resource>'
        for key in items
    )
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" identifier="questions">'
        "<metadata><schema>QTIv2.1 Package</schema><schemaversion>1.0.0</schemaversion></metadata>"
        f"<organizations/><resources>{rows}</resources></manifest>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        files = {"imsmanifest.xml": manifest}
        files |= {f"items/{key}.xml": text for key, text in items.items()}
        for path, text in files.items():
            made.writestr(zipfile.ZipInfo(path, _DAY), text, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def name(key: str) -> str:
    """A key as a name of XML, which begins with no digit."""
    return key if key[:1].isalpha() else f"q-{key}"


def html(words: str, *, line: bool = False) -> str:
    """Markdown as well-formed HTML; a line has no paragraph around it."""
    clean = _BAD.sub("", words)
    return str(_parser.renderInline(clean) if line else _parser.render(clean))


def _item(payload: Payload, out: Writer) -> str:
    make = _KINDS.get(payload["kind"])
    if make is None:
        raise LeftOut(N_("This kind of question does not go out as QTI."))
    declared, body, rules = make(payload, out)
    title = escape(plain(out.say(payload["text"]))[:80] or payload["key"])
    points = payload.get("points", 1)
    feedback, outcome = _explanation(payload, out)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<assessmentItem xmlns="{_NS}" '
        f'identifier="{name(payload["key"])}" title="{title}" adaptive="false" '
        f'timeDependent="false">{declared}'
        f'<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float" '
        f'normalMaximum="{points}"/>{outcome}<itemBody>{html(stem(payload, out))}{body}</itemBody>'
        f'<responseProcessing template="{_RULES}{rules}"/>{feedback}</assessmentItem>'
    )


def _explanation(payload: Payload, out: Writer) -> tuple[str, str]:
    words = out.say(payload.get("explanation"))
    if not words:
        return "", ""
    outcome = (
        '<outcomeDeclaration identifier="FEEDBACK" cardinality="single" baseType="identifier">'
        "<defaultValue><value>explanation</value></defaultValue></outcomeDeclaration>"
    )
    feedback = (
        '<modalFeedback outcomeIdentifier="FEEDBACK" identifier="explanation" showHide="show">'
        f"{html(words)}</modalFeedback>"
    )
    return feedback, outcome


def _declared(base: str, cardinality: str, values: Sequence[str], mapping: str = "") -> str:
    listed = "".join(f"<value>{escape(one)}</value>" for one in values)
    return (
        f'<responseDeclaration identifier="RESPONSE" cardinality="{cardinality}" '
        f'baseType="{base}"><correctResponse>{listed}</correctResponse>{mapping}'
        "</responseDeclaration>"
    )


def _mapping(rows: Sequence[tuple[str, Fraction]], more: str = "") -> str:
    entries = "".join(
        f'<mapEntry mapKey="{escape(key)}" mappedValue="{decimals(value)}"{more}/>'
        for key, value in rows
    )
    return f'<mapping lowerBound="0" defaultValue="0">{entries}</mapping>'


def _choice(payload: Payload, out: Writer) -> Made:
    options = payload["options"]
    right = [name(one["key"]) for one in options if one.get("correct")]
    rows = "".join(
        f'<simpleChoice identifier="{name(one["key"])}">{html(out.say(one["text"]), line=True)}'
        f"{_word(one, out)}</simpleChoice>"
        for one in options
    )
    shuffle = "false" if payload.get("fixed_order") else "true"
    most = 0 if payload["kind"] == "multiple" else 1
    body = (
        f'<choiceInteraction responseIdentifier="RESPONSE" shuffle="{shuffle}" '
        f'maxChoices="{most}">{rows}</choiceInteraction>'
    )
    if payload["kind"] == "single":
        return _declared("identifier", "single", right), body, "match_correct"
    points, penalty = Fraction(payload.get("points", 1)), held(payload.get("penalty", "1"))
    wrong = len(options) - len(right)
    worth = [
        (
            name(one["key"]),
            points / len(right) if one.get("correct") else -points * penalty / wrong,
        )
        for one in options
    ]
    declared = _declared("identifier", "multiple", right, _mapping(worth))
    return declared, body, "map_response"


def _word(option: Payload, out: Writer) -> str:
    words = out.say(option.get("feedback"))
    if not words:
        return ""
    return (
        f'<feedbackInline outcomeIdentifier="CHOSEN" identifier="{name(option["key"])}" '
        f'showHide="show">{html(words, line=True)}</feedbackInline>'
    )


def _matching(payload: Payload, out: Writer) -> Made:
    pairs = payload["pairs"]
    rights: dict[str, str] = {}
    for one in (*(pair["right"] for pair in pairs), *_decoys(payload)):
        rights.setdefault(out.say(one), f"R{len(rights) + 1}")
    lefts = {one["key"]: f"L{place}" for place, one in enumerate(pairs, 1)}
    left = "".join(
        _associable(lefts[one["key"]], html(out.say(one["left"]), line=True), 1) for one in pairs
    )
    right = "".join(_associable(key, html(words, line=True), 0) for words, key in rights.items())
    joined = [f"{lefts[one['key']]} {rights[out.say(one['right'])]}" for one in pairs]
    worth = Fraction(payload.get("points", 1), len(pairs))
    mapping = _mapping([(one, worth) for one in joined])
    body = (
        f'<matchInteraction responseIdentifier="RESPONSE" shuffle="true" '
        f'maxAssociations="{len(pairs)}"><simpleMatchSet>{left}</simpleMatchSet>'
        f"<simpleMatchSet>{right}</simpleMatchSet></matchInteraction>"
    )
    return _declared("directedPair", "multiple", joined, mapping), body, "map_response"


def _decoys(payload: Payload) -> list[object]:
    return [one["text"] for one in payload.get("decoys", ())]


def _associable(key: str, words: str, most: int) -> str:
    return (
        f'<simpleAssociableChoice identifier="{key}" matchMax="{most}">{words}'
        "</simpleAssociableChoice>"
    )


def _ordering(payload: Payload, out: Writer) -> Made:
    items = payload["items"]
    rows = "".join(
        f'<simpleChoice identifier="{name(one["key"])}">{html(out.say(one["text"]), line=True)}'
        "</simpleChoice>"
        for one in sorted(items, key=lambda one: out.say(one["text"]))
    )
    if payload.get("accepted"):
        out.lose(N_("QTI takes one order as right: it has the first."))
    body = (
        f'<orderInteraction responseIdentifier="RESPONSE" shuffle="true">{rows}</orderInteraction>'
    )
    right = [name(one["key"]) for one in items]
    return _declared("identifier", "ordered", right), body, "match_correct"


def _typed(payload: Payload, _out: Writer) -> Made:
    forms = payload["answer"]["accepted"]
    points = Fraction(payload.get("points", 1))
    mapping = _mapping([(one, points) for one in forms], ' caseSensitive="false"')
    body = '<p><textEntryInteraction responseIdentifier="RESPONSE" expectedLength="30"/></p>'
    return _declared("string", "single", forms[:1], mapping), body, "map_response"


def _essay(payload: Payload, out: Writer) -> Made:
    rubric = "".join(f"<p>{entities.escape(out.say(one['text']))}</p>" for one in payload["rubric"])
    model = html(out.say(payload.get("model")))
    body = (
        '<extendedTextInteraction responseIdentifier="RESPONSE" expectedLines="10"/>'
        f'<rubricBlock view="scorer">{model}{rubric}</rubricBlock>'
    )
    declared = '<responseDeclaration identifier="RESPONSE" cardinality="single" baseType="string"/>'
    return declared, body, "match_correct"


_KINDS: Mapping[str, Callable[[Payload, Writer], Made]] = {
    "single": _choice,
    "multiple": _choice,
    "matching": _matching,
    "ordering": _ordering,
    "short_text": _typed,
    "essay": _essay,
}
