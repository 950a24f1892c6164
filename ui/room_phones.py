"""Votes by phone: a tiny page on the local network, served only while the trainer allows it. It keeps no names and no log.

The page has no script and loads nothing. Its address holds a token that is drawn anew each time; everything else is refused. A phone is
told from another by a random cookie that lives as long as the vote server; one phone has one vote a turn, and may change it.
"""

from __future__ import annotations

import secrets
import socket
import time
from collections.abc import Sequence
from contextlib import suppress
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import BoundedSemaphore, Lock, Thread
from typing import Any
from urllib.parse import parse_qs

from ui import markup

LOOPBACK = "127.0.0.1"
IDLE = 20.0
"""Seconds without a sign of the screen after which the server stops by itself."""
MOST_PHONES = 300
MOST_BODY = 64
"""Bytes of a vote."""
MOST_AT_ONCE = 48
SLOW = 5
"""Seconds for a whole request; a phone that takes longer is let go."""
FRESH = 4
"""Seconds after which a phone that has nothing to choose looks again for the next lines; nobody is interrupted while choosing."""
SEE_OTHER, TOO_LATE = 303, 409
_COOKIE = "hh"
_ELSEWHERE = ("192.0.2.1", "192.168.0.1", "10.0.0.1", "172.16.0.1")
"""Addresses to find one's own by: nothing is sent to them."""
_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Vote</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>:root{{color-scheme:light dark}}body{{font:1.15rem/1.4 system-ui,sans-serif;max-width:34rem;margin:0 auto;padding:1rem}}
h1{{font-size:1.3rem}}button{{display:block;width:100%;text-align:left;font:inherit;margin:.6rem 0;padding:.8rem 1rem;border:2px solid;
border-radius:.8rem;min-height:3rem;background:none;color:inherit}}button[aria-pressed=true]{{border-width:5px;font-weight:700}}</style>
</head><body><main><h1>{title}</h1>{body}</main></body></html>"""


class Poll:
    """The vote of the turn at hand. Safe for many threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._turn = 0
        self._lines: tuple[str, ...] = ()
        self._votes: dict[str, int] = {}
        self._phones: set[str] = set()

    def show(self, turn: int, lines: Sequence[str]) -> None:
        """Put the lines of a turn up; of the votes those stay whose line stands where it stood. No lines: nothing to vote on."""
        with self._lock:
            kept = len(lines) if turn == self._turn else 0
            same = {place for place in range(min(kept, len(self._lines))) if lines[place] == self._lines[place]}
            self._turn, self._lines = turn, tuple(lines)
            self._votes = {phone: place for phone, place in self._votes.items() if place in same}

    def counts(self) -> tuple[int, ...]:
        """The votes for each line."""
        with self._lock:
            chosen = list(self._votes.values())
            return tuple(chosen.count(place) for place in range(len(self._lines)))

    def phones(self) -> int:
        """How many phones have opened the page."""
        with self._lock:
            return len(self._phones)

    def welcome(self, phone: str) -> str | None:
        """The name of a phone: its own when it is known, a new one otherwise; None when there are too many."""
        with self._lock:
            if phone in self._phones:
                return phone
            if len(self._phones) >= MOST_PHONES:
                return None
            new = secrets.token_urlsafe(9)
            self._phones.add(new)
            return new

    def knows(self, phone: str) -> bool:
        """Whether a phone has opened the page before."""
        with self._lock:
            return phone in self._phones

    def vote(self, phone: str, turn: int, place: int) -> bool:
        """Count a known phone's vote for the line at this place, in the place of an earlier one of this turn. False: refused."""
        with self._lock:
            if phone not in self._phones or turn != self._turn or not 0 <= place < len(self._lines):
                return False
            self._votes[phone] = place
            return True

    def page(self, phone: str) -> tuple[int, tuple[str, ...], int | None]:
        """What a phone is shown: the turn, its lines, and the place of its own vote."""
        with self._lock:
            return self._turn, self._lines, self._votes.get(phone)


