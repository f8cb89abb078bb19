"""A small mail server on this machine, for tests: keeps what it takes over; can be unfriendly."""

import contextlib
import email
import socketserver
import threading
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import default
from typing import Self


class MailSink:
    """`with MailSink() as sink: ... sink.url ... sink.mails`.

    `refused` maps an address to the answer to RCPT; `taken(mail)` runs when a mail has been taken
    over, before the answer; it returns False to break the connection without one. `answer` is
    what is said to a mail. `commands` are the lines of all talks.
    """

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.commands: list[str] = []
        self.refused: dict[str, str] = {}
        self.answer = "250 2.0.0 taken"
        self.taken: Callable[[EmailMessage], bool] = lambda _mail: True
        self._server = _Server(("127.0.0.1", 0), _Talk)
        self._server.sink = self
        self.port = self._server.server_address[1]
        self.url = f"smtp://127.0.0.1:{self.port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def subjects(self) -> list[str]:
        return [str(mail["Subject"]) for mail in self.mails]


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    sink: MailSink


class _Talk(socketserver.StreamRequestHandler):
    server: _Server
    timeout = 60

    def handle(self) -> None:
        self._say("220 sink ready")
        with contextlib.suppress(OSError):
            while line := self.rfile.readline():
                self.server.sink.commands.append(line.decode().strip())
                if not self._follow(line.decode().strip()):
                    return

    def _follow(self, line: str) -> bool:
        verb = line[:4].upper()
        sink = self.server.sink
        if verb == "EHLO":
            self._say("250-sink\r\n250-8BITMIME\r\n250 DSN")
        elif verb == "RCPT":
            address = line[line.index("<") + 1 : line.index(">")]
            self._say(sink.refused.get(address, "250 2.1.5 ok"))
        elif verb == "DATA":
            self._say("354 go on")
            mail = self._mail()
            if sink.answer.startswith("250"):
                sink.mails.append(mail)
            if not sink.taken(mail):
                return False
            self._say(sink.answer)
        elif verb == "QUIT":
            self._say("221 bye")
            return False
        else:
            self._say("250 2.0.0 ok")
        return True

    def _mail(self) -> EmailMessage:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line[1:] if line.startswith(b".") else line)
        mail = email.message_from_bytes(b"".join(lines), policy=default)
        assert isinstance(mail, EmailMessage)
        return mail

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())
