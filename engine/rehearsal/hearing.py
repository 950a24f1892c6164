"""What the manager's words mean to the simulated team member: acts turned into moves, by what was said before."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from engine.language.understand import Language, Understood, content, stem
from engine.rehearsal.persona import Cast
from engine.rehearsal.state import State
from engine.rehearsal.topics import Found
from engine.talk.session import Session

OPENING = ("purpose", "endpoint", "agenda")
QUESTIONS = ("open_question", "closed_question", "leading_question", "why_question", "multiple_question")
PLAIN = (
    "open_question", "leading_question", "multiple_question", "summary", "taking_ownership", "support_offer", "potential_feedback",
    "verdict", "barrier", "dismissal", "agree_action", "set_review", "permission",
)  # fmt: skip
"""Acts that are moves of the same name, whatever went before."""
_SENTENCES = re.compile(r"[^.!?…]+[.!?…]*")
OPENING_TURNS = 3
CLOSED_RUN = 3
INVITED = 2
"""Turns for which a permission covers the advice that follows."""
SUNK_IN = 2
ECHO_WORDS = 2
KNOWN_WISH = 2
"""Topics told to level 1 or deeper from which on the wish counts as known."""
TRUST = 50


@dataclass(slots=True)
class Heard:
    """One utterance of the manager: its acts and signs, what it is about, the moves it makes."""

    said: Understood
    acts: frozenset[str]
    topic: str = ""
    beside: str = ""
    found: Found | None = None
    asks_topic: bool = False
    fits: bool = True
    lost: bool = False
    invited: bool = False
    moves: list[str] = field(default_factory=list)

    @property
    def question(self) -> bool:
        """Whether something is asked; a question mark will do where no act was understood."""
        return not self.acts.isdisjoint(QUESTIONS) or (self.acts <= {"other"} and self.said.text.rstrip().endswith("?"))

    @property
    def names_topic(self) -> bool:
        """Whether the words themselves say what they are about."""
        return self.found is not None and self.found.why != "thread" and self.found.topic == self.topic

    def has(self, *names: str) -> bool:
        """Whether any of the names is an act or a sign of the utterance."""
        return not self.acts.isdisjoint(names) or self.said.has(*names)


def hear(cast: Cast, session: Session, state: State, said: Understood, acts: frozenset[str], turn: int, language: Language) -> Heard:
    """The utterance as the persona takes it. `state` is as it was before."""
    heard = Heard(said, acts)
    heard.found = _found(cast, heard, state)
    if said.has("asks_for_more") and state.thread:
        heard.found = Found(state.thread, 0.0, "", "thread")
    last = next((one.text or "" for one in reversed(session.transcript) if one.speaker == "persona"), "")
    if state.story and _echoes(heard, last, language):
        heard.found = Found(state.story, 0.0, "", "thread")
    heard.topic = _topic(cast, heard, state)
    heard.beside = _beside(cast, heard, state)
    heard.lost = _lost(heard, last, language)
    heard.fits = _fits(cast, session, said, language)
    heard.invited = turn - state.permission <= INVITED or "permission" in acts
    heard.moves = list(_moves(heard, state, turn))
    return heard


def _topic(cast: Cast, heard: Heard, state: State) -> str:
    """What the words are about. A statement stays on the topic at hand unless it names something of the persona's own.

    While the plan is at hand, a question that names nothing goes back to what was told last, unless it asks for more of the plan.
    """
    found = heard.found
    if found is None or found.why == "thread":
        planning = state.thread in cast.stage.plan and not heard.said.has("asks_what_else", "asks_for_more")
        return (state.story or state.thread) if planning else state.thread
    topic = cast.persona.topics.get(found.topic)
    if heard.question or not state.thread or (topic is not None and not set(topic.keywords).isdisjoint(found.words)):
        return found.topic
    return state.thread


def _found(cast: Cast, heard: Heard, state: State) -> Found | None:
    """What the words are about: in a longer utterance the question at its end, if that names a topic."""
    plan = cast.stage.plan if heard.said.has("asks_of_the_past") else ()
    found = asked_about(cast, heard.said.text, state.thread, plan)
    heard.asks_topic = found is not None
    if found is None and _wants_more_ideas(cast, heard, state):
        return Found(state.thread, 0.0, "", "thread")
    return found or cast.index.find(heard.said.text, state.thread or None, plan)


def asked_about(cast: Cast, text: str, thread: str, apart_from: Collection[str] = ()) -> Found | None:
    """The topic that the last question of a text names by itself, None without one; things taken up again lean to the thread."""
    asked = _last_question(text)
    if not asked:
        return None
    found = cast.index.find(asked, thread if thread and cast.index.takes_up(asked) else None, apart_from)
    return found if found and found.why != "thread" else None


def _wants_more_ideas(cast: Cast, heard: Heard, state: State) -> bool:
    """Whether a bare "What else?" comes while the plan is at hand, whatever was said before it."""
    asked = _last_question(heard.said.text)
    more = bool(asked) and heard.said.has("asks_what_else") and state.thread in cast.stage.plan
    return more and cast.index.follows_up(asked)


def _last_question(text: str) -> str:
    return next((part for part in reversed(_SENTENCES.findall(text)) if part.endswith("?")), "")


def _echoes(heard: Heard, last: str, language: Language) -> bool:
    """Whether a short question only takes up a word of what was said last ("Lower in what way?")."""
    asked = {stem(word) for word in content(heard.said.text, language)}
    return heard.question and 0 < len(asked) <= ECHO_WORDS and asked <= {stem(word) for word in content(last, language)}


def _beside(cast: Cast, heard: Heard, state: State) -> str:
    """The topic of the persona's own that is nearest to the words, where what they ask about is the plan."""
    plan = cast.stage.plan
    if heard.topic not in plan:
        return heard.topic
    found = cast.index.find(heard.said.text, state.story or None, plan)
    return found.topic if found else state.story


