"""Scenarios of one's own: what becomes of the answers, what a persona made of them may never do, how they are kept, and `new`."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from test_rehearsal import CALM, FLOW, HONEST, OPENING, TODAY, acts_of, by_turn, drawn, faults, of, played

from engine.cli import main
from engine.errors import HandholdError, StoreError, UnknownName
from engine.library import SHIPPED, Library
from engine.rehearsal.first_person import first_person
from engine.rehearsal.persona import Cast, Person
from engine.rehearsal.scenario import MOST, SCENARIO_CODES, Scenario, cautions, load_scenario, scenario_as_yaml, scenario_name
from engine.service import Service
from engine.source.problems import Problem, SourceError
from engine.stores import open_store
from engine.stores.scenarios import ScenarioFolder
from engine.talk.events import PersonaChanged, PersonaLeft, PersonaUttered, decode_all, encode
from engine.talk.guide import Guide

OWN = Path(__file__).parent / "scenarios"
FILES = tuple(sorted(path.stem for path in OWN.glob("*.yaml")))
TALKS = 20
ODILE = (OWN / "odile.yaml").read_text(encoding="utf-8")
WHATEVER = re.compile(r"[^\W_]+")
EVERYDAY = frozenset({
    "middle", "minutes", "page", "particular", "plays", "steady", "interview", "loud", "passed", "giving", "twice", "decides", "teaching",
    "hearing", "mornings", "promised", "times", "waiting", "friday", "monday", "tuesday", "may", "three", "new",
})  # fmt: skip
"""Words of the shipped personas that say nothing of their lives."""


def cast_of(library: Library, name: str) -> Cast:
    return library.cast(str(OWN / f"{name}.yaml"))


def told(library: Library, name: str) -> dict[str, list[str]]:
    """The scenario's own lines by topic and level."""
    topics = cast_of(library, name).persona.topics
    found = {}
    for topic, one in topics.items():
        for level in ("l0", "l1", "l2", "l3"):
            lines = [text for key, text in getattr(one, level).items() if key.startswith("own")]
            found |= {f"{topic}.{level}": lines} if lines else {}
    return found


# -- from answers to lines -------------------------------------------------------------------------------------------------


def test_there_are_ten_varied_scenarios() -> None:
    assert len(FILES) == 10


def test_each_answer_lies_where_it_belongs(library: Library) -> None:
    assert told(library, "odile") == {
        "enjoy_now.l1": ["The early round with the sampling boat."],
        "enjoy_now.l2": ["I like it when a curve makes sense at last. I write the odd ones in a notebook of mine."],
        "kind_of_work.l1": ["I'd like a little more variety. Nothing grand."],
        "kind_of_work.l2": ["I want to set up the sampling of the upper reservoirs on my own. I'd do it even without a title."],
        "why.l2": ["I grew up beside a river that nobody measured until the fish had gone."],
        "not_wanted.l1": ["Sitting in the control room for whole shifts."],
        "self_view.l1": ["I find mistakes in a series of figures."],
        "self_view.l2": ["Others ask me before they send anything off."],
        "gaps.l1": ["I've never drawn up a sampling plan."],
        "gaps.l2": ["I don't know the regulations for reservoirs."],
        "secret.l2": ["A consultancy has asked whether I'd come to them."],
        "secret.l3": [
            "I've been to see them, and I told everybody it was the dentist.",
            "I'm afraid that without the boat I'd be nobody in particular.",
        ],
    }
    persona = cast_of(library, "odile").persona
    assert persona.lines["first"] == {"own": "You wanted to see me. Is something wrong with the last series?"}
    assert "reservoir*" not in persona.topics["gaps"].keywords, "the wish speaks of it, too"
    assert "boat*" not in persona.topics["enjoy_now"].keywords, "what is hidden speaks of it, too"
    assert "dentist*" in persona.topics["secret"].keywords


def test_the_lender_gives_state_unlocks_and_fear_and_nothing_of_its_life(library: Library) -> None:
    lender, persona = library.cast("best_person").persona, cast_of(library, "odile").persona
    assert persona.start == lender.start
    assert persona.fear == lender.fear
    assert {name: one.unlock for name, one in persona.topics.items()} == {name: one.unlock for name, one in lender.topics.items()}
    assert persona.trap != lender.trap


