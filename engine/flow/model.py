"""What an author may write in a flow file, as types: the reader, the checks and the JSON Schema all follow from these."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from engine.source.problems import Mark

Lines = Mapping[str, str]
Status = Literal["open", "met", "thin", "skipped", "not_needed"]

NO_MARK = Mark("", 1, 1)


@dataclass(frozen=True, slots=True)
class When:
    """What the last reply must show for a probe or a straight answer to fit."""

    heard: tuple[str, ...] = field(default=(), metadata={"doc": "acts or signs recognised in the reply; any one is enough"})
    few: bool = field(default=False, metadata={"doc": "lists: something new came, but not yet at_least of them"})
    mark: Mark = field(default=NO_MARK, compare=False)


@dataclass(frozen=True, slots=True)
class Probe:
    """One follow-up question after a weak reply."""

    id: str = field(metadata={"doc": "short name, unique in its need", "pattern": "[a-z][a-z0-9_]*"})
    ask: str = field(metadata={"doc": "the question", "nonempty": True})
    when: When | None = field(default=None, metadata={"doc": "only after such a reply; left out: after any"})
    mark: Mark = field(default=NO_MARK, compare=False)


@dataclass(frozen=True, slots=True)
class Straight:
    """A straight answer to a question that the person asks back."""

    when: When
    say: Lines
    mark: Mark = field(default=NO_MARK, compare=False)


AnswerType = Literal[
    "text", "list", "stories", "actions", "requirements", "date", "duration", "number", "yes_no", "choice", "parked",
]  # fmt: skip
RequirementKind = Literal["experience", "qualification", "seniority", "task", "objective", "reports", "hard", "soft", "leadership"]
ACTION = "action"
"""What stands under `per` for the own actions; any other word there is the id of a list."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several answers that a person can choose between."""

    label: str = field(metadata={"doc": "what it is called; a reply of just these words always chooses it", "nonempty": True})
    signs: tuple[str, ...] = field(default=(), metadata={"doc": "acts or signs that mean it"})
    mark: Mark = field(default=NO_MARK, compare=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What counts as an answer to a need."""

    type: AnswerType = "text"
    words: int = field(default=3, metadata={"doc": "content words that make a full answer", "min": 0, "max": 40})
    at_least: int = field(default=1, metadata={"doc": "lists: how many items", "min": 1, "max": 12})
    signs: tuple[str, ...] = field(default=(), metadata={"doc": "any of these makes even a short answer full"})
    require: tuple[str, ...] = field(
        default=(),
        metadata={"doc": "without one of these it is at most half an answer; lists: an item that shows one counts, whatever else it shows"},
    )
    plenty: int = field(
        default=0, metadata={"doc": "content words that make a full answer even without a required sign; 0: none do", "min": 0, "max": 60}
    )
    only: tuple[str, ...] = field(
        default=(), metadata={"doc": "lists: a first reply counts only if one of its items shows one of these; after a probe any does"}
    )
    not_: tuple[str, ...] = field(default=(), metadata={"key": "not", "doc": "acts or signs that make the reply an evasion"})
    allow: tuple[str, ...] = field(default=(), metadata={"doc": "default evasions that are a full answer here"})
    drop: tuple[str, ...] = field(default=(), metadata={"doc": "lists: an item that shows one of these is not counted"})
    yes: tuple[str, ...] = field(default=("yes",), metadata={"doc": "yes_no: signs that mean yes"})
    no: tuple[str, ...] = field(default=("no",), metadata={"doc": "yes_no: signs that mean no"})
    adds_to: str | None = field(default=None, metadata={"doc": "a list need that takes up what is named in the reply"})
    choices: Mapping[str, Choice] = field(
        default_factory=dict, metadata={"doc": "choice: the answers to choose between, by key", "min": 2, "max": 6}
    )
    gap: tuple[str, ...] = field(default=(), metadata={"doc": "choice, asked per item: keys that make the item one of the plan's gaps"})
    within: int = field(
        default=0, metadata={"doc": "date, text: a day farther off than so many days is half an answer, 'later'", "min": 1, "max": 366}
    )
    sorts: Mapping[RequirementKind, str] = field(
        default_factory=dict, metadata={"doc": "requirements: the list need that takes up those of a kind, by kind"}
    )
    mark: Mark = field(default=NO_MARK, compare=False)


@dataclass(frozen=True, slots=True)
class Condition:
    """When a need is needed at all."""

    need: str | None = field(default=None, metadata={"doc": "another need of this or an earlier step"})
    is_: str | None = field(default=None, metadata={"key": "is", "doc": "its value: yes or no, or the key of a choice"})
    status: Literal["met"] | None = field(default=None, metadata={"doc": "its status"})
    parked: bool = field(default=False, metadata={"doc": "true: only while ideas wait in the parking lot"})
    mark: Mark = field(default=NO_MARK, compare=False)


@dataclass(frozen=True, slots=True)
class Infer:
    """How a need is met by what was said for another one."""

    need: str
    signs: tuple[str, ...]
    at_least: int = field(default=1, metadata={"min": 1, "max": 9})
    mark: Mark = field(default=NO_MARK, compare=False)


@dataclass(frozen=True, slots=True)
class Earlier:
    """Where an earlier answer to a need is to be found: in a plan that this person made before."""

    field_: PlanField = field(metadata={"key": "field", "doc": "the field of that plan"})
    flow: tuple[str, ...] = field(
        default=(), metadata={"doc": "flows whose plans are looked through, newest first; left out: the plan that is reviewed"}
    )
    take: bool = field(default=False, metadata={"doc": "true: taken over without asking, from the plan that is reviewed"})
    mark: Mark = field(default=NO_MARK, compare=False)


PlanField = Literal[
    "purpose", "endpoint", "aspiration", "why", "enjoyed", "not_wanted", "future", "strengths", "evidence", "gaps",
    "milestones", "priority", "horizon", "options", "in_role", "job_protected", "actions", "when", "how", "success_sign",
    "if_then", "first_step", "support", "network", "review_date", "writes_it_up", "confidence", "other_view", "record",
    "values", "directions", "requirements", "standing", "questions", "asks", "criteria", "companies", "contacts", "alerts",
    "recruiters", "routes", "progress", "learned", "changed", "next_date", "triggers", "hours", "actions_before", "when_new",
    "what_new", "reason", "worth",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Need:
    """A named fact that a step wants known before it is left."""

    id: str = field(metadata={"pattern": "[a-z][a-z0-9_]*"})
    title: str = field(metadata={"doc": "label in recaps and in the plan", "nonempty": True})
    kind: Literal["hard", "soft"] = field(metadata={"doc": "a hard need settles only by being met"})
    why: str = field(metadata={"doc": "the answer to 'why do you ask?'", "nonempty": True})
    ask: Lines = field(metadata={"doc": "wordings of the question", "min": 3})
    easier: Lines = field(default_factory=dict, metadata={"doc": "easier ways in, after 'I don't know'"})
    probes: tuple[Probe, ...] = ()
    met: Lines = field(default_factory=dict, metadata={"doc": "said after a good answer"})
    suggest: tuple[str, ...] = field(default=(), metadata={"doc": "quick replies"})
    answer: Answer = Answer()
    hear: tuple[str, ...] = field(default=(), metadata={"doc": "signs that fill it by the way, in the same step"})
    only_when: Condition | None = None
    depends_on: tuple[str, ...] = field(default=(), metadata={"doc": "revising one of these needs reopens this one"})
    infer_from: Infer | None = None
    questions: tuple[Straight, ...] = field(default=(), metadata={"doc": "straight answers to questions back"})
    per: str | None = field(
        default=None,
        metadata={"doc": "asked for each item: 'action' for the own actions, or the id of a list", "pattern": "[a-z][a-z0-9_]*"},
    )
    ask_all: Lines = field(default_factory=dict, metadata={"doc": "one question for all items that lack it"})
    more: Lines = field(default_factory=dict, metadata={"doc": "'another action?'"})
    quiet: bool = field(default=False, metadata={"doc": "true: shown neither in recaps nor in the plan"})
    plan: PlanField | None = field(default=None, metadata={"doc": "the field of the plan it feeds"})
    earlier: Earlier | None = field(default=None, metadata={"doc": "an answer from an earlier plan, offered at the first asking"})
    mark: Mark = field(default=NO_MARK, compare=False)

    @property
    def hard(self) -> bool:
        """Whether it settles only by being met."""
        return self.kind == "hard"

    @property
    def listed(self) -> bool:
        """Whether its answer is a list of things that grows over several replies."""
        return self.answer.type in ("list", "stories", "requirements")


@dataclass(frozen=True, slots=True)
class Step:
    """A stage of the framework: a state of the machine."""

    id: str = field(metadata={"pattern": "[a-z][a-z0-9_]*"})
    title: str = field(metadata={"nonempty": True})
    about: str = field(metadata={"doc": "one line, said on 'where are we?'", "nonempty": True})
    leave_when: Literal["needs_settled", "always"]
    needs: tuple[Need, ...] = field(metadata={"min": 1})
    solutions_from: bool = field(default=False, metadata={"doc": "solutions are parked before this step"})
    enter: Lines = field(default_factory=dict, metadata={"doc": "said once when the step is entered"})
    recap: Lines = field(default_factory=dict, metadata={"doc": "the question that closes the step's recap"})
    mark: Mark = field(default=NO_MARK, compare=False)


@dataclass(frozen=True, slots=True)
class Budget:
    """How the person's time becomes a number of turns."""

    need: str
    turns_per_minute: int = field(default=2, metadata={"min": 1, "max": 10})
    mark: Mark = field(default=NO_MARK, compare=False)


@dataclass(frozen=True, slots=True)
class KeepNothing:
    """The answer after which the session is deleted when it ends."""

    need: str
    signs: tuple[str, ...]
    mark: Mark = field(default=NO_MARK, compare=False)


@dataclass(frozen=True, slots=True)
class Actions:
    """How many own actions a plan may hold."""

    max: int = field(default=4, metadata={"min": 1, "max": 4})
    mark: Mark = field(default=NO_MARK, compare=False)


@dataclass(frozen=True, slots=True)
class Flow:
    """A framework as an ordered list of steps, their needs and rules."""

    flow: str = field(metadata={"doc": "the flow's name", "pattern": "[a-z][a-z0-9_]*"})
    version: int = field(metadata={"min": 1})
    title: str = field(metadata={"nonempty": True})
    about: str
    start: Lines = field(metadata={"doc": "the greeting", "min": 1})
    plan_title: str
    plan_note: str
    steps: tuple[Step, ...] = field(metadata={"min": 1})
    language: str = "en"
    budget: Budget | None = None
    keep_nothing: KeepNothing | None = None
    actions: Actions = Actions()
    changed_mind: tuple[str, ...] = field(default=(), metadata={"doc": "needs to open again when the wish itself changes"})
    reviews: str | None = field(
        default=None, metadata={"doc": "the flow whose newest plan this one opens again", "pattern": "[a-z][a-z0-9_]*"}
    )
    mark: Mark = field(default=NO_MARK, compare=False)

    def needs(self) -> Iterator[tuple[Step, Need]]:
        """Every need with its step, in order."""
        for step in self.steps:
            for need in step.needs:
                yield step, need

    def need(self, need_id: str) -> Need:
        """The need of that id; KeyError when there is none."""
        for _, need in self.needs():
            if need.id == need_id:
                return need
        raise KeyError(need_id)

    def step(self, step_id: str) -> Step:
        """The step of that id; KeyError when there is none."""
        for step in self.steps:
            if step.id == step_id:
                return step
        raise KeyError(step_id)

    def step_of(self, need_id: str) -> Step:
        """The step that a need belongs to; KeyError when there is none."""
        for step, need in self.needs():
            if need.id == need_id:
                return step
        raise KeyError(need_id)

    def index(self, step_id: str) -> int:
        """The place of a step, from 0; the number of steps for the state after the last."""
        for place, step in enumerate(self.steps):
            if step.id == step_id:
                return place
        return len(self.steps)
