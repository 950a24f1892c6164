"""Own actions: several in one breath, one at a time; and one answer that serves several of them, or several items of a list."""

from __future__ import annotations

import re
from dataclasses import replace

from engine.flow.model import ACTION, Need
from engine.language.understand import Understood, content, sentences, stem, understand
from engine.talk import echo
from engine.talk.draft import Draft
from engine.talk.events import ActionsClosed, NeedMet, ReplyWeighed, SlotFilled
from engine.talk.guards import action_count, item_status, listed, open_items, source_of
from engine.talk.weigh import Circumstances, Weighed, labelled, weigh

MOST_SPREAD = 3_000
"""Characters of a reply that is looked through for what it says of several items; a longer one is about the item that was asked."""
LEAST_NEW, FULL_NEW = 3, 5
"""Content words of a further action, alone and beside a "that's all"."""
ENOUGH = ("no_more", "no", "nothing_to_add")


def take_actions(draft: Draft, need: Need, item: int, said: Understood) -> Weighed:
    """Keep the own actions of a reply; after the first one, a reply without any ends the list."""
    state = draft.session.state(need.id, item)
    failed = state.failed
    weighed = weigh(need, said, Circumstances(draft.guide.language, draft.today, failed=failed, asides=state.backs))
    if item > 1 and weighed.verdict != "full" and (said.has(*ENOUGH) or failed or not said.has("tentative", "others_act")):
        weighed = Weighed("full", "no_more")
    if item > 1 and weighed.because == "commitment" and not _names_new(draft, weighed, FULL_NEW if said.has("no_more") else LEAST_NEW):
        weighed = Weighed("full", "no_more")
    draft.add(ReplyWeighed(draft.turn, need.id, weighed.verdict, weighed.because, item))
    if weighed.because == "no_more":
        draft.add(ActionsClosed(draft.turn))
    elif weighed.verdict == "full" and isinstance(weighed.value, list):
        _keep(draft, need, weighed.value)
    return weighed


def _names_new(draft: Draft, weighed: Weighed, least: int) -> bool:
    """Whether an "I'll" names something new to do ("If I do that I'll be doing well", "I'll stick with that" do not)."""
    texts = weighed.value if isinstance(weighed.value, list) else []
    return any(len(content(text, draft.guide.language)) >= least for text in texts)


def _keep(draft: Draft, need: Need, texts: list[str]) -> None:
    most = draft.guide.flow.actions.max
    for text in texts:
        number = action_count(draft.guide.flow, draft.session) + 1
        if number > most:
            break
        what = _what(draft, text)
        draft.add(SlotFilled(draft.turn, need.id, what, need.id, number), NeedMet(draft.turn, need.id, number))
        _hear(draft, number, text)
    if action_count(draft.guide.flow, draft.session) >= most:
        draft.add(ActionsClosed(draft.turn))


def _what(draft: Draft, text: str) -> str:
    """The doing itself: without its date, its success sign and its if-then, as far as enough is left."""
    one = understand(text, draft.guide.language, draft.today)
    cuts = [span for name in ("success", "if_then") for span in one.spans(name)]
    clauses = [part for part in one.reading.clauses if not any(part.span[0] < end and part.span[1] > start for start, end in cuts)]
    whole = not clauses or clauses[0].span[0] != one.reading.clauses[0].span[0] or len(clauses) == len(one.reading.clauses)
    kept = text if whole else text[clauses[0].span[0] : clauses[-1].span[1]]
    if one.when.span is not None and one.when.bound and one.when.words in kept:
        shorter = re.sub(rf"\s*\b\w+\s+{re.escape(one.when.words)}", "", kept)
        kept = shorter if len(content(shorter, draft.guide.language)) >= 2 else kept
    return echo.unopened(kept, draft.guide.speech) or text


def _hear(draft: Draft, item: int, text: str) -> None:
    """What the same words say of when, how it shows and what if."""
    one = understand(text, draft.guide.language, draft.today)
    for _, need in draft.guide.flow.needs():
        if need.per != ACTION or not need.hear or not one.has(*need.hear):
            continue
        part = echo.bare(_part(one, need, text), draft.guide.speech)
        weighed = weigh(need, understand(part, draft.guide.language, draft.today), Circumstances(draft.guide.language, draft.today))
        if weighed.verdict == "full" and weighed.value is not None:
            draft.add(SlotFilled(draft.turn, need.id, weighed.value, need.id, item), NeedMet(draft.turn, need.id, item))


