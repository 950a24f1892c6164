"""The room: lines to vote for, votes, observers' counts beside the rules', rounds, the phone page, and the screen without a browser."""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from engine.cli import main
from engine.language.understand import understand
from engine.library import Library
from engine.room import files
from engine.room.model import PARTS, STAGES, Kind
from engine.room.observers import Beside, Count, counted, improvement, laid_beside, tallies
from engine.room.options import Option, Scene, last_words, options, stage_now
from engine.room.scene import scene
from engine.room.votes import Ballot, empty, leading
from engine.service import Service, Talk
from engine.source.problems import SourceError
from engine.stores import open_store
from engine.talk.guide import Guide
from ui.room_phones import LOOPBACK, MOST_PHONES, Poll, VoteServer, addresses, qr

ROOT = Path(__file__).resolve().parent.parent
TODAY = date(2026, 11, 22)
SCENES = [
    Scene("at least it's solid", "what you enjoy at work now", "Alex"), Scene("a bit more than now", "what lies behind your wish", "Sam"),
    Scene("it sounds too big for a team this size", "how others see you", "Jo"),
]  # fmt: skip
PLACE = re.compile(r"\$(words|topic|name)\b")
COSTLY = {"promise", "hint", "taking_ownership", "advice", "verdict", "dismissal", "leading_question"}


@pytest.fixture(scope="module")
def words() -> files.Words:
    return files.words(Library())


def every_line(words: files.Words) -> Iterator[tuple[Kind, str, str, str]]:
    for name, kind in words.moves.kinds.items():
        for stage in STAGES:
            for key, text in kind.lines.of(stage).items():
                yield kind, f"{name}.{stage}.{key}", stage, text


# The lines


def test_there_are_twelve_lines_of_each_kind_for_each_stage_and_none_twice(words: files.Words) -> None:
    texts = [text for _, _, _, text in every_line(words)]
    assert len(texts) == len(set(texts))
    for kind in words.moves.kinds.values():
        for stage in STAGES:
            lines = kind.lines.of(stage).values()
            assert len(lines) >= 12
            assert sum(PLACE.search(text) is None for text in lines) >= 6


def test_the_rules_hear_in_the_lines_what_they_are_meant_to_be(words: files.Words, guide: Guide) -> None:
    """Else the room would vote for a reflection and be shown something else: 96 in 100 of each kind, whatever is put in.

    Costly acts stand in costly lines only: 1 in 100 of the others at most is heard as one.
    """
    context = [("manager", "What do you enjoy about your work?"), ("employee", "It sounds too big for a team this size.")]
    heard: dict[str, list[bool]] = {}
    costly = []
    for kind, name, _, text in every_line(words):
        for now in SCENES:
            said = understand(now.put_in(text), guide.language, TODAY, context, "manager")
            heard.setdefault(kind.name, []).append(said.has(*kind.acts))
            costly += [name] if kind.leans == "helps" and said.has(*COSTLY) else []
    assert all(sum(several) >= 0.96 * len(several) for several in heard.values()), {name: sum(one) / len(one) for name, one in heard.items()}
    assert len(costly) <= 0.01 * sum(len(several) for several in heard.values()), costly


def test_every_step_of_the_flow_belongs_to_one_stage(words: files.Words, guide: Guide) -> None:
    steps = [step for stage in STAGES for step in getattr(words.moves.stages, stage).steps]
    assert sorted(steps) == sorted(step.id for step in guide.flow.steps)


def test_an_author_who_leaves_lines_out_is_told(tmp_path: Path) -> None:
    (tmp_path / "room").mkdir()
    text = (ROOT / "flows/room/moves.yaml").read_text(encoding="utf-8")
    (tmp_path / "room/moves.yaml").write_text(re.sub(r"\n {10}[b-m]: .*Leave it with me, I'll sort.*", "", text).replace("leans: costs", "leans: hurts"))
    with pytest.raises(SourceError, match="S004"):
        files.words(Library(tmp_path))
    (tmp_path / "room/moves.yaml").write_text(re.sub(r"(?m)^ {10}[kl]: .*\n", "", text))
    with pytest.raises(SourceError, match="S006"):
        files.words(Library(tmp_path))


