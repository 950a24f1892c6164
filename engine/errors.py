"""The errors that rooms raise to each other, each with the data its catcher needs."""

import difflib
import re
from collections.abc import Iterable

_LONGEST_NAME = 60
_PASSWORD = re.compile(r"(?i)\b(password=)[^&\s]*")


class HandholdError(Exception):
    """Every error that Handhold raises on purpose; its text is fit to be shown to a person."""


class UnknownName(HandholdError):
    """A name that nothing answers to.

    `kind` says what was looked for ("flow", "persona"), `name` what was given, `known` (sorted) what there is, and
    `nearest` the known name that was probably meant, or None.
    """

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        self.kind = kind
        self.name = name
        self.known = tuple(sorted(known))
        self.nearest = nearest_name(name, self.known)
        super().__init__(f"there is no {kind} called '{name}'; {self._hint()}")

    def _hint(self) -> str:
        if self.nearest is not None:
            return f"did you mean '{self.nearest}'?"
        if self.known:
            return "known: " + ", ".join(self.known)
        return f"there is no {self.kind} at all"


class ConcurrentTurn(HandholdError):
    """Somebody else already wrote turn `seq` of `session`; reload it and try again."""

    def __init__(self, session: str, seq: int) -> None:
        self.session = session
        self.seq = seq
        super().__init__(f"turn {seq} of session {session} has already been written from another place")


class UnknownSession(HandholdError):
    """No stored session has the id `session`."""

    def __init__(self, session: str) -> None:
        self.session = session
        super().__init__(f"there is no session {session}")


class UnreadableSession(HandholdError):
    """What is stored of `session` is damaged, or another version wrote it in a form that is not known here."""

    def __init__(self, session: str) -> None:
        self.session = session
        super().__init__(f"the talk {session} cannot be read: it is damaged, or another version of Handhold wrote it")


class StoreError(HandholdError):
    """The store at `url` could not be used, for `reason`; a password in the address is neither kept nor shown."""

    def __init__(self, url: str, reason: str) -> None:
        self.url = without_password(url)
        self.reason = reason
        super().__init__(f"the store {self.url} cannot be used: {reason}")


def nearest_name(name: str, known: Iterable[str]) -> str | None:
    """The known name that `name` most resembles, letter case and hyphens aside; None when nothing comes close.

    Names of more than 60 characters get None, because comparing them costs more than the hint is worth.
    """
    if not name or len(name) > _LONGEST_NAME:
        return None
    by_folded = {_folded(one): one for one in sorted(known, reverse=True)}
    found = difflib.get_close_matches(_folded(name), by_folded, n=1, cutoff=0.6)
    return by_folded[found[0]] if found else None


def without_password(url: str) -> str:
    """The address with a password in it, as user:password@host or password=…, replaced by three stars."""
    scheme, separator, rest = url.partition("://")
    login, at, place = rest.rpartition("@")
    if separator and at and not rest.startswith("/") and ":" in login:
        user = login.partition(":")[0]
        url = f"{scheme}://{user}:***@{place}"
    return _PASSWORD.sub(r"\1***", url)


def _folded(name: str) -> str:
    return name.casefold().replace("-", "_").replace(" ", "_")