def _part(one: Understood, need: Need, text: str) -> str:
    if need.answer.type == "date":
        return text
    spans = [span for name in need.hear for span in one.spans(name)]
    parts = [part.span for part in one.reading.clauses if any(part.span[0] < end and part.span[1] > start for start, end in spans)]
    return text[parts[0][0] :] if parts else text


# -- one answer for several items --------------------------------------------------------------------------------------------


def spread(draft: Draft, need: Need, item: int, said: Understood, at: Circumstances, parked: bool = False) -> Weighed:
    """Weigh each part of a reply for the item it is about; the verdict for the item that was asked decides what follows.

    `at` is what the item that was asked knows; `parked` says that an idea was taken out of the reply before.
    """
    parts = _parts(draft, need, item, said)
    others = [(number, text) for number, text in parts.items() if number != item]
    asked = _for_asked(draft, need, item, (said, parts[item]), at, parked) if item in parts else None
    taken = [_for_other(draft, need, number, text) for number, text in others]
    if asked is not None:
        return asked
    if not any(taken):
        # Words that only touch on other items and answer none of them are about the one that was asked, or it would be asked for ever.
        return _for_asked(draft, need, item, (said, said.text), at, parked)
    draft.add(ReplyWeighed(draft.turn, need.id, "few", "other_action", item))
    return Weighed("few", "other_action")


def _for_asked(draft: Draft, need: Need, item: int, words: tuple[Understood, str], at: Circumstances, parked: bool) -> Weighed:
    """Weigh the part of a reply that is about the item that was asked; `words` are the whole reply and that part."""
    said, text = words
    weighed = weigh(need, said if text == said.text else understand(text, draft.guide.language, draft.today), at)
    if parked and weighed.verdict != "full":
        weighed = Weighed("aside", "parked")
    half = at.known if need.answer.type == "text" and not need.answer.within and draft.session.state(need.id, item).partial else None
    draft.add(ReplyWeighed(draft.turn, need.id, weighed.verdict, weighed.because, item))
    if weighed.verdict == "full" and isinstance(weighed.value, str) and isinstance(half, str):
        said_again = set(content(half, draft.guide.language)) <= set(content(weighed.value, draft.guide.language))
        weighed = weighed if said_again else replace(weighed, value=echo.joined(half, weighed.value))
    if weighed.value is not None:
        draft.add(SlotFilled(draft.turn, need.id, weighed.value, need.id, item))
        if weighed.verdict == "full":
            draft.add(NeedMet(draft.turn, need.id, item))
    return weighed


def _for_other(draft: Draft, need: Need, number: int, text: str) -> bool:
    """Take what a reply says in passing about another item that is not settled; False when that is no full answer."""
    if item_status(draft.guide.flow, draft.session, need, number) in ("met", "not_needed"):
        return False
    part = understand(text, draft.guide.language, draft.today)
    weighed = weigh(need, part, Circumstances(draft.guide.language, draft.today))
    if weighed.verdict != "full" or weighed.value is None:
        return False
    draft.add(SlotFilled(draft.turn, need.id, weighed.value, need.id, number), NeedMet(draft.turn, need.id, number))
    return True


def _parts(draft: Draft, need: Need, item: int, said: Understood) -> dict[int, str]:
    """Which part of a reply is about which item: by shared words, else in order, else all of it about the one asked.

    Whole sentences are tried first, then the comma parts of a sentence that names several items in a row.
    """
    whole = {item: said.text}
    words = _words(draft, need)
    open_now = [number for number in open_items(draft.guide.flow, draft.session, need) if number is not None]
    if len(words) < 2 or len(said.text) > MOST_SPREAD:
        return {item: _unlabelled(draft, said.text, words.get(item, set()))}
    spoken = [said.text[start:end] for start, end in sentences(said.text, draft.guide.language)]
    chosen = [piece for piece in _PIECES.split(said.text) if piece.strip()]
    if 1 < len(chosen) <= len(open_now) and all(labelled(need.answer, piece) for piece in chosen):
        return dict(zip(open_now[open_now.index(item) :], chosen, strict=False))
    named: set[int] = set()
    commas = [piece.strip() for text in spoken for piece in _COMMAS.split(text) if piece.strip()]
    joined = re.compile(rf"[;\n]|,(?=\s)|\s{re.escape(draft.guide.lines['list']['and'])}\s")
    ands = [piece.strip() for text in spoken for piece in joined.split(text) if piece.strip()]
    for segments in (spoken, commas, ands):
        owners = _completed(_owners(draft, segments, words), open_now)
        named = {owner for owner in owners if owner}
        if len(named) > 1:
            return _joined(draft, segments, owners, item, words)
    if not named and len(spoken) == len(open_now) > 1 and need.answer.type != "date":
        return dict(zip(open_now, spoken, strict=True))
    if named and item not in named and min(named) in open_now and _points(draft, said.text, words[min(named)]):
        return {min(named): _unlabelled(draft, said.text, words[min(named)])}
    return whole