def test_check_reads_the_room_s_files_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "room").mkdir()
    own = tmp_path / "room" / "moves.yaml"
    own.write_text((ROOT / "flows/room/moves.yaml").read_text(encoding="utf-8").replace("leans: costs", "leans: hurts"), encoding="utf-8")
    for call in (["check", "--flows", str(tmp_path)], ["check", str(tmp_path)], ["check", str(own)]):
        assert main(call) == 1
        told = capsys.readouterr().out.splitlines()
        assert told
        assert all(line.startswith(f"{own}:") and "S004" in line for line in told)
    assert main(["check", str(ROOT / "flows/room/cards.yaml")]) == 0
    (tmp_path / "room" / "cardz.yaml").write_text("a: 1\n")
    assert main(["check", str(tmp_path / "room" / "cardz.yaml")]) == 2
    assert "moves.yaml, cards.yaml, debrief.yaml" in capsys.readouterr().err


# Which lines are offered


@pytest.mark.parametrize("seed", [0, 7, 4711])
@pytest.mark.parametrize("stage", STAGES)
def test_options_differ_in_kind_mix_good_and_costly_and_never_come_back(words: files.Words, seed: int, stage: str) -> None:
    shown: set[str] = set()
    for turn in range(1, 17):
        found = options(words.moves, stage, SCENES[turn % 3], seed, turn, shown)
        kinds = [one.kind for one in found]
        assert len(found) == 4
        assert len(set(kinds)) == 4
        assert 1 <= sum(words.moves.kinds[kind].leans == "costs" for kind in kinds) <= 2
        assert not shown & {one.id for one in found}
        assert not any(PLACE.search(one.text) for one in found)
        shown |= {one.id for one in found}


def test_options_run_dry_without_an_error(words: files.Words) -> None:
    shown: set[str] = set()
    offered = 0
    for turn in range(1, 200):
        found = options(words.moves, "story", Scene(), 7, turn, shown)
        offered += len(found)
        shown |= {one.id for one in found}
    without = [name for _, name, stage, text in every_line(words) if stage == "story" and not PLACE.search(text)]
    assert offered == len(without) == len(shown)


def test_options_are_the_same_for_the_same_seed_and_turn_and_vary_with_both(words: files.Words) -> None:
    def offered(seed: int, turn: int) -> tuple[Option, ...]:
        return options(words.moves, "story", SCENES[0], seed, turn, set())

    assert offered(7, 3) == offered(7, 3)
    assert len({offered(seed, turn) for seed in range(5) for turn in range(5)}) > 20


def test_a_place_that_cannot_be_filled_keeps_the_line_back() -> None:
    assert Scene().put_in('You said "$words".') == ""
    assert Scene(words="it drags").put_in('you said "$words".') == 'You said "it drags".'


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Before you start. The evenings are the worst part.", "The evenings are the worst part"),
        ("The evenings are the worst part. I'm writing that down.", "The evenings are the worst part"),
        ("It runs by itself by now. Is there a place on that programme?", "It runs by itself by now"),
        ("I want my name on it.", ""), ("Fine.", ""), ("", ""), ("What next? And then what happens?", ""),
        ('They said "never again" to everybody.', ""), ("Well … " + "so " * 5000, ""),
    ],
)  # fmt: skip
def test_last_words_can_be_said_by_the_manager(text: str, found: str) -> None:
    assert last_words(text) == found


def test_a_topic_is_named_once_it_was_told_and_the_secret_never() -> None:
    service = Service(open_store("memory:"), Library())
    for persona in ("wants_promises", "no_idea"):
        talk = service.rehearse("career_talk", persona, 7)
        cast = talk.cast
        assert cast is not None
        topics = [name for name in cast.persona.topics if name in cast.abouts]
        for name in topics:
            untold, told = ({**talk.session.role, "thread": name, "levels": {name: level}} for level in (0, 1))
            assert scene(cast, replace(talk.session, role=untold)).topic == ""
            topic = scene(cast, replace(talk.session, role=told)).topic
            assert "$" not in topic
            assert (topic == "") == (name == "secret" or cast.abouts[name].startswith("why"))