@pytest.mark.parametrize("name", FILES)
def test_no_word_of_the_lenders_life_comes_through(name: str, library: Library) -> None:
    persona = cast_of(library, name).persona
    fear = re.search(r"^fear: (\w+)", (OWN / f"{name}.yaml").read_text(encoding="utf-8"), re.M)
    assert fear
    lender = library.cast(fear[1]).persona
    shared = WHATEVER.findall((SHIPPED / "personas/topics.yaml").read_text(encoding="utf-8").lower())
    own = WHATEVER.findall((OWN / f"{name}.yaml").read_text(encoding="utf-8").lower())
    alone = {word for topic in lender.topics.values() for phrase in topic.keywords for word in WHATEVER.findall(phrase.lower()) if len(word) > 3}
    names = {word.lower() for _, text in lender.texts() for word in re.findall(r"(?<=[a-z,] )[A-Z][a-z]+", text)}
    lives = (alone | names) - {*shared, *own, *EVERYDAY}
    assert len(lives) > 20
    assert names & lives
    said = [*(text for _, text in persona.texts()), *persona.brief.values(), persona.trap, persona.role, persona.title]
    assert not {word for text in said for word in WHATEVER.findall(text.lower())} & lives
    assert not {text for _, text in lender.texts()} & {text for _, text in persona.texts()}


def test_two_answers_alone_make_a_whole_persona(library: Library) -> None:
    persona = cast_of(library, "marek").persona
    assert told(library, "marek") == {
        "kind_of_work.l2": ["I want to teach the beginners."],
        "secret.l2": ["I have failed the theory test for instructors twice."],
    }
    assert sum(1 for _ in persona.texts()) >= 180
    assert {name for name, topic in persona.topics.items() if topic.fills} == {"kind_of_work", "secret"}, "nothing told fills no need"


def test_the_name_is_its_own_in_every_talk(library: Library) -> None:
    cast = cast_of(library, "odile")
    assert {cast.person(seed) for seed in range(40)} == {Person("Odile", "she", "her", "her", "hers", mark=cast.person(0).mark)}


def test_what_is_said_twice_in_the_form_is_one_line(library: Library) -> None:
    texts = [" ".join(WHATEVER.findall(text.casefold())) for _, text in cast_of(library, "repeat").persona.texts()]
    assert len(set(texts)) == len(texts)


def test_anything_may_be_typed(library: Library) -> None:
    persona = cast_of(library, "dollar").persona
    said = dict(persona.texts())
    assert said["kind_of_work.l2.own1"] == "I want \uff045,000 more and \uff04quote on paper: # not a comment, & no *anchor*, !tag %d 100%."
    assert said["kind_of_work.l1.own1"] == "- a list - of things."
    assert 'I was told "never" by them \\ twice.' in said["secret.l2.own1"]
    assert persona.brief == {"a": "\uff04name \uff04nobody \uff04"}
    assert cast_of(library, "hamid").person(0).name == "حميد"


def test_a_scenario_is_written_and_read_back_the_same(library: Library) -> None:
    beside = library.beside_scenarios()
    for name in FILES:
        path = OWN / f"{name}.yaml"
        one = library.scenario(path.read_text(encoding="utf-8"), str(path))
        problems: list[Problem] = []
        again = load_scenario(scenario_as_yaml(one), "again", beside, library.fears(), problems)
        assert again == replace(one, **{key: " ".join(value.split()) for (key,), value in (x for x in one.answers() if len(x[0]) == 1)})
        assert {problem.code for problem in problems} <= {"N003"}
        assert library.cast(one).hash == library.cast(str(path)).hash


@pytest.mark.parametrize(("written", "said"), [
    ("She wants to lead a crew and likes teaching.", "I want to lead a crew and like teaching."),
    ("She's been offered a post, and hasn't told anyone.", "I've been offered a post, and haven't told anyone."),
    ("Odile never watches her own figures.", "I never watch my own figures."),
    ("Her notes are hers alone; nobody helped her with them.", "My notes are mine alone; nobody helped me with them."),
    ("Wants to leave her team.", "I want to leave my team."),
    ("The early round with the boat.", "The early round with the boat."),
    ("I think she is right.", "I think she is right."),
    ("She tries to fix it herself.", "I try to fix it myself."),
    ("Her boss thinks she is lazy.", None),
    ("She likes maps and plans.", None),
    ("He wants to go.", None),
    ("She told Vera that she was leaving.", None),
])  # fmt: skip
def test_the_third_person_is_turned_where_that_is_safe(written: str, said: str | None, library: Library) -> None:
    who = Person("Odile", "she", "her", "her", "hers")
    assert first_person(written, who, library.beside_scenarios().others.for_pronoun("she")) == said