Words = dict[int, set[str]]
"""The stems of each item's words, by its number."""
ROOT = 6
MOST_CHANCE = 2
"""Words of an item from which on a reply points to it."""
_PIECES = re.compile(r"[.;,\n]+(?=\s|$)")
_COMMAS = re.compile(r"[;\n]|,(?=\s)")
_LABEL = re.compile(r"^\s*([^:.,;]{2,60}):\s+(?=\S)")


def _completed(owners: list[int | None], open_now: list[int]) -> list[int | None]:
    """Where there are as many segments as open actions, those that point to none belong to the actions that are left, in order."""
    owners = _between(owners)
    left = iter([number for number in open_now if number not in owners])
    if len(owners) != len(open_now) or len(set(filter(None, owners))) != sum(owner is not None for owner in owners) or not any(owners):
        return owners
    return [owner or next(left, None) for owner in owners]


def _between(owners: list[int | None]) -> list[int | None]:
    """A segment that points to no item, between those of the items before and after one, is about that one."""
    filled = list(owners)
    for place in range(1, len(owners) - 1):
        before, after = owners[place - 1], owners[place + 1]
        if owners[place] is None and before is not None and after == before + 2 and before + 1 not in owners:
            filled[place] = before + 1
    return filled


def _joined(draft: Draft, segments: list[str], owners: list[int | None], item: int, words: Words) -> dict[int, str]:
    """The segments of each item in a row; one that points to none goes with the segment before it."""
    out: dict[int, str] = {}
    current = next((owner for owner in owners if owner), item) if owners[0] is None else owners[0]
    for owner, segment in zip(owners, segments, strict=True):
        current = owner or current
        text = _unlabelled(draft, segment, words.get(current, set()))
        out[current] = echo.joined(out[current], text) if current in out else text
    return out


def _unlabelled(draft: Draft, text: str, item: set[str]) -> str:
    """`text` without a label that only names the item of these stems ("Referral page: …")."""
    label = _LABEL.match(text)
    if label is None:
        return text
    words = {_root(word) for word in content(label.group(1), draft.guide.language)}
    return text[label.end() :] if words and words <= item | {"action"} else text


def _words(draft: Draft, need: Need) -> Words:
    """The stems of the content words of each item that `need` is asked for."""
    items = listed(draft.session, source_of(draft.guide.flow, need))
    return {number: {_root(word) for word in content(text, draft.guide.language)} for number, text in items.items()}


def _root(word: str) -> str:
    """The beginning of a word, by which "present", "presenting" and "presentation" are one."""
    return stem(word)[:ROOT]


def _owners(draft: Draft, segments: list[str], words: Words) -> list[int | None]:
    """For each segment the item whose words it shares most (those of its label alone, if it has one); None when it
    shares none, or as many with another."""
    owners: list[int | None] = []
    for segment in segments:
        label = _LABEL.match(segment)
        mine = {_root(word) for word in content(label.group(1) if label else segment, draft.guide.language)} - _dated(draft, segment)
        scores = {number: _own(mine, number, words) for number in words}
        best = max(scores.values(), default=0.0)
        winners = [number for number, score in scores.items() if score == best]
        owners.append(winners[0] if best > 0 and len(winners) == 1 else None)
    return owners


def _points(draft: Draft, text: str, item: set[str]) -> bool:
    """Whether words that name one item alone are about it: by its label or two of its words; one shared word may be chance."""
    label = _LABEL.match(text)
    return label is not None or len({_root(word) for word in content(text, draft.guide.language)} & item) >= MOST_CHANCE


def _dated(draft: Draft, segment: str) -> set[str]:
    """Stems that point to no action: numbers, and the words of a date."""
    numbers = draft.guide.language.lexicon.classes.get("number", frozenset())
    when = understand(segment, draft.guide.language, draft.today).when
    words = [*content(when.words, draft.guide.language)] if when.span else []
    return {_root(word) for word in (*numbers, *words)}


def _own(mine: set[str], number: int, words: Words) -> float:
    """How strongly a segment points to one item: words that only this item has count full, shared ones half."""
    others = set().union(*(stems for other, stems in words.items() if other != number))
    return len(mine & (words[number] - others)) + 0.5 * len(mine & words[number] & others)
