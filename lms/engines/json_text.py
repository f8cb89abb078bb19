"""JSON from strangers: what it holds, or what is wrong with it in words and at its line."""

import json

from lms.core.messages import N_, Message

# what the reader of the standard library says, and what it means for who wrote the file
_CAUSES = {
    "Expecting value": N_("a value is missing"),
    "Expecting property name enclosed in double quotes": N_("a name in double quotes is missing"),
    "Expecting ':' delimiter": N_("a colon is missing"),
    "Expecting ',' delimiter": N_("a comma or the closing bracket is missing"),
    "Illegal trailing comma before end of object": N_("a comma stands before the closing bracket"),
    "Illegal trailing comma before end of array": N_("a comma stands before the closing bracket"),
    "Extra data": N_("more follows after its end"),
    "Unterminated string starting at": N_("a text has no closing quotation mark"),
    "Invalid control character at": N_("a line break or control character stands in a text"),
    "Invalid \\": N_("a backslash stands before a sign that it cannot stand before"),
}


class NotJson(Exception):
    """These bytes are not JSON. `line` is where that shows, None for the file as a whole."""

    def __init__(self, message: Message, line: int | None = None) -> None:
        super().__init__(message.english())
        self.message = message
        self.line = line


def read_json(content: bytes) -> object:
    """The value in a JSON file in UTF-8, UTF-16 or UTF-32. Raises NotJson."""
    if not content.strip(b"\xef\xbb\xbf \t\r\n"):
        raise NotJson(N_("The file is empty."))
    try:
        found: object = json.loads(content.decode(json.detect_encoding(content)))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise NotJson(
            N_(
                "These bytes are no text in %(encoding)s. Save the file as UTF-8.", encoding="UTF-8"
            ),
            line,
        ) from error
    except json.JSONDecodeError as error:
        raise _told(error) from error
    except RecursionError as error:
        raise NotJson(N_("This is JSON of more levels than are read.")) from error
    except ValueError as error:
        raise NotJson(N_("This JSON holds a number of too many digits.")) from error
    return found


def _told(error: json.JSONDecodeError) -> NotJson:
    causes = (why for said, why in _CAUSES.items() if error.msg.startswith(said))
    message = N_(
        "This is not JSON: %(why)s (column %(column)s).",
        why=next(causes, N_("something else was expected")),
        column=error.colno,
    )
    return NotJson(message, error.lineno)