# A talk that a room holds


class Demo:
    """A room that always votes for the kind that `wants` names, else for the first line."""

    def __init__(self, seed: int, wants: tuple[str, ...], turns: int = 12) -> None:
        self.words, self.service = files.words(Library()), Service(open_store("memory:"), Library())
        self.talk = self.service.rehearse("career_talk", "wants_promises", seed)
        shown: set[str] = set()
        self.offered: list[tuple[Option, ...]] = []
        for turn in range(1, turns + 1):
            assert self.talk.cast is not None
            now = scene(self.talk.cast, self.talk.session)
            found = options(self.words.moves, stage_now(self.words.moves, self.talk.session), now, seed, turn, shown)
            shown |= {one.id for one in found}
            self.offered.append(found)
            chosen = next((one for want in wants for one in found if one.kind == want), found[0])
            self.talk = self.service.say(self.talk, chosen.text, TODAY)


@pytest.fixture(scope="module")
def promising() -> Demo:
    return Demo(7, ("promise", "solve"))


def test_the_same_seed_and_votes_give_the_same_demo(promising: Demo) -> None:
    again = Demo(7, ("promise", "solve"))
    assert again.offered == promising.offered
    assert [one.text for one in again.talk.session.transcript] == [one.text for one in promising.talk.session.transcript]


def test_a_talk_walks_through_the_stages_no_faster_than_one_in_three_turns(promising: Demo) -> None:
    stages = [{one.id.split(".")[1] for one in offered} for offered in promising.offered]
    assert all(len(one) == 1 for one in stages)
    places = [STAGES.index(one.pop()) for one in stages]
    assert places[:3] == [0, 0, 0]
    assert all(place <= turn // 3 for turn, place in enumerate(places))
    assert 0 not in places[3:]


def test_what_the_room_votes_for_shows_in_the_counts(promising: Demo) -> None:
    listening = Demo(7, ("give_back", "ask"))
    bad, good = (counted(one.words.cards, one.talk.session) for one in (promising, listening))
    assert good["reflections"].number > bad["reflections"].number
    assert bad["promises"].number + bad["managers"].number > good["promises"].number + good["managers"].number


# Votes


def test_hands_go_up_and_down_but_not_below_nothing() -> None:
    ballot = empty(3).more(0).more(0).more(2).more(1, -1)
    assert ballot.hands == (2, 0, 1)
    with pytest.raises(IndexError):
        ballot.more(3)


@pytest.mark.parametrize(("typed", "hands"), [("5 3 0 2", (5, 3, 0, 2)), (" 12,4 ", (12, 4, 0, 0)), ("9", (9, 0, 0, 0)), ("9999", (999, 0, 0, 0))])
def test_counts_can_be_typed(typed: str, hands: tuple[int, ...]) -> None:
    assert empty(4).typed(typed).hands == hands


@pytest.mark.parametrize("typed", ["", "five", "1 2 3 4 5", "3 a", "-", "1" * 5000])
def test_what_is_no_count_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="type up to 4 numbers"):
        empty(4).typed(typed)


def test_hands_and_phones_are_counted_together_and_ties_are_seen() -> None:
    totals = Ballot((2, 0, 1)).with_phones((0, 2))
    assert totals == (2, 2, 1)
    assert leading(totals) == (0, 1)
    assert leading((0, 0)) == leading(()) == ()


# Observers


def test_the_six_cards_count_what_the_debrief_counts(words: files.Words, guide: Guide) -> None:
    assert list(words.cards.cards) == ["reflections", "solutions", "promises", "owners", "opening", "feedback"]
    acts = set(guide.language.lexicon.acts("manager"))
    for tally in tallies(words.cards).values():
        assert set(tally.acts) <= acts
        assert bool(tally.acts) != tally.opening


