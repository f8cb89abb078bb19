"""One way in and one way out for every format; what a file is, its content says."""

from collections.abc import Mapping, Sequence

from lms.core.messages import N_
from lms.engines.archive import MIB
from lms.engines.exchange.collecting import Collector
from lms.engines.exchange.gift.reading import read_gift
from lms.engines.exchange.gift.writing import bare_item, write_gift
from lms.engines.exchange.limits import LIMITS, Limits
from lms.engines.exchange.moodle.kinds_out import BODIES
from lms.engines.exchange.moodle.reading import read_moodle
from lms.engines.exchange.moodle.writing import Writer, as_node, write_moodle
from lms.engines.exchange.qti.package import read_package
from lms.engines.exchange.qti.reading import is_item, read_item
from lms.engines.exchange.qti.writing import write_qti
from lms.engines.exchange.types import Imported, Payload, Unreadable, Written
from lms.engines.exchange.xml import Node, read_xml

READS = (".xml", ".txt", ".gift", ".zip")
WRITES: Mapping[str, str] = {"moodle": ".xml", "gift": ".gift.txt", "qti": ".qti.zip"}
_XML_STARTS = (b"<", b"\xff\xfe<", b"\xfe\xff\0<")


def read_questions(name: str, content: bytes, limits: Limits = LIMITS) -> Imported:
    """The questions of a file, whatever of the formats it is in.

    Never raises for what the file holds: what could not be read is told by item, or by the file's
    own `name` where it is refused as a whole. Nothing is fetched and nothing in it is run.
    """
    collector = Collector(name[:200], limits)
    try:
        _read(content, collector, limits)
    except Unreadable as error:
        collector.refuse(error)
    return collector.imported()


def _read(content: bytes, collector: Collector, limits: Limits) -> None:
    if len(content) > limits.file_bytes:
        most = max(1, limits.file_bytes // MIB)
        raise Unreadable(N_("The file is larger than %(most)s MB. Split it.", most=most))
    if content.startswith(b"PK"):
        read_package(content, collector, limits)
    elif content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(_XML_STARTS):
        _read_xml(content, collector, limits)
    elif content.strip():
        read_gift(content, collector, lambda one, language: bare_item(one, Writer(language)))
    else:
        raise Unreadable(N_("The file is empty."))
    if not collector.items and not collector.told:
        raise Unreadable(N_("The file holds no questions."))


def _read_xml(content: bytes, collector: Collector, limits: Limits) -> None:
    root = read_xml(content.lstrip(b" \r\n\t"), limits)
    if root.name == "quiz":
        read_moodle(root, collector, _as_node)
    elif is_item(root):
        read_item(root, collector, {}, "")
    elif root.name == "questestinterop":
        raise Unreadable(N_("This is QTI 1.2. Export it as QTI 2.1, or as Moodle XML."))
    else:
        raise Unreadable(
            N_(
                "The file begins with <%(name)s>: it is neither Moodle XML nor a QTI item.",
                name=root.name[:60],
            )
        )


def _as_node(payload: Payload, language: str, media: Mapping[str, bytes]) -> Node:
    return as_node(payload, language, BODIES, media)


def write_questions(
    form: str,
    questions: Sequence[Payload],
    *,
    category: str = "",
    language: str = "en",
    media: Mapping[str, bytes] | None = None,
) -> Written:
    """Questions as a file of "moodle", "gift" or "qti".

    Reading the first two again gives the same questions. What the form cannot show, or leaves
    out, is told by the question's key.
    """
    if form == "qti":
        return write_qti(questions, language=language)
    if form == "gift":
        return write_gift(questions, category=category, language=language)
    return write_moodle(questions, BODIES, category=category, language=language, media=media)