def test_they_is_turned_only_where_nobody_else_is_named(library: Library) -> None:
    who, others = Person("Kit", "they", "them", "their", "theirs"), library.beside_scenarios().others.for_pronoun("they")
    assert first_person("They want to move on. Their work bores them.", who, others) == "I want to move on. My work bores me."
    assert first_person("They think the customers like them.", who, others) is None


def test_turning_is_linear(library: Library) -> None:
    who, others = Person("Odile", "she", "her", "her", "hers"), library.beside_scenarios().others.for_pronoun("she")
    for text in ("she " * 2500, "she wants and " * 700, "a'" * 5000, "_" * 10_000, "her. " * 2000):
        begun = time.process_time()
        first_person(text, who, others)
        assert time.process_time() - begun < 0.5


# -- talks -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
def test_random_talks_hold_what_is_promised(name: str, library: Library, guide: Guide) -> None:
    cast = cast_of(library, name)
    for seed in range(TALKS):
        session = played(cast, guide, drawn(seed, guide), seed)
        assert not [*faults(cast, session), *_hidden_without_listening(cast, session)], f"seed {seed}"
        if not seed:
            assert decode_all(encode(event) for event in session.events) == session.events
            assert played(cast_of(Library(), name), guide, drawn(seed, guide), seed).events == session.events


def _hidden_without_listening(cast: Cast, session: object) -> list[str]:
    """Each hidden thing on the last level needs its own listener's turn."""
    rule = cast.persona.topics["secret"].unlock["l3"]
    wrong = []
    for turn, events in by_turn(session):  # type: ignore[arg-type]
        for line in of(PersonaUttered, events):
            asked = acts_of(events) | ({"reflection"} if "summary" in acts_of(events) else set())
            if line.line.startswith("secret.l3.") and (asked.isdisjoint(rule.acts) or turn < 8):
                wrong.append(f"turn {turn}: {line.line}")
    return wrong


LISTENING = ["What are you not telling me?", "You've been carrying something around for a while, then.", HONEST, "..."] * 4


@pytest.mark.parametrize("name", FILES)
def test_a_listener_is_told_all_that_is_hidden_in_its_order(name: str, library: Library, guide: Guide) -> None:
    cast = cast_of(library, name)
    topic = cast.persona.topics["secret"]
    hidden = [f"secret.{level}.{key}" for level in ("l2", "l3") for key in getattr(topic, level) if key.startswith("own")]
    session = played(cast, guide, [*OPENING.strip().splitlines()[:5], *CALM[:8], *LISTENING], 7)
    said = [one.line for one in of(PersonaUttered, session.events)]
    assert [line for line in said if line in hidden] == hidden


def test_a_fixer_is_told_nothing_that_is_hidden(library: Library, guide: Guide) -> None:
    lines = ["You should do a course.", "Are you happy?", "I'll make sure you get it.", "Why don't you find a mentor?", "Leave it with me."] * 6
    for name in FILES:
        session = played(cast_of(library, name), guide, lines, 3)
        assert not [one.line for one in of(PersonaUttered, session.events) if one.line.startswith(("secret.l2", "secret.l3"))]


PATIENT = [*OPENING.strip().splitlines()[:3], *CALM[:4], "What kind of work would you like more of?", "So that's what you'd be busy with.",
           "What makes that matter to you?", "...", "What would you rather not do?", "How do you see your own strengths?",
           "What have other people told you about your work?", "What would you still have to learn?", "And what else?",
           "What ideas do you have yourself?", "Which one will you take on first, and by when?", "How will you go about it?",
           "What could get in the way, and what will you do then?", "What do you need from me?", "When shall we look at it again?"]  # fmt: skip