def held(*said: str) -> Talk:
    service = Service(open_store("memory:"), Library())
    talk = service.rehearse("career_talk", "raised_hopes", 7)
    for text in said:
        talk = service.say(talk, text, TODAY)
    return talk


SAID = (
    "I asked for this talk because I'd like to understand where you want your career to go. It's your career, so you decide.",
    "So part of the work feeds you. You sound torn about it.", "You should take a course.", "I promise you'll be on the next project.",
)  # fmt: skip


def test_the_rules_count_turns_and_the_opening_counts_its_parts(words: files.Words) -> None:
    found = counted(words.cards, held(*SAID).session)
    assert found["solutions"] == Count(1, (3,))
    assert found["promises"].turns == (4,)
    assert found["reflections"].turns == (2,)
    assert (found["opening"].number, found["opening"].turns, found["opening"].among) == (2, (1,), (1, 2, 3))


def test_a_disputed_reading_does_not_count(words: files.Words) -> None:
    service = Service(open_store("memory:"), Library())
    talk = service.rehearse("career_talk", "raised_hopes", 7)
    talk = service.say(talk, "You should take a course.", TODAY)
    assert counted(words.cards, talk.session)["solutions"].number == 1
    assert counted(words.cards, service.judge(talk, 1, "advice", TODAY, holds=False).session)["solutions"].number == 0


def test_counts_are_laid_beside_without_blame_and_with_the_turns(words: files.Words) -> None:
    session = held(*SAID).session
    found = laid_beside(words.cards, {"solutions": 3, "promises": 1, "opening": 4}, session)
    assert found["solutions"].text() == "You saw 3, the rules saw 1: turn 3."
    assert found["solutions"].again == (3,)
    assert found["promises"].text() == "You saw 1, and so did the rules: turn 4."
    assert found["promises"].again == ()
    assert found["opening"].again == (1, 2, 3)
    assert found["labels"].text().startswith("No count was entered.")
    blame = re.compile(r"\b(wrong|mistake|missed|error|failed|correct)\b", re.I)
    assert not any(blame.search(one.text()) for one in found.values())


def test_turns_that_the_rules_were_not_sure_of_are_looked_at_again() -> None:
    one = Beside("x", 4, Count(2, (3, 9), (5,)))
    assert one.text() == "You saw 4, the rules saw 2: turns 3, 9. The rules were not sure about turn 5."
    assert one.again == (3, 5, 9)


def test_two_rounds_are_compared_by_what_each_card_is_after(words: files.Words) -> None:
    changes = improvement(words.cards, {"reflections": 2, "solutions": 5, "labels": 1, "promises": 3}, {"reflections": 6, "solutions": 6, "labels": 1})
    assert [(one.tally, one.way) for one in changes] == [("reflections", "nearer"), ("solutions", "further"), ("labels", "level")]
    assert changes[0].text() == "2 in round 1, 6 in round 2: 4 more, nearer to what the card is after."


def test_the_debrief_has_four_screens_and_a_card(words: files.Words) -> None:
    assert PARTS == ("reactions", "happened", "why", "monday")
    assert all(3 <= len(getattr(words.guide, name).prompts) <= 5 for name in PARTS)
    assert len(words.guide.card.examples) >= 3


# Phones


def test_a_phone_votes_once_a_turn_and_may_change_its_mind() -> None:
    poll = Poll()
    poll.show(1, ["a", "b"])
    first, second = poll.welcome(""), poll.welcome("")
    assert first
    assert second
    assert poll.vote(first, 1, 0)
    assert poll.vote(first, 1, 1)
    assert poll.vote(second, 1, 1)
    assert poll.counts() == (0, 2)
    assert not poll.vote("stranger", 1, 0)
    assert not poll.vote(first, 2, 0)
    assert not poll.vote(first, 1, 2)
    poll.show(1, ["a", "b", "from the floor"])
    assert poll.counts() == (0, 2, 0)
    poll.show(2, ["a", "b"])
    assert poll.counts() == (0, 0)