class VoteServer:
    """Serves the vote on one address of this machine until `stop`, or until the screen has not been seen for a while."""

    def __init__(self, address: str, idle: float = IDLE) -> None:
        """Bind to `address` on a free port. OSError when that cannot be done."""
        self.poll = Poll()
        self.token = secrets.token_urlsafe(9)
        self._idle = idle
        self._seen = time.monotonic()
        self._server = _Server(address, self.poll, self.token)
        self.url = f"http://{address}:{self._server.server_address[1]}/{self.token}"
        self.running = True
        Thread(target=self._server.serve_forever, args=(0.2,), daemon=True).start()
        Thread(target=self._watch, daemon=True).start()

    def seen(self) -> None:
        """The screen is still there."""
        self._seen = time.monotonic()

    def stop(self) -> None:
        """Stop listening at once. May be called again."""
        if self.running:
            self.running = False
            self._server.shutdown()
            self._server.server_close()

    def _watch(self) -> None:
        while self.running and time.monotonic() - self._seen < self._idle:
            time.sleep(0.2)
        self.stop()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = MOST_AT_ONCE

    def __init__(self, address: str, poll: Poll, token: str) -> None:
        self.poll, self.token = poll, token
        self._places = BoundedSemaphore(MOST_AT_ONCE)
        super().__init__((address, 0), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        if self._places.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A phone that breaks off is nothing to tell anybody about."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = SLOW
    server_version = "vote"
    sys_version = ""

    def do_GET(self) -> None:
        phone = self.server.poll.welcome(self._phone()) if self._at_home() else None
        if phone is None:
            self._refuse()
        else:
            turn, lines, mine = self.server.poll.page(phone)
            self._answer(200, _drawn(turn, lines, mine), phone, again=mine is not None or not lines)

    def do_POST(self) -> None:
        phone, length = self._phone(), self.headers.get("Content-Length", "")
        small = length.isascii() and length.isdecimal() and len(length) < 4 and 0 < int(length) <= MOST_BODY
        if not (self._at_home() and small and self.server.poll.knows(phone)):
            self._refuse()
            return
        wanted = _numbers(self.rfile.read(int(length)))
        if wanted is not None and self.server.poll.vote(phone, *wanted):
            self._answer(SEE_OTHER, "", phone)
        else:
            self._refuse(TOO_LATE)

    def _at_home(self) -> bool:
        return secrets.compare_digest(self.path.encode("utf-8", "replace"), f"/{self.server.token}".encode())

    def _phone(self) -> str:
        with suppress(CookieError):
            found = SimpleCookie(self.headers.get("Cookie", "")).get(_COOKIE)
            return found.value if found else ""
        return ""

    def _refuse(self, status: int = 404) -> None:
        self._answer(status, _PAGE.format(title="Too late, or not here", body=""), None, again=status == TOO_LATE)

    def _answer(self, status: int, page: str, phone: str | None, *, again: bool = False) -> None:
        body = page.encode()
        self.send_response(status)
        for name, value in {**_HEADERS, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        if phone:
            self.send_header("Set-Cookie", f"{_COOKIE}={phone}; Path=/{self.server.token}; HttpOnly; SameSite=Strict")
        if again:
            self.send_header("Refresh", f"{FRESH}; url=/{self.server.token}")
        if status == SEE_OTHER:
            self.send_header("Location", f"/{self.server.token}")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name that http.server gives it
        """Nothing is written down about who voted."""


_HEADERS = {
    "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store", "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Connection": "close",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
}  # fmt: skip


def _numbers(body: bytes) -> tuple[int, int] | None:
    """The turn and the place that a vote names; None when it is none."""
    sent = parse_qs(body.decode("ascii", "replace"), max_num_fields=2) if body.count(b"&") <= 1 else {}
    values = [sent.get(name, [""])[0] for name in ("turn", "line")]
    if not all(value.isascii() and value.isdecimal() and len(value) < 5 for value in values):
        return None
    return int(values[0]), int(values[1])


def _drawn(turn: int, lines: Sequence[str], mine: int | None) -> str:
    if not lines:
        return _PAGE.format(title="Nothing to vote on right now", body="<p>This page looks again by itself.</p>")
    buttons = "".join(
        f'<button name="line" value="{place}" aria-pressed="{str(place == mine).lower()}">{place + 1}. {markup.text(line)}</button>'
        for place, line in enumerate(lines)
    )
    note = "Your vote is in; you can still change it." if mine is not None else "Your vote has no name on it."
    body = f'<form method="post"><input type="hidden" name="turn" value="{turn}">{buttons}</form><p role="status">{note}</p>'
    return _PAGE.format(title="What should be said next?", body=body)


def addresses() -> tuple[str, ...]:
    """The addresses of this machine that phones on its network can reach, the likeliest first, and the machine itself last."""
    found: list[str] = []
    for elsewhere in _ELSEWHERE:
        with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect((elsewhere, 9))
            found.append(probe.getsockname()[0])
    with suppress(OSError):
        found += [str(one[4][0]) for one in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    return (*dict.fromkeys(one for one in found if not one.startswith("127.")), LOOPBACK)


def qr(url: str) -> str:
    """A QR code as the address of a picture, black on white in every theme."""
    import segno  # noqa: PLC0415 - needed only once phones are allowed

    return str(segno.make(url, error="m", micro=False).svg_data_uri(border=3, dark="#000", light="#fff", omitsize=True))
