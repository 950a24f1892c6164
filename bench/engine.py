"""One turn of a talk: what it costs beside other engines on the same script, how it grows, and what an idle session weighs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack

from bench import idle
from bench.clock import Contender, in_turn, spending
from bench.options import Options
from bench.rows import Row, beside, missing
from bench.talks import ANSWERED, CAREER, EARLY, LATE, answer, grown, library, say, script, ten_states, whole
from bench.yardsticks import ENGINES, GET, xstate
from engine.talk.guide import Guide
from engine.talk.session import Session

PART = "engine"
MICRO = 1e6
TURN_AIM, MACHINE_AIM, GROWTH_AIM = 1000.0, 1.5, 2.0


def run(options: Options) -> list[Row]:
    """The rows of this part."""
    return [*_turns(options), *_growth(options), *idle.rows(PART, options.sessions)]


def _turns(options: Options) -> list[Row]:
    """A turn of Handhold, whole and its machine alone, beside every engine that is here."""
    stops, guide = script(), ten_states()
    with ExitStack() as stack:
        contenders = [_handhold(guide), _machine_alone(guide)]
        contenders += [one.contender(stops) for one in ENGINES if one.here]
        lacking = [missing(PART, f"a turn beside {one.name}", f"not installed: {GET}") for one in ENGINES if not one.here]
        why = xstate.absent()
        if why:
            lacking.append(missing(PART, f"a turn beside {xstate.NAME}", why))
        else:
            contenders.append(stack.enter_context(xstate.running(stops)))
        spent = {name: seconds * MICRO for name, seconds in in_turn(contenders, options.slices, options.slice_seconds).items()}
    ours, alone, raw = spent.pop("handhold"), spent.pop("machine alone"), spent["raw transitions"]
    return [
        Row(PART, "a turn, understanding to wording", ours, "µs CPU", aim=TURN_AIM),
        beside(PART, "its machine alone", alone, "µs CPU", "raw transitions", raw, MACHINE_AIM),
        *(beside(PART, "a turn", ours, "µs CPU", name, other) for name, other in spent.items()),
        *lacking,
    ]


def _handhold(guide: Guide) -> Contender:
    """All turns of a talk, one after the other, each from the talk as it stood before it."""
    turns = whole(guide)
    place = 0

    def turn() -> Session:
        nonlocal place
        before, text = turns[place]
        place = (place + 1) % len(turns)
        return say(guide, before, text)

    return Contender("handhold", spending(turn))


def _machine_alone(guide: Guide) -> Contender:
    """What a turn asks of the machine: back where a need has opened, else onwards."""
    machine, steps = guide.machine, [step.id for step in guide.flow.steps]
    nothing: frozenset[str] = frozenset()
    state = steps[0]

    def turn() -> str:
        nonlocal state
        state = machine.onward(machine.reconcile(state, nothing), nothing)
        if state not in steps:
            state = steps[0]
        return state

    return Contender("machine alone", spending(turn))


def _growth(options: Options) -> list[Row]:
    """The same answer to the same question, early and late, in both talks."""
    rows = []
    for what, guide in (("ten states", ten_states()), ("shipped talk", library().guide(CAREER))):
        contenders = [Contender(str(turns), spending(_next_turn(guide, turns))) for turns in (EARLY, LATE)]
        spent = in_turn(contenders, options.slices, options.slice_seconds)
        late, early = spent[str(LATE)] * MICRO, spent[str(EARLY)] * MICRO
        rows.append(beside(PART, f"turn {LATE} ({what})", late, "µs CPU", f"turn {EARLY}", early, GROWTH_AIM))
    return rows


def _next_turn(guide: Guide, turns: int) -> Callable[[], Session]:
    """The turn after `turns - 1` turns, all but the first answers of which were commands."""
    before = grown(guide, ANSWERED, turns - 1)
    text = answer(before)
    return lambda: say(guide, before, text)