def test_too_many_phones_are_turned_away() -> None:
    poll = Poll()
    phones = {poll.welcome("") for _ in range(MOST_PHONES)}
    assert len(phones) == MOST_PHONES
    assert poll.welcome("") is None
    known = phones.pop()
    assert known
    assert poll.welcome(known) == known


@pytest.fixture
def server() -> Iterator[VoteServer]:
    running = VoteServer(LOOPBACK)
    running.poll.show(3, ["What draws you?", "<b>You should</b> go."])
    yield running
    running.stop()


def ask(server: VoteServer, method: str, path: str, body: str | None = None, **headers: str) -> http.client.HTTPResponse:
    where = urlsplit(server.url)
    connection = http.client.HTTPConnection(str(where.hostname), where.port, timeout=5)
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    answer.body = answer.read().decode()  # type: ignore[attr-defined]
    connection.close()
    return answer


def come(server: VoteServer) -> str:
    """Open the page; the cookie of the phone."""
    return str(ask(server, "GET", urlsplit(server.url).path).headers["Set-Cookie"]).split(";")[0]


def vote(server: VoteServer, cookie: str, line: int, turn: int = 3) -> int:
    return ask(server, "POST", urlsplit(server.url).path, f"turn={turn}&line={line}", Cookie=cookie).status


def test_two_votes_of_one_phone_count_once(server: VoteServer) -> None:
    mine, other = come(server), come(server)
    assert mine != other
    assert [vote(server, mine, 0), vote(server, mine, 0), vote(server, other, 1)] == [303, 303, 303]
    assert server.poll.counts() == (1, 1)
    assert vote(server, mine, 1) == 303
    assert server.poll.counts() == (0, 2)


def test_the_page_shows_the_lines_as_text_and_runs_nothing(server: VoteServer) -> None:
    page = ask(server, "GET", urlsplit(server.url).path)
    assert "What draws you?" in page.body  # type: ignore[attr-defined]
    assert "<b>" not in page.body  # type: ignore[attr-defined]
    assert "<script" not in page.body  # type: ignore[attr-defined]
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-store"
    assert "HttpOnly" in page.headers["Set-Cookie"]
    assert "Python" not in str(page.headers)


def test_a_phone_looks_again_by_itself_only_when_it_has_nothing_to_choose(server: VoteServer) -> None:
    home, cookie = urlsplit(server.url).path, come(server)
    assert ask(server, "GET", home, Cookie=cookie).headers["Refresh"] is None
    vote(server, cookie, 0)
    assert ask(server, "GET", home, Cookie=cookie).headers["Refresh"]
    server.poll.show(4, ["Other lines"])
    assert ask(server, "GET", home, Cookie=cookie).headers["Refresh"] is None
    server.poll.show(0, [])
    assert ask(server, "GET", home, Cookie=cookie).headers["Refresh"]


def test_everything_else_is_refused(server: VoteServer) -> None:
    home, cookie = urlsplit(server.url).path, come(server)
    for path in ("/", "/favicon.ico", home + "x", home[:-1], f"{home}/", f"{home}?a=b", "/../etc/passwd"):
        assert ask(server, "GET", path).status == 404
    assert ask(server, "POST", "/", "turn=3&line=0", Cookie=cookie).status == 404
    assert ask(server, "POST", home, "turn=3&line=0").status == 404
    assert ask(server, "POST", home, "turn=3&line=0", Cookie="hh=made-up").status == 404
    assert ask(server, "POST", home, "x" * 5000, Cookie=cookie).status == 404
    assert ask(server, "POST", home, "turn=3&line=0", Cookie=cookie, **{"Content-Length": "-1"}).status == 404
    for body in ("turn=2&line=0", "turn=3&line=9", "turn=3", "line=0", "turn=3&line=x", "turn=3&line=0&line=1", "%00"):
        assert ask(server, "POST", home, body, Cookie=cookie).status == 409
    for method in ("PUT", "DELETE", "OPTIONS", "HEAD", "TRACE"):
        assert ask(server, method, home).status == 501
    assert server.poll.counts() == (0, 0)