@pytest.mark.parametrize("name", ["kit", "marek"])
def test_two_answers_last_for_a_whole_talk(name: str, library: Library, guide: Guide) -> None:
    for seed in range(4):
        session = played(cast_of(library, name), guide, PATIENT, seed)
        kinds = [one.line.split(".")[0] for one in of(PersonaUttered, session.events)]
        assert not of(PersonaLeft, session.events)
        assert kinds.count("dry") + kinds.count("evade") + kinds.count("unclear") <= 2
        assert {"propose", "commit", "how", "barrier", "support", "review"} <= set(kinds)


def test_it_is_kept_with_the_session_and_debriefed_like_any_other(library: Library, url: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(ODILE, encoding="utf-8")
    service = Service(open_store(url), library)
    talk = service.rehearse(FLOW, str(path), seed=5, difficulty="easy")
    for line in PATIENT[:10]:
        talk = service.say(talk, line, TODAY)
    path.unlink()
    again = Service(open_store(url), Library())
    other = again.open(talk.session.id)
    assert other.session == talk.session
    assert other.cast is not None
    assert other.cast.person(5).name == "Odile"
    assert again.debrief(other).turns == 10
    assert of(PersonaChanged, talk.session.of_turn(0))[0].state["patience"] == 12


# -- files -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("old", "new", "code", "place"), [
    ("fear: best_person", "fear: best_persan", "N001", "5:7"),
    ("fear: best_person", "fear: odile", "N001", "5:7"),
    ('"Sitting in the control room for whole shifts."', f'"{"x" * (MOST + 1)}"', "N002", "10:13"),
    ('"Sitting in the control room for whole shifts."', '"Her boss says she must stay."', "N003", "10:13"),
    ("says:", "sayss:", "S001", "6:1"),
    ("pronouns: she", "pronouns: it", "S004", "3:11"),
    ("name: Odile", 'name: " "', "S007", "2:7"),
])  # fmt: skip
def test_what_is_wrong_is_told_at_its_place(
    old: str, new: str, code: str, place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "odile.yaml"
    assert old in ODILE
    path.write_text(ODILE.replace(old, new, 1), encoding="utf-8")
    assert main(["check", str(path)]) == 1
    assert capsys.readouterr().out.startswith(f"{path}:{place} {code} ")
    status = main(["talk", FLOW, "--persona", str(path), "--store", "memory:", "--json"]) if code != "N003" else 2
    assert status == 2


def test_something_has_to_be_hidden(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "open.yaml"
    path.write_text(re.sub(r"hides:\n(  .*\n)+", "hides: {}\n", ODILE), encoding="utf-8")
    assert main(["check", str(path)]) == 1
    assert " N002 nothing is hidden" in capsys.readouterr().out


def test_every_code_of_scenarios_is_tried() -> None:
    tried = Path(__file__).read_text(encoding="utf-8")
    assert all(f'"{code}"' in tried or f" {code} " in tried for code in SCENARIO_CODES)


def test_a_scenario_among_an_authors_personas_is_found_and_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "mine" / "personas"
    folder.mkdir(parents=True)
    (folder / "odile.yaml").write_text(ODILE, encoding="utf-8")
    (folder / "ruth.yaml").write_text((OWN / "ruth.yaml").read_text(encoding="utf-8").replace("fear: tutorial", "fear: odile"), encoding="utf-8")
    library = Library(tmp_path / "mine")
    assert library.cast("odile").persona.role.startswith("Lab technician")
    with pytest.raises(SourceError, match="N001"):
        library.cast("ruth")
    assert main(["check", "--flows", str(tmp_path / "mine")]) == 1
    assert capsys.readouterr().out.count("N001") == 1


def test_the_stock_and_what_stands_beside_it_are_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "personas"
    folder.mkdir()
    stock = (SHIPPED / "personas/stock.yaml").read_text(encoding="utf-8")
    first = next(iter(Library().cast("tutorial").persona.lines["nod"].values()))
    (folder / "stock.yaml").write_text(stock.replace('"Ah, I see."', f'"{first}"'), encoding="utf-8")
    (folder / "own.yaml").write_text("traps: {}\ncaution: {}\n", encoding="utf-8")
    assert main(["check", str(folder)]) == 1
    out = capsys.readouterr().out
    assert " P008 " in out
    assert " S002 the key 'others' is missing" in out


def test_every_answer_has_a_topic_in_which_it_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "personas"
    folder.mkdir()
    own, odile = (SHIPPED / "personas/own.yaml").read_text(encoding="utf-8"), str(OWN / "odile.yaml")
    for told, problem in (("lacks: gapz", " P004 there is no topic 'gapz'  (did you mean 'gaps'?)"), ("", " S002 the key 'lacks' is missing")):
        (folder / "own.yaml").write_text(own.replace("lacks: gaps, " if not told else "lacks: gaps", told), encoding="utf-8")
        assert main(["check", "--flows", str(tmp_path), odile]) != 0
        streams = capsys.readouterr()
        assert problem in streams.out + streams.err
        with pytest.raises(SourceError):
            Library(tmp_path).cast(odile)


# -- with care for real people -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("key", "answer", "kinds"), [
    ("name", "Odile Marchand", {"full_name"}),
    ("why", "Ask Odile Marchand about it.", {"full_name"}),
    ("why", "I met the great Vera Sandoval there.", {"full_name"}),
    ("why", "Write to odile@works.example.", {"email"}),
    ("why", "I've had burnout, and my wife knows.", {"health", "family"}),
    ("why", "I like the skilful, willing people. Their health plan pills too.", set()),
    ("role", "Lab technician at Hill End", set()),
])  # fmt: skip
def test_a_kind_word_about_real_people(key: str, answer: str, kinds: set[str], library: Library) -> None:
    beside = library.beside_scenarios()
    one = replace(library.scenario(ODILE, "odile"), **{key: answer})
    expected = tuple(caution.say for kind, caution in beside.caution.items() if kind in kinds)
    assert cautions(one, beside) == expected or (key == "role" and cautions(one, beside) in ((), (beside.caution["full_name"].say,)))


