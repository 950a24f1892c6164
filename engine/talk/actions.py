"""Own actions: several in one breath, one at a time, and one answer that serves several of them."""

from __future__ import annotations

import re

from engine.flow.model import Need
from engine.language.understand import Understood, content, sentences, stem, understand
from engine.talk import echo
from engine.talk.draft import Draft
from engine.talk.events import ActionsClosed, NeedMet, ReplyWeighed, SlotFilled
from engine.talk.guards import action_count, action_need
from engine.talk.session import NeedState
from engine.talk.weigh import Circumstances, Weighed, weigh

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
    kept = text[clauses[0].span[0] : clauses[-1].span[1]] if clauses and clauses[0].span[0] == one.reading.clauses[0].span[0] else text
    if one.when.span is not None and one.when.bound and one.when.words in kept:
        shorter = re.sub(rf"\s*\b\w+\s+{re.escape(one.when.words)}", "", kept)
        kept = shorter if len(content(shorter, draft.guide.language)) >= 2 else kept
    return echo.unopened(kept, draft.guide.speech) or text


def _hear(draft: Draft, item: int, text: str) -> None:
    """What the same words say of when, how it shows and what if."""
    one = understand(text, draft.guide.language, draft.today)
    for _, need in draft.guide.flow.needs():
        if need.per != "action" or not need.hear or not one.has(*need.hear):
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


# -- one answer for several actions ------------------------------------------------------------------------------------------


def spread(draft: Draft, need: Need, item: int, said: Understood) -> Weighed:
    """Weigh each part of a reply for the action it is about; the verdict for the action that was asked decides what follows."""
    asked = Weighed("evasion", "empty")
    parts = _parts(draft, need, item, said)
    for number, text in sorted(parts.items(), key=lambda part: part[0] != item):
        state = draft.session.state(need.id, number)
        if number != item and state.status == "met":
            continue
        part = said if text == said.text else understand(text, draft.guide.language, draft.today)
        failed, asides = (state.failed, state.backs) if number == item else (0, 0)
        weighed = weigh(need, part, Circumstances(draft.guide.language, draft.today, failed=failed, asides=asides))
        if number == item:
            asked = weighed
            draft.add(ReplyWeighed(draft.turn, need.id, weighed.verdict, weighed.because, number))
        if weighed.verdict == "full" and weighed.value is not None:
            draft.add(SlotFilled(draft.turn, need.id, weighed.value, need.id, number), NeedMet(draft.turn, need.id, number))
        elif number == item and weighed.value is not None:
            draft.add(SlotFilled(draft.turn, need.id, weighed.value, need.id, number))
    if item not in parts:
        asked = Weighed("few", "other_action")
        draft.add(ReplyWeighed(draft.turn, need.id, "few", "other_action", item))
    return asked


def _parts(draft: Draft, need: Need, item: int, said: Understood) -> dict[int, str]:
    """Which part of a reply is about which action: by shared words, else in order, else all of it about the one asked.

    Whole sentences are tried first, then the comma parts of a sentence that names several actions in a row.
    """
    whole = {item: said.text}
    count = action_count(draft.guide.flow, draft.session)
    open_now = [n for n in range(1, count + 1) if draft.session.needs.get((need.id, n), NeedState()).status == "open"]
    if count < 2:
        return {item: _unlabelled(draft, said.text, item)}
    spoken = [said.text[start:end] for start, end in sentences(said.text, draft.guide.language)]
    named: set[int] = set()
    commas = [piece.strip() for text in spoken for piece in _COMMAS.split(text) if piece.strip()]
    joined = re.compile(rf"[;\n]|,(?=\s)|\s{re.escape(draft.guide.lines['list']['and'])}\s")
    ands = [piece.strip() for text in spoken for piece in joined.split(text) if piece.strip()]
    for segments in (spoken, commas, ands):
        owners = _completed(_owners(draft, segments, count), open_now)
        named = {owner for owner in owners if owner}
        if len(named) > 1:
            return _joined(draft, segments, owners, item)
    if not named and len(spoken) == len(open_now) > 1 and need.answer.type != "date":
        return dict(zip(open_now, spoken, strict=True))
    if named and item not in named and min(named) in open_now:
        return {min(named): _unlabelled(draft, said.text, min(named))}
    return whole


ROOT = 6
_COMMAS = re.compile(r"[;\n]|,(?=\s)")
_LABEL = re.compile(r"^\s*([^:.,;]{2,60}):\s+(?=\S)")


def _completed(owners: list[int | None], open_now: list[int]) -> list[int | None]:
    """Where there are as many segments as open actions, those that point to none belong to the actions that are left, in order."""
    left = iter([number for number in open_now if number not in owners])
    if len(owners) != len(open_now) or len(set(filter(None, owners))) != sum(owner is not None for owner in owners) or not any(owners):
        return owners
    return [owner or next(left, None) for owner in owners]


def _joined(draft: Draft, segments: list[str], owners: list[int | None], item: int) -> dict[int, str]:
    """The segments of each action in a row; one that points to none goes with the segment before it."""
    out: dict[int, str] = {}
    current = next((owner for owner in owners if owner), item) if owners[0] is None else owners[0]
    for owner, segment in zip(owners, segments, strict=True):
        current = owner or current
        text = _unlabelled(draft, segment, current)
        out[current] = echo.joined(out[current], text) if current in out else text
    return out


def _unlabelled(draft: Draft, text: str, item: int) -> str:
    """`text` without a label that only names the action ("Referral page: …")."""
    label = _LABEL.match(text)
    if label is None:
        return text
    words = {_root(word) for word in content(label.group(1), draft.guide.language)}
    return text[label.end() :] if words and words <= _words_of(draft, item) | {"action"} else text


def _words_of(draft: Draft, item: int) -> set[str]:
    """The stems of an action's content words."""
    need = action_need(draft.guide.flow)
    fact = draft.session.fact(need.id, item) if need else None
    return {_root(word) for word in content(str(fact.value), draft.guide.language)} if fact else set()


def _root(word: str) -> str:
    """The beginning of a word, by which "present", "presenting" and "presentation" are one."""
    return stem(word)[:ROOT]


def _owners(draft: Draft, segments: list[str], count: int) -> list[int | None]:
    """For each segment the action whose words it shares most (those of its label alone, if it has one); None when it
    shares none, or as many with another."""
    words = {number: _words_of(draft, number) for number in range(1, count + 1)}
    owners: list[int | None] = []
    for segment in segments:
        label = _LABEL.match(segment)
        mine = {_root(word) for word in content(label.group(1) if label else segment, draft.guide.language)} - _dated(draft, segment)
        scores = {number: _own(mine, number, words) for number in words}
        best = max(scores.values(), default=0.0)
        winners = [number for number, score in scores.items() if score == best]
        owners.append(winners[0] if best > 0 and len(winners) == 1 else None)
    return owners


def _dated(draft: Draft, segment: str) -> set[str]:
    """Stems that point to no action: numbers, and the words of a date."""
    numbers = draft.guide.language.lexicon.classes.get("number", frozenset())
    when = understand(segment, draft.guide.language, draft.today).when
    words = [*content(when.words, draft.guide.language)] if when.span else []
    return {_root(word) for word in (*numbers, *words)}


def _own(mine: set[str], number: int, words: dict[int, set[str]]) -> float:
    """How strongly a segment points to one action: words that only this action has count full, shared ones half."""
    others = set().union(*(stems for other, stems in words.items() if other != number))
    return len(mine & (words[number] - others)) + 0.5 * len(mine & words[number] & others)