def test_nothing_is_written_down(server: VoteServer, capfd: pytest.CaptureFixture[str]) -> None:
    vote(server, come(server), 0)
    ask(server, "GET", "/nowhere")
    assert capfd.readouterr() == ("", "")


def gone(server: VoteServer) -> bool:
    try:
        ask(server, "GET", urlsplit(server.url).path)
    except OSError:
        return True
    return False


def test_it_listens_only_while_it_is_allowed(server: VoteServer) -> None:
    assert not gone(server)
    server.stop()
    assert gone(server)
    server.stop()


def test_it_stops_by_itself_when_the_screen_is_away_and_not_before() -> None:
    server = VoteServer(LOOPBACK, idle=1.0)
    for _ in range(8):
        time.sleep(0.2)
        server.seen()
    assert server.running
    deadline = time.monotonic() + 10
    while server.running and time.monotonic() < deadline:
        time.sleep(0.1)
    assert gone(server)


def test_each_time_has_an_address_of_its_own() -> None:
    first, second = VoteServer(LOOPBACK), VoteServer(LOOPBACK)
    assert first.token != second.token
    assert ask(second, "GET", f"/{first.token}").status == 404
    first.stop()
    second.stop()


def test_the_code_is_a_picture_that_needs_no_network() -> None:
    picture = qr("http://192.0.2.10:5000/abc")
    assert picture.startswith("data:image/svg+xml")
    assert addresses()[-1] == LOOPBACK


# The screen


def opened() -> AppTest:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    at.run()
    at.switch_page("ui/room.py").run()
    assert not at.exception
    return at


def press(at: AppTest, *names: str) -> AppTest:
    for name in names:
        at.button(key=f"room-{name}").click().run()
        assert not at.exception, at.exception
    return at


def wall(at: AppTest) -> str:
    return "\n".join(one.proto.body for one in at.get("html") if not one.proto.body.startswith("<style>"))


def test_a_round_leaves_nothing_behind_unless_the_trainer_saves_it(store: Service) -> None:
    at = press(opened(), "setup-start", "more-1", "vote-say", "said-next", "more-0", "more-0", "fewer-0", "vote-say", "said-end")
    for one in at.number_input:
        one.set_value(1)
    at.button[0].click().run()
    assert not at.exception
    assert "Table 1 and the rules" in wall(at)
    assert store.sessions() == ()
    press(at, "after-save")
    (kept,) = store.sessions()
    talk = store.open(kept.id)
    assert kept.ended == "done"
    assert talk.session.ended is not None
    assert len([one for one in talk.session.transcript if one.speaker == "person"]) == 2


def test_nothing_is_said_without_a_vote_or_at_a_tie(store: Service) -> None:
    at = press(opened(), "setup-start", "vote-say")
    assert "Nobody has voted yet" in wall(at)
    press(at, "more-0", "more-2", "vote-say")
    assert "A tie between 1 and 3" in wall(at)
    assert "What was that?" in wall(press(at, "more-2", "vote-say"))


def test_tags_wait_for_the_guess_when_the_trainer_wants_it(store: Service) -> None:
    at = press(opened(), "setup-start", "more-0", "vote-say")
    assert "What the rules saw" not in wall(at)
    assert "What the rules saw" in wall(press(at, "said-tags"))
    assert "What the rules saw" in wall(press(at, "said-next", "vote-guess", "more-1", "vote-say"))


def test_a_reset_brings_the_same_demo_and_can_be_undone(store: Service) -> None:
    def lines(at: AppTest) -> list[str]:
        return re.findall(r"</div><p>(.*?)</p></div>", wall(at))

    at = press(opened(), "setup-start")
    first = lines(at)
    assert len(first) == 4
    later = lines(press(at, "more-0", "vote-say", "said-next"))
    assert not set(first) & set(later)
    press(at, "vote-reset")
    assert "One talk, the whole room" in at.title[0].value
    assert lines(press(at, "setup-start")) == first
    press(at, "vote-reset")
    assert "Turn 1" in wall(press(at, "setup-undo"))
