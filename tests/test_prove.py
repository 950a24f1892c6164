"""`handhold prove`: it holds for shipped flows, refuses broken machines, and the machine agrees with a stepper of ten lines."""

from __future__ import annotations

import random
import re
import time
from dataclasses import replace
from pathlib import Path

import pytest

from engine.cli import main
from engine.flow.model import Flow
from engine.library import SHIPPED
from engine.talk import events as ev
from engine.talk import prove as prove_module
from engine.talk.guards import open_needs
from engine.talk.guide import Guide
from engine.talk.machine import READY, FlowMachine
from engine.talk.prove import prove
from engine.talk.session import fold


def stepper(flow: Flow, trigger: str, state: str, still: frozenset[str], target: str | None) -> str:
    """What the machine should do, written down a second time."""
    states = [*(step.id for step in flow.steps), READY]
    place = states.index(state)
    if trigger == "back":
        return target if target in states[:place] and state != READY else state
    if state == READY or trigger != ("finish" if states[place + 1] == READY else "advance"):
        return state
    held = any(need.id in still for step in flow.steps[: place + 1] for need in step.needs)
    return state if held else states[place + 1]


def test_the_machine_agrees_with_the_stepper(guide: Guide) -> None:
    needs = sorted(need.id for _, need in guide.flow.needs())
    states = [*(step.id for step in guide.flow.steps), READY]
    dice = random.Random(11)
    samples = [frozenset[str](), frozenset(needs), *(frozenset({one}) for one in needs)]
    samples += [frozenset(dice.sample(needs, dice.randrange(1, len(needs)))) for _ in range(60)]
    triggers = [("advance", None), ("finish", None), ("nonsense", None), *(("back", one) for one in (*states, "nowhere"))]
    for state in states:
        for trigger, target in triggers:
            for still in samples:
                after = guide.machine.fire(trigger, state, still, target)
                assert after == stepper(guide.flow, trigger, state, still, target), (trigger, state, sorted(still), target)


def test_reconcile_goes_to_the_earliest_open_step(guide: Guide) -> None:
    needs = sorted(need.id for _, need in guide.flow.needs())
    states = [*(step.id for step in guide.flow.steps), READY]
    dice = random.Random(5)
    for _ in range(400):
        still = frozenset(dice.sample(needs, dice.randrange(len(needs))))
        for place, state in enumerate(states):
            earlier = [step.id for step in guide.flow.steps[:place] if any(need.id in still for need in step.needs)]
            assert guide.machine.reconcile(state, still) == (earlier[0] if earlier else state)


def test_the_shipped_flow_is_proven(guide: Guide, capsys: pytest.CaptureFixture[str]) -> None:
    begun = time.process_time()
    assert main(["prove", "career_talk"]) == 0
    assert time.process_time() - begun < 20
    count = re.search(r"proven in (\d+) situations", capsys.readouterr().out)
    widest = max(2 ** len(step.needs) for step in guide.flow.steps)
    assert count
    assert int(count.group(1)) > widest * sum(len(step.needs) for step in guide.flow.steps[:-1])


def test_every_set_and_every_event_is_driven(guide: Guide) -> None:
    """Listens at the machine: no set of open needs and no reopened need is left out."""
    flow = replace(guide.flow, steps=guide.flow.steps[:3])

    fired: set[tuple[str, str, frozenset[str], str | None]] = set()
    reopened: set[tuple[str, frozenset[str]]] = set()

    class Heard(FlowMachine):
        def fire(self, trigger: str, state: str, open_needs: frozenset[str], target: str | None = None) -> str:
            fired.add((trigger, state, open_needs, target))
            return super().fire(trigger, state, open_needs, target)

        def reconcile(self, state: str, open_needs: frozenset[str]) -> str:
            reopened.add((state, open_needs))
            return super().reconcile(state, open_needs)

    assert prove(flow, Heard(flow)).counter_example is None
    for place, step in enumerate(flow.steps):
        own = [need.id for need in step.needs]
        for bits in range(2 ** len(own)):
            chosen = frozenset(name for place_, name in enumerate(own) if bits >> place_ & 1)
            for trigger in ("advance", "finish"):
                assert (trigger, step.id, chosen, None) in fired
            assert all(("back", step.id, chosen, other.id) in fired for other in flow.steps)
            for earlier in flow.steps[:place]:
                assert all((step.id, chosen | {need.id}) in reopened for need in earlier.needs)
    assert all((READY, frozenset({need.id})) in reopened for _, need in flow.needs())


