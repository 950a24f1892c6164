"""Chooses what the simulated team member says: the first kind of reply that fits and still has an unsaid line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from zlib import crc32

from engine.flow.model import Lines
from engine.language.understand import Language
from engine.rehearsal.hearing import KNOWN_WISH, OPENING, OPENING_TURNS, QUESTIONS, TRUST, Heard, wish_known
from engine.rehearsal.persona import IDEAS, LEVELS, Cast, Topic
from engine.rehearsal.state import Owed, State
from engine.talk.session import Session

DIFFICULTY = {"easy": -15, "normal": 0, "hard": 10}
L3_FROM_TURN = 8
NOT_SINCE = 3
"""Turns that an act which closes a topic is remembered."""
FROZEN = 3
DUE, OVERDUE, APART = 4, 6, 3
"""Turns after which a promise may and must be quoted back, and turns between two such quotes."""
TOKEN_EVERY = 6
LOW, WARM = 35, 60
QUOTED_WORDS = 12
ANSWERING = frozenset({
    "tell", "short", "polite", "why_cool", "early", "propose", "commit", "how", "sign", "barrier", "support", "review", "dry",
    "permission_ok", "summary_yes", "opening_ok", "feedback_taken", "wrap_up",
})  # fmt: skip
"""Kinds of reply that answer a question; after any other one, the next question gets an answer before all else."""
ASKED = ("closed_question", "leading_question", "why_question")
PLANNING = ("handing_ownership", "agree_action", "set_review", "support_offer", "barrier")
RESTS_ON_IDEA = frozenset({"commit", "how", "sign", "barrier"})
ENOUGH_WORDS = 4


@dataclass(frozen=True, slots=True)
class Line:
    """What will be said: its id and words, the kind of reply it is, the topic and level it tells of."""

    id: str
    text: str
    kind: str
    topic: str = ""
    level: int | None = None


class Chooser:
    """One choice of a reply; pure: the same cast, session, state and words give the same line."""

    def __init__(
        self, cast: Cast, session: Session, state: State, heard: Heard, turn: int, language: Language, *, welcome: bool
    ) -> None:
        """`state` is as it stands after the moves of this turn; `welcome` says whether they did more good than harm."""
        self.cast, self.session, self.state, self.heard, self.turn, self.language = cast, session, state, heard, turn, language
        self.welcome = welcome

    def choose(self) -> Line:
        """The reply. The last resort is to end the talk."""
        for kind in self._kinds():
            line = kind()
            if line is not None:
                return line
        return self._bank("wrap_up", only=self._ending()) or Line("silent", "…", "silent")

    # -- which kinds of reply fit, the best first ------------------------------------------------------------------------

    def _kinds(self) -> Iterator[Callable[[], Line | None]]:
        heard, state = self.heard, self.state
        if state.patience <= 0 and not self.welcome:
            yield lambda: self._bank("wrap_up", only=self._ending())
        if state.ignored and heard.question:
            yield from self._to_plan()
            yield from self._to_question()
            yield self._plain_answer
        owed = self._due()
        if owed is not None:
            yield lambda: self._quote_back(owed)
        yield from self._to_harm()
        yield from self._to_opening()
        if heard.has("permission") and not heard.has("potential_feedback"):
            yield lambda: self._bank("permission_ok")
        asked_of_view = "potential_feedback" in state.before and heard.question and heard.said.has("points_back")
        if asked_of_view and heard.topic == self.cast.stage.feedback and not heard.has(*PLANNING):
            yield lambda: self._bank("feedback_taken")
        if "advice" in state.before and heard.question and not heard.names_topic and heard.said.has("points_back"):
            yield lambda: self._bank("yes_but")
        yield from self._to_plan()
        yield from self._to_listening()
        yield from self._to_question()
        yield from self._to_statement()
        if heard.question:
            if self._topic(heard.beside) and state.levels.get(heard.beside, -1) < len(LEVELS) - 1:
                yield lambda: self._bank("evade")
            yield self._plain_answer
            yield lambda: self._bank("evade")
            yield self._unclear
        elif self._rounded_off():
            yield lambda: self._bank("wrap_up", only=self._ending())
        yield lambda: self._bank("nod")
        yield self._hook
        yield lambda: self._bank("ask_back")
        yield lambda: self._bank("dry")
        yield self._anything

    def _rounded_off(self) -> bool:
        """Whether there is an own action and a day to look again, so that the talk may end."""
        return bool(self.state.committed) and any(line.startswith("review.") for line in self.session.lines)

    def _to_opening(self) -> Iterator[Callable[[], Line | None]]:
        """While the talk is being opened, what belongs to the opening comes before what is asked in passing."""
        heard = self.heard
        if self.turn > OPENING_TURNS:
            return
        if heard.said.has("career_is_yours") and not heard.has("agenda"):
            yield lambda: self._bank("own_career")
        if heard.has("endpoint", "agenda") and heard.has("open_question"):
            yield lambda: self._deeper(self.cast.stage.wish, most=1)
        if heard.has(*OPENING) and not (heard.has(*ASKED) and heard.asks_topic):
            yield lambda: self._bank("opening_ok")

    def _to_harm(self) -> Iterator[Callable[[], Line | None]]:
        """What lands before all else: the wish waved away, a verdict, a promise, advice nobody asked for."""
        heard = self.heard
        if heard.has("dismissal"):
            yield lambda: self._bank("hurt")
        if heard.has("promise") or (heard.has("hint") and not heard.question):
            yield lambda: self._bank("hope")
        if heard.has("taking_ownership"):
            yield lambda: self._bank("relax")
        if heard.said.has("glue_praise"):
            yield lambda: self._bank("shrug")
        if heard.has("verdict"):
            yield lambda: self._bank("shrug" if heard.said.has("friendly_label") else "defend")
        if heard.has("advice"):
            yield lambda: self._bank("consider" if heard.invited and self._knows_enough() else "yes_but")

    def _knows_enough(self) -> bool:
        return self.state.proposed > 0 or sum(level >= 1 for level in self.state.levels.values()) > KNOWN_WISH

    def _to_plan(self) -> Iterator[Callable[[], Line | None]]:
        heard, plan, state = self.heard, self.cast.stage.plan, self.state
        if heard.has("set_review") and wish_known(state):
            yield lambda: self._bank("review")
        if heard.has("barrier") and (heard.question or not heard.has("boundary")):
            yield lambda: self._planned("barrier")
        if heard.has("support_offer") and (heard.question or not heard.has("handing_ownership", "agree_action")):
            yield lambda: self._planned("support")
        asked = heard.has("handing_ownership", "agree_action")
        named = plan[heard.topic].lines if heard.topic in plan and (asked or heard.question) else ""
        if asked and not heard.question and self._rounded_off():
            return
        if asked and self._untold() and not heard.has("agree_action"):
            return
        if named and (heard.names_topic or not asked):
            yield lambda: self._planned(named)
        if asked:
            pinned = heard.has("agree_action") or state.proposed > state.committed + 1
            yield lambda: self._planned("commit" if pinned else "propose")
            yield lambda: self._planned("commit")

    def _untold(self) -> bool:
        """Whether a question names a topic that is still to be told, which comes before what is done about it."""
        heard = self.heard
        return heard.question and heard.names_topic and self._topic(heard.topic) is not None and self.state.levels.get(heard.topic, -1) < 1

    def _planned(self, name: str) -> Line | None:
        """A line about the plan, or what has to come first: a wish before ideas, an idea before what becomes of it."""
        if not wish_known(self.state):
            asked = self.heard.has("handing_ownership", "agree_action") and self.turn - self.state.early > NOT_SINCE
            return self._bank("early") if asked else None
        if name in RESTS_ON_IDEA and not self.state.proposed:
            return self._bank("propose")
        return self._bank(name)

    def _to_listening(self) -> Iterator[Callable[[], Line | None]]:
        heard, state = self.heard, self.state
        if heard.question and not heard.has("summary"):
            return
        if heard.has("summary"):
            if heard.fits:
                yield lambda: self._bank("summary_yes")
            else:
                yield lambda: self._bank("correct")
        if heard.has("reflection"):
            if not heard.fits and self.turn - state.corrected > NOT_SINCE:
                yield lambda: self._bank("correct")
            yield lambda: self._deeper(heard.topic or state.thread)
            yield lambda: self._bank("confirm")
        if heard.has("silence"):
            if state.silences > 1:
                yield lambda: self._bank("awkward")
            if state.rapport >= LOW:
                yield lambda: self._deeper(state.thread)
            yield self._hook
            yield lambda: self._bank("ask_back")

    def _to_question(self) -> Iterator[Callable[[], Line | None]]:
        heard, state = self.heard, self.state
        if not heard.question:
            return
        if heard.has("leading_question") and not heard.has("open_question"):
            yield lambda: self._bank("polite")
        if heard.has("why_question") and state.rapport < LOW:
            yield lambda: self._bank("why_cool")
        if heard.lost and not state.ignored:
            yield self._unclear
            yield lambda: self._bank("evade")
        if heard.has("multiple_question"):
            yield lambda: self._deeper(heard.beside, most=1)
            yield lambda: self._short(heard.beside)
        elif heard.acts.isdisjoint(QUESTIONS) or (heard.has("closed_question") and not heard.has("open_question")):
            yield lambda: self._short(heard.beside)
        if heard.found is None and not state.thread:
            yield lambda: self._told(next(iter(self.cast.persona.topics)), 0)
        yield lambda: self._deeper(heard.beside)

    def _to_statement(self) -> Iterator[Callable[[], Line | None]]:
        heard = self.heard
        for act, bank in (("potential_feedback", "feedback_taken"), ("boundary", "boundary"), ("affirmation", "affirmed")):
            if heard.has(act):
                yield from self._touched(bank)
        if heard.has("permission"):
            yield lambda: self._bank("permission_ok")
        if heard.question:
            if heard.found is None:
                yield self._unclear
            return
        if heard.said.has("career_is_yours"):
            yield lambda: self._bank("own_career")
        if heard.has("purpose", "endpoint", "agenda"):
            yield lambda: self._bank("opening_ok")

    def _touched(self, bank: str) -> Iterator[Callable[[], Line | None]]:
        """Something said to the person is taken in the first time; from then on it may open more of the topic at hand."""
        name = self.state.thread
        topic, level = self._topic(name), self.state.levels.get(name, -1) + 1
        taken_in = any(line.startswith(f"{bank}.") for line in self.session.lines)
        if taken_in and topic is not None and 2 <= level <= 3 and self.unlocked(name, topic, level):
            yield lambda: self._told(name, level)
        yield lambda: self._bank(bank)

    # -- lines ------------------------------------------------------------------------------------------------------------

    def _pick(self, name: str, lines: Lines, **fill: str) -> tuple[str, str] | None:
        fresh = [(f"{name}.{key}", text) for key, text in lines.items() if f"{name}.{key}" not in self.session.lines]
        if not fresh:
            return None
        line, text = fresh[crc32(f"{self.session.seed}:{self.turn}:{name}".encode()) % len(fresh)]
        for word, value in fill.items():
            text = text.replace(f"${word}", value)
        return line, text

    def _bank(self, name: str, only: tuple[str, ...] = (), **fill: str) -> Line | None:
        lines = self.cast.persona.lines[name]
        for some in ({key: text for key, text in lines.items() if not only or key in only}, lines) if only else self._fitting(name, lines):
            chosen = self._pick(name, some, **fill)
            if chosen:
                return Line(*chosen, name)
        return None

    def _fitting(self, name: str, lines: Lines) -> Iterator[Lines]:
        """The lines that go with an idea already voiced, then those that go with any, then all."""
        goes_with = self.cast.persona.after.get(name)
        if goes_with:
            voiced = {line.removeprefix(f"{IDEAS}.") for line in self.session.lines if line.startswith(f"{IDEAS}.")}
            yield {key: lines[key] for key, ideas in goes_with.items() if key in lines and not voiced.isdisjoint(ideas)}
            yield {key: text for key, text in lines.items() if key not in goes_with}
        yield lines

    def _ending(self) -> tuple[str, ...]:
        state = self.state
        if state.rapport >= WARM and state.committed:
            return ("a", "b")
        return ("e", "f") if state.rapport < LOW else ("c", "d")

    def _topic(self, name: str) -> Topic | None:
        return self.cast.persona.topics.get(name)

    def _told(self, name: str, level: int) -> Line | None:
        """An unsaid line of a topic on a level."""
        topic = self._topic(name)
        if topic is None:
            return None
        lines = topic.level(level)
        if topic.in_order:
            lines = dict([one for one in lines.items() if f"{name}.l{level}.{one[0]}" not in self.session.lines][:1])
        chosen = self._pick(f"{name}.l{level}", lines)
        return Line(*chosen, "tell", name, level) if chosen else None

    def _deeper(self, name: str, most: int = 3) -> Line | None:
        """The next level of a topic where it is unlocked, `most` at the most; else more of the levels reached."""
        topic = self._topic(name)
        if topic is None:
            return None
        reached = self.state.levels.get(name, -1)
        wanted, open_to = max(1, reached + 1), min(reached, 2) if topic.in_order else reached
        for level in (wanted, *range(reached, 0, -1)):
            if level <= min(3, most) and (level <= open_to or self.unlocked(name, topic, level)):
                line = self._told(name, level)
                if line is not None:
                    return line
        return self._told(name, 0) if reached < 1 else None

    def unlocked(self, name: str, topic: Topic, level: int) -> bool:
        """Whether this turn opens a level of a topic."""
        state, heard = self.state, self.heard
        ease = DIFFICULTY[self.session.difficulty]
        if state.frozen.get(name, -1) >= self.turn:
            return False
        if level <= 1:
            return state.rapport >= 20 + ease and not heard.acts.isdisjoint({*QUESTIONS, "reflection", "summary", "silence", "affirmation"})
        if level == 3 and self.turn < L3_FROM_TURN:
            return False
        rule = topic.unlock.get(f"l{level}")
        if rule is None or state.rapport < rule.rapport + ease:
            return False
        lately = {act for acts in state.recent for act in acts}
        asked = heard.acts | ({"reflection"} if "summary" in heard.acts else set())
        return not asked.isdisjoint(rule.acts) and lately.isdisjoint(rule.not_)

    def _short(self, name: str) -> Line | None:
        topic = self._topic(name)
        chosen = self._pick(f"{name}.short", topic.short) if topic else None
        return Line(*chosen, "short", name) if chosen else None

    def _plain_answer(self) -> Line | None:
        """To a question that must not be passed over: the thinnest thing that is still an answer."""
        name = next((one for one in (self.heard.beside, self.state.thread, self.state.story) if self._topic(one)), "")
        if not name:
            return self._told(next(iter(self.cast.persona.topics)), 0)
        return self._deeper(name) or self._short(name) or self._told(name, 0) or self._bank("dry")

    def _hook(self) -> Line | None:
        """Lets a topic show that has not been opened."""
        for name, topic in self.cast.persona.topics.items():
            if self.state.levels.get(name, -1) < 1 and name != self.state.thread:
                chosen = self._pick(f"{name}.hook", topic.hook)
                if chosen:
                    return Line(*chosen, "hook", name)
        return None

    def _anything(self) -> Line | None:
        """When all else is said: whatever has been unlocked and is still untold."""
        for name, reached in self.state.levels.items():
            topic = self._topic(name)
            for level in range(min(reached, 2 if topic and topic.in_order else 3) + 1):
                line = self._told(name, level)
                if line is not None:
                    return line
        return next(filter(None, (self._short(name) for name in self.cast.persona.topics)), None)

    def _unclear(self) -> Line | None:
        words = re.findall(r"[\w'’-]+", self.heard.said.text)
        return self._bank("unclear", phrase=f"“{' '.join(words[-4:])}”") if len(words) >= ENOUGH_WORDS else None

    # -- what the manager owes ------------------------------------------------------------------------------------------

    def _due(self) -> Owed | None:
        """The promise or hint to ask after now: after four turns where nothing is asked, after six in any case."""
        owed = self.state.open_debts()
        last = max((one.back for one in self.state.ledger), default=0)
        if not owed or (last and self.turn - last < APART):
            return None
        oldest = owed[0]
        age = self.turn - oldest.turn
        due = age >= OVERDUE or (age >= DUE and not self.heard.question) or (age >= DUE and len(owed) > 1)
        return oldest if due else None

    def _quote_back(self, owed: Owed) -> Line | None:
        together = [one for one in self.state.open_debts() if one.turn == owed.turn]
        line = self._bank("quote_back", quote=f"“{_clipped(owed.words)}”")
        if line is not None:
            for one in together:
                one.back = self.turn
        return line


def _clipped(words: str) -> str:
    parts = words.split()
    return " ".join(parts[:QUOTED_WORDS]).rstrip(",;:.!?") + ("…" if len(parts) > QUOTED_WORDS else "")


def token(chooser: Chooser, line: Line) -> str:
    """Now and then a word or two before the reply, by how the persona feels."""
    state = chooser.state
    if chooser.turn - state.token < TOKEN_EVERY or line.kind in ("wrap_up", "quote_back", "silent"):
        return ""
    warm = "w" if state.rapport >= TRUST else "c"
    fitting = {key: text for key, text in chooser.cast.persona.lines["tokens"].items() if key.startswith(warm)}
    said = [one.text or "" for one in chooser.session.transcript if one.speaker == "persona"]
    fresh = {key: text for key, text in fitting.items() if not any(one.startswith(text) for one in said)}
    chosen = chooser._pick("tokens", fresh)
    if chosen is None:
        return ""
    state.token = chooser.turn
    return f"{chosen[1]} "