# -- keeping -----------------------------------------------------------------------------------------------------------------


def test_a_kept_scenario_is_listed_found_by_name_and_forgotten(library: Library, tmp_path: Path) -> None:
    service = Service(open_store("memory:"), library)
    service.scenarios = ScenarioFolder(tmp_path / "data" / "scenarios")
    assert service.scenarios.names() == ()
    path = service.scenarios.keep("odile", ODILE)
    assert service.scenarios.names() == ("odile",)
    assert path.read_text(encoding="utf-8") == ODILE
    assert [one.name for one in path.parent.iterdir()] == ["odile.yaml"]
    talk = service.rehearse(FLOW, "odile")
    assert talk.cast is not None
    assert talk.cast.person(0).name == "Odile"
    service.scenarios.forget("odile")
    assert service.scenarios.names() == ()
    with pytest.raises(UnknownName):
        service.scenarios.forget("odile")
    with pytest.raises(UnknownName):
        service.rehearse(FLOW, "odile")
    with pytest.raises(ValueError, match="name of a file"):
        service.scenarios.keep("../odile", ODILE)
    assert service.scenarios.path("../data/scenarios/odile") is None


def test_a_full_disk_is_told_and_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_self: Path, _target: Path) -> Path:
        raise OSError(28, "No space left on device")

    kept = ScenarioFolder(tmp_path)
    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(StoreError, match="No space left"):
        kept.keep("odile", ODILE)
    assert not list(tmp_path.iterdir())


def test_the_name_of_the_file_comes_from_the_name() -> None:
    assert scenario_name("Odile M.", {}) == "odile_m"
    assert scenario_name("Odile", {"odile": 1, "odile_2": 1}) == "odile_3"
    assert scenario_name("حميد", {}) == "scenario"
    assert scenario_name("../../etc", {}) == "etc"
    assert scenario_name("9 lives", {}) == "scenario"


# -- handhold new ------------------------------------------------------------------------------------------------------------


def test_a_new_persona_passes_and_talks_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str], library: Library, guide: Guide) -> None:
    assert main(["new", "persona", "alex", "--dir", str(tmp_path / "deep")]) == 0
    path = tmp_path / "deep" / "alex.yaml"
    assert main(["check", str(path)]) == 0, capsys.readouterr().out
    cast = library.cast(str(path))
    assert cast.persona.persona == "alex"
    assert not faults(cast, played(cast, guide, PATIENT))
    assert set(re.findall(r"^(\w+):", path.read_text(encoding="utf-8"), re.M)) == {
        "scenario", *(one for one in Scenario.__dataclass_fields__ if one not in ("mark", "scenario"))
    }  # fmt: skip