def test_a_machine_without_guards_is_refused(guide: Guide) -> None:
    proof = prove(guide.flow, FlowMachine(guide.flow, guarded=False))
    assert proof.counter_example is not None
    assert re.search(r"'\w+' of '\w+' is open, and 'advance' still goes to", proof.counter_example)


@pytest.mark.parametrize("place", range(7))
def test_a_step_left_always_is_refused_with_a_counter_example(
    place: int, guide: Guide, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    parts = (SHIPPED / "career_talk.yaml").read_text(encoding="utf-8").split("leave_when: needs_settled")
    text = "leave_when: needs_settled".join(parts[: place + 1]) + "leave_when: always"
    path = tmp_path / "copy.yaml"
    path.write_text(text + "leave_when: needs_settled".join(parts[place + 1 :]), encoding="utf-8")
    if place == 0:
        assert main(["check", str(path)]) == 0, "it is a flow that can be loaded and shown, only not proven"
        assert main(["prove", str(path)]) == 1
        assert "NOT proven" in capsys.readouterr().out
    step = guide.flow.steps[place]
    flow = replace(guide.flow, steps=tuple(replace(one, leave_when="always") if one is step else one for one in guide.flow.steps))
    proof = prove(flow)
    assert proof.counter_example is not None
    assert f"'{step.id}'" in proof.counter_example


def test_machines_that_forget_to_go_back_or_go_too_far_are_refused(guide: Guide) -> None:
    class Stays(FlowMachine):
        def reconcile(self, state: str, open_needs: frozenset[str]) -> str:
            return state

    class Resets(FlowMachine):
        def reconcile(self, state: str, open_needs: frozenset[str]) -> str:
            return self.steps[0] if super().reconcile(state, open_needs) != state else state

    class Stuck(FlowMachine):
        def onward(self, state: str, open_needs: frozenset[str]) -> str:
            return state

    flow = replace(guide.flow, steps=guide.flow.steps[:3])
    refused = {Stays: "stays in", Resets: "where nothing is open", Stuck: "every need is settled"}
    for broken, words in refused.items():
        proof = prove(flow, broken(flow))
        assert proof.counter_example is not None
        assert words in proof.counter_example


def test_guards_that_take_an_open_need_as_settled_are_refused(guide: Guide, monkeypatch: pytest.MonkeyPatch) -> None:
    flow = replace(guide.flow, steps=guide.flow.steps[:2])
    last = flow.steps[-1].needs[-1].id
    monkeypatch.setattr(prove_module, "open_needs", lambda flow, session: open_needs(flow, session) - {last})
    proof = prove(flow)
    assert proof.counter_example == f"'{last}' is open, and the guards take it as settled"


def test_every_need_is_driven_in_every_status_of_its_kind(guide: Guide) -> None:
    for _, need in guide.flow.needs():
        statuses = {status for status, _ in prove_module._statuses(need)}
        assert statuses == ({"open", "met"} if need.hard else {"open", "met", "thin", "skipped"})


def test_a_talk_with_all_settled_has_nothing_open(guide: Guide) -> None:
    settled = list(prove_module._all_settled(guide.flow))
    assert open_needs(guide.flow, fold(settled)) == frozenset()
    first = guide.flow.steps[0].needs[0].id
    assert open_needs(guide.flow, fold([*settled, ev.NeedReopened(2, first, first)])) == {first}


def test_prove_of_what_is_no_flow(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prove", "career_tlak"]) == 2
    assert "did you mean 'career_talk'?" in capsys.readouterr().err
    path = tmp_path / "empty.yaml"
    path.write_text("", encoding="utf-8")
    assert main(["prove", str(path)]) == 2
    assert f"{path}:1:1 Y010" in capsys.readouterr().err
