"""The benchmark still runs: every part that needs no browser gives rows with figures. Nothing here looks at a clock."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path

import pytest

from bench import durable, engine, start, talks, understanding
from bench.__main__ import PARTS, main, run
from bench.clock import Contender, in_turn, percentile
from bench.options import SMALLEST
from bench.rows import Row, beside, keep, tables
from bench.yardsticks import ENGINES

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("part", ["engine", "durable", "understanding"])
def test_a_part_gives_figures(part: str) -> None:
    rows = run(part, SMALLEST)
    measured = [row for row in rows if not row.note]
    assert len(measured) > 1
    assert all(row.part == part and row.figure is not None and math.isfinite(row.figure) for row in measured)
    assert all(row.figure is None for row in rows if row.note)


def test_the_start_of_commands_gives_figures() -> None:
    rows = start.run(SMALLEST, pages=False)
    assert all(row.figure is not None and math.isfinite(row.figure) for row in rows)
    imported = [row for row in rows if row.unit == "modules"]
    assert [row.held for row in imported] == [True, True]


def test_every_engine_walks_through_the_whole_script() -> None:
    """A turn that did nothing would be the fastest of all."""
    script = talks.script()
    assert len(script) == 10
    from bench.yardsticks import dict_dispatch, raw_transitions

    turn = dict_dispatch.turns(script)
    assert [turn() for _ in script] == [stop.question for stop in (*script[1:], script[0])]
    talker = raw_transitions.Talker(script[0].state)
    advance = raw_transitions.machine(script).events["advance"]
    for stop in script:
        assert talker.state == stop.state
        advance.trigger(talker, text=stop.reply, slot=stop.slot)
    assert talker.slots == {stop.slot: stop.reply for stop in script}
    advance.trigger(talker, text="no", slot=script[0].slot)
    assert talker.state == script[0].state, "an answer that is too short moves nothing"
    ours = talks.whole(talks.ten_states())
    last = talks.say(talks.ten_states(), *ours[-1])
    assert last.ended == "done"
    assert {fact.value for fact in last.facts.values()} == {stop.reply for stop in script}


def test_a_long_talk_waits_for_the_same_as_a_short_one() -> None:
    guide = talks.library().guide(talks.CAREER)
    short, long = (talks.grown(guide, talks.ANSWERED, turns) for turns in (talks.EARLY, 40))
    assert (short.turn, long.turn) == (talks.EARLY, 40)
    assert short.awaiting is not None
    assert long.awaiting is not None
    assert short.awaiting.need == long.awaiting.need
    assert len(set(talks.next_answers(guide, short, 6))) == 6
    with pytest.raises(ValueError, match="cannot hold"):
        talks.grown(guide, 3, 2)


def test_utterances_differ_and_are_about_as_long_as_they_should_be() -> None:
    for speaker in ("manager", "employee"):
        texts = list(understanding.utterances(speaker))
        assert len(texts) == len(set(texts)) == 900
        assert 22 <= sum(len(text.split()) for text in texts) / len(texts) <= 28


def test_slices_are_taken_in_turn_and_the_median_counts() -> None:
    order: list[str] = []

    def spend(name: str, seconds: float) -> Contender:
        def take(times: int) -> float:
            order.append(name)
            return seconds * times

        return Contender(name, take)

    found = in_turn([spend("a", 2.0), spend("b", 3.0)], slices=3, slice_seconds=5.0)
    assert found == {"a": 2.0, "b": 3.0}
    assert order[-6:] == ["a", "b"] * 3
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    with pytest.raises(ValueError, match="no figures"):
        percentile([], 0.5)


def test_rows_say_whether_an_aim_is_held(tmp_path: Path) -> None:
    rows = [
        Row("p", "less", 2.0, "ms", aim=3.0),
        Row("p", "more", 2.0, "turns/s", aim=3.0, better="more"),
        beside("p", "ratio", 2.0, "ms", "other", 4.0, aim=0.4),
        Row("q", "absent", None, "", note="not installed: pip install x"),
    ]
    assert [row.held for row in rows] == [True, False, False, None]
    text = tables(rows)
    assert text.count("SHORT") == 2
    assert "0.50x" in text
    assert "not installed: pip install x" in text
    keep(rows, tmp_path / "rows.json", "a machine")
    kept = json.loads((tmp_path / "rows.json").read_text(encoding="utf-8"))
    assert [row["held"] for row in kept["rows"]] == [True, False, False, None]


def test_nothing_of_the_product_imports_the_benchmark() -> None:
    files = [ROOT / "app.py", *(ROOT / "engine").rglob("*.py"), *(ROOT / "ui").rglob("*.py")]
    assert len(files) > 50
    for file in files:
        assert not re.search(r"^\s*(?:from|import) bench\b", file.read_text(encoding="utf-8"), re.M), file


def test_the_command_knows_its_parts(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["signals"]) == 0
    assert "signals" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["engin"])
    assert "there is no part 'engin'" in capsys.readouterr().err
    assert {engine.PART, durable.PART, start.PART, understanding.PART} < set(PARTS)
    assert {"dict dispatch", "raw transitions"} <= {one.name for one in ENGINES if one.here}