def test_a_new_flow_passes_is_proven_and_talks_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "flow", "friday", "--dir", str(tmp_path)]) == 0
    path = tmp_path / "friday.yaml"
    assert main(["check", str(path)]) == 0, capsys.readouterr().out
    assert main(["prove", str(path)]) == 0
    service = Service(open_store("memory:"), Library())
    talk = service.start(str(path))
    said = ["The pump failed on Tuesday and I got everybody out.", "I stay calm when it gets loud.", "no", "I will write the list for the pump room.",
            "next Friday", "no"]  # fmt: skip
    for text in said:
        talk = service.say(talk, text, TODAY)
    assert talk.session.ended == "done"


@pytest.mark.parametrize("name", ["", "Bad", "1a", "a-b", "../up", "a" * 41, "con\n"])
def test_a_name_that_cannot_be_used_is_told_in_one_line(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "persona", name, "--dir", str(tmp_path)]) == 2
    assert len(capsys.readouterr().err.replace(repr(name)[1:-1], name).strip().splitlines()) <= 1 + name.count("\n")
    assert not list(tmp_path.iterdir())


def test_nothing_is_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "alex.yaml").write_text("mine\n", encoding="utf-8")
    for kind in ("flow", "persona"):
        assert main(["new", kind, "alex", "--dir", str(tmp_path)]) == 2
        assert capsys.readouterr().err == f"handhold: {tmp_path / 'alex.yaml'} is there already; nothing was written\n"
    assert (tmp_path / "alex.yaml").read_text(encoding="utf-8") == "mine\n"


# -- the form ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def form(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The form, with a store and a data folder of its own."""
    monkeypatch.setenv("HANDHOLD_STORE", url)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    at = AppTest.from_file(str(SHIPPED.parent / "app.py"), default_timeout=60).run()
    at = at.switch_page("ui/rehearse.py").run()
    return _press(at, "Write a scenario of your own")


def _press(at: AppTest, label: str) -> AppTest:
    pressed = next(one for one in at.button if one.label == label).click().run()
    assert not pressed.exception
    return pressed


def _fill(at: AppTest, **answers: str) -> None:
    for key, answer in answers.items():
        box = next(one for one in (*at.text_input, *at.text_area) if one.key == f"scenario-{key}")
        box.set_value(answer)


def test_the_form_makes_somebody_to_rehearse_with(form: AppTest, tmp_path: Path, library: Library) -> None:
    at = _press(form, "Use this scenario")
    assert "Still to be answered" in at.error[0].value
    _fill(at, name="Odile", role="Lab technician", wants="I'd like to sample the reservoirs.", listener="My mother is ill, and I've told nobody.")
    next(one for one in at.radio if one.key == "scenario-fear").set_value("best_person")
    next(one for one in at.checkbox if one.key == "scenario-keep").check()
    at = _press(at, "Use this scenario")
    said = [one.value for one in at.warning]
    assert any("health" in one for one in said)
    assert any("family" in one for one in said)
    at = _press(at, "Use this scenario")
    kept = tmp_path / "data" / "handhold" / "scenarios" / "odile.yaml"
    assert library.scenario(kept.read_text(encoding="utf-8"), "kept").name == "Odile"
    assert at.radio[0].value == "own odile"
    at = _press(at, "Start the rehearsal")
    assert at.title[0].value == "A talk with Odile"


def test_words_about_somebody_are_asked_for_once_and_then_taken(form: AppTest) -> None:
    _fill(form, name="Odile", role="Lab technician", wants="Her boss thinks she should lead.", late="I have an offer.")
    next(one for one in form.radio if one.key == "scenario-fear").set_value("tutorial")
    at = _press(form, "Use this scenario")
    assert "write it as they would say it" in at.warning[0].value
    at = _press(at, "Use this scenario")
    assert at.radio[0].value == "own odile"


def test_a_broken_kept_scenario_is_told_and_not_offered(form: AppTest, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "handhold" / "scenarios"
    folder.mkdir(parents=True)
    (folder / "odd.yaml").write_text("scenario: odd\n", encoding="utf-8")
    at = _press(form, "Back")
    assert any("odd" in one.value for one in at.warning)
    assert not any(str(one.value).startswith("own") for one in at.radio)


def test_a_persona_by_path_that_is_not_there_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["talk", FLOW, "--persona", "nowhere/mine.yaml", "--store", "memory:"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    with pytest.raises(HandholdError):
        Library().cast("nowhere/mine.yaml")