def _lost(heard: Heard, last: str, language: Language) -> bool:
    """Whether a question names no topic and takes up nothing of what was said last."""
    found = heard.found
    if not heard.question or heard.said.has("points_back") or (found is not None and (found.why != "thread" or not found.score)):
        return False
    asked = {stem(word) for word in content(heard.said.text, language)}
    return bool(asked) and asked.isdisjoint({stem(word) for word in content(last, language)})


def _moves(heard: Heard, state: State, turn: int) -> list[str]:
    acts, out = heard.acts, []
    if turn <= OPENING_TURNS:
        out += ["opening"] * sum(act in acts for act in OPENING)
    if heard.said.has("career_is_yours"):
        out.append("own_career")
    out += [act for act in PLAIN if act in acts]
    if "open_question" in acts and state.thread and not heard.lost and heard.topic == state.thread:
        out[out.index("open_question")] = "follow_up"
    if "closed_question" in acts:
        out.append("closed_run" if state.closed + 1 >= CLOSED_RUN else "closed_question")
    if "why_question" in acts:
        out.append("why_warm" if state.rapport >= TRUST else "why_cold")
    if "reflection" in acts:
        out.append("reflection" if heard.fits else "reflection_missed")
    if "affirmation" in acts:
        out.append("affirmation" if turn - state.affirmed > OPENING_TURNS else "affirmation_again")
    if "advice" in acts:
        out.append("advice_invited" if heard.invited else "advice")
    if "promise" in acts:
        out.append("promise")
    elif "hint" in acts:
        out.append("hint")
    if "boundary" in acts:
        out.append("boundary")
    if turn - state.boundary == SUNK_IN:
        out.append("boundary_sunk_in")
    if "handing_ownership" in acts:
        out.append("handing_ownership" if wish_known(state) else "handing_early")
    if heard.said.has("glue_praise"):
        out.append("glue_praise")
    if "silence" in acts:
        out.append("silence_again" if state.silences else "silence")
    return out


def wish_known(state: State) -> bool:
    """Whether enough of the story has been told for "what will you do?" to have something to rest on."""
    return sum(level >= 1 for level in state.levels.values()) >= KNOWN_WISH


def _fits(cast: Cast, session: Session, said: Understood, language: Language) -> bool:
    """Whether words that are given back come from what the persona said, or from what it could tell."""
    mine = {stem(word) for word in content(said.text, language)}
    lines = [one.text or "" for one in session.transcript if one.speaker == "persona"]
    known = {stem(word) for line in lines for word in content(line, language)}
    phrases = [phrase for topic in cast.persona.topics.values() for phrase in topic.keywords]
    known |= {stem(word) for phrase in phrases for word in content(phrase, language)}
    shared = len(mine & known)
    return len(mine) < 3 or shared >= 2 or shared / len(mine) >= 0.3
