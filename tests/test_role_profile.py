"""The role profile: a pasted text becomes a list, the list a comparison, the comparison the gaps that a career talk takes up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from people_driver import PLAIN_ANSWERS
from walks import TODAY, answer, held, values, wandered

from engine.cli import main
from engine.flow.model import Flow
from engine.language.adverts import requirements
from engine.library import SHIPPED, Library
from engine.service import Service, Talk, awaiting
from engine.source.ladder import MOST_ROWS, UnknownLevel, load_ladder
from engine.source.problems import SourceError
from engine.stores import open_store
from engine.talk.events import RedFlagRaised
from engine.talk.job_text import wants_job_text

FLOW = "role_profile"
ADVERT = next(one for one in yaml.safe_load((Path(__file__).parent / "adverts" / "tune.yaml").read_text(encoding="utf-8")) if one["name"] == "developer")["text"]
BOOK: dict[str, list[str]] = {
    "role_name": ["Senior backend developer at a larger firm"],
    "role_sure": ["One of several, I'd say"],
    "role_draw": ["I would like designing a service from the beginning and talking it through with others"],
    "text_source": ["I have an advert"],
    "requirements": [ADVERT],
    "experience_asked": ["five years of web services"],
    "seniority_asked": ["a step up"],
    "tasks_asked": ["designing services, reviewing code, keeping the handbook"],
    "objectives_asked": ["a faster seat search within six months"],
    "reports_asked": ["I'd report to the head of engineering"],
    "hard_skills": ["Python, PostgreSQL and message queues"],
    "soft_skills": ["explaining things in writing, and staying calm on call"],
    "leadership_skills": ["mentoring one junior"],
    "compared": ["PostgreSQL tuning; message queues in production; reviewing other people's code; writing design documents; mentoring a junior"],
    "stand": ["I have that", "Not yet", "I have that", "Partly", "Not yet"],
    "evidence": [
        ("In May I found out why the reports were slow: I read the query plans, added two indexes and the nightly run went from an hour to five minutes. "
        "Last autumn I reviewed a colleague's payment code and found a rounding error before it went live, which saved us a refund round."),
    ],
    "matter_most": ["message queues in production, writing design documents and mentoring a junior"],
    "met_here": ["I could take over the queue for the invoice mails, which nobody owns in our team"],
    "check_with": ["Ines, who leads the platform team"],
    "check_question": ["Which of these would you turn somebody down for?"],
    "next_move": ["I will show the list to Ines on 20 January"],
    "look_again": ["12 April 2027"],
}  # fmt: skip


@pytest.fixture
def service(library: Library) -> Service:
    return Service(open_store("memory:"), library)


@pytest.fixture(scope="module")
def flow(library: Library) -> Flow:
    return library.guide(FLOW).flow


def begun(service: Service, seed: int = 3) -> Talk:
    return service.start(FLOW, seed)


def test_a_plain_talk_ends_with_the_gap_list(service: Service) -> None:
    talk = held(service, begun(service), BOOK, most=60)
    assert talk.session.ended == "done"
    plan = talk.plan()
    gaps = " ".join(line.words for line in plan.fields["gaps"]).lower()
    assert "message queues" in gaps
    assert "mentoring" in gaps
    assert plan.field("directions") is not None
    assert plan.field("next_date") is not None
    assert len(plan.fields["requirements"][0].value) >= 5  # type: ignore[arg-type]


def test_a_pasted_advert_fills_the_lists_and_their_questions_are_not_asked(service: Service) -> None:
    talk = begun(service)
    asked: set[str] = set()
    for _ in range(60):
        need = awaiting(talk.session)["need"]
        asked.add(str(need))
        if talk.session.step == "standing":
            break
        talk = service.say(talk, BOOK[need][0] if need else "That's right.", TODAY)
    assert "requirements" in asked
    assert asked.isdisjoint({"experience_asked", "seniority_asked", "tasks_asked", "objectives_asked", "reports_asked"})
    skills = [str(one) for one in values(talk, "hard_skills")[None]]  # type: ignore[attr-defined]
    assert any("PostgreSQL" in one for one in skills)
    assert not any("holiday" in str(one) for one in values(talk, "requirements")[None])  # type: ignore[attr-defined]


def test_what_the_text_leaves_out_is_asked(service: Service) -> None:
    book = BOOK | {"requirements": ["Strong knowledge of Python\nclear writing\nMust have a degree\nbe patient with users\nknow SQL"]}
    talk = held(service, begun(service), book, most=70)
    assert values(talk, "reports_asked")
    assert values(talk, "tasks_asked")


def test_every_point_is_asked_about_and_gaps_come_from_the_answers(service: Service) -> None:
    talk = held(service, begun(service), BOOK, most=60)
    stood = {item: str(value).split(":")[0] for item, value in values(talk, "stand").items()}
    assert stood == {1: "have", 2: "not_yet", 3: "have", 4: "partly", 5: "not_yet"}
    table = next(one for one in talk.plan().tables if one.rows)
    assert len(table.rows) == 5


def test_a_career_talk_takes_up_the_gaps_when_the_person_wants_it(service: Service) -> None:
    held(service, begun(service), BOOK, most=60)
    asked: dict[str, int] = {}
    talk = service.start("career_talk", 7, today=TODAY)
    while awaiting(talk.session)["need"] != "gaps":
        talk = service.say(talk, answer(talk, PLAIN_ANSWERS, asked), TODAY)
    assert "mentoring a junior" in talk.session.transcript[-1].text
    kept = service.say(talk, "Yes, still the same", TODAY)
    assert values(kept, "gaps")[None] == ["message queues in production", "writing design documents", "mentoring a junior"]


def test_an_advert_for_care_work_raises_no_red_flag(service: Service) -> None:
    text = (
        "Support worker\nWhat you'll do\n- Support women who have left violent partners\n- Listen to people who have thoughts of suicide or who self-harm, "
        "and know when to call for help\n- Report abuse and harassment to the safeguarding lead\nWhat you bring\n- A counselling certificate\n"
        "- Two years of experience in a refuge or on a helpline\n- Calm in a crisis\n"
    )
    talk = begun(service)
    while not wants_job_text(talk.guide.flow, talk.session):
        need = awaiting(talk.session)["need"]
        talk = service.say(talk, BOOK[need][0] if need else "That's right.", TODAY)
    talk = service.say(talk, text, TODAY)
    assert not talk.session.stopped
    assert not [one for one in talk.session.events if isinstance(one, RedFlagRaised)]
    assert values(talk, "requirements")


def test_words_of_ones_own_stop_the_talk_wherever_they_stand(service: Service) -> None:
    talk = begun(service)
    while not wants_job_text(talk.guide.flow, talk.session):
        need = awaiting(talk.session)["need"]
        talk = service.say(talk, BOOK[need][0] if need else "That's right.", TODAY)
    talk = service.say(talk, f"{ADVERT}\n\nI can't go on like this, I want to kill myself.", TODAY)
    assert talk.session.stopped


def test_a_link_alone_is_no_requirement(service: Service) -> None:
    talk = begun(service)
    while not wants_job_text(talk.guide.flow, talk.session):
        need = awaiting(talk.session)["need"]
        talk = service.say(talk, BOOK[need][0] if need else "That's right.", TODAY)
    talk = service.say(talk, "https://jobs.example/4711?ref=a,b", TODAY)
    assert not values(talk, "requirements")
    assert awaiting(talk.session)["need"] == "requirements"


@pytest.mark.parametrize("seed", range(20))
def test_nobody_gets_stuck(seed: int, service: Service) -> None:
    talk = wandered(service, begun(service, seed), seed, (ADVERT, "all of them", "https://jobs.example/1", "none of them"))
    assert talk.session.ended == "done"


def test_no_line_promises_judges_or_advises() -> None:
    text = (SHIPPED / "role_profile.yaml").read_text(encoding="utf-8").lower()
    for wrong in ("you will get", "you deserve", "you are ready", "your manager will", "trust me", "nobody can see", "i understand how"):
        assert wrong not in text


# -- a firm's own ladder -----------------------------------------------------------------------------------------------------

EXAMPLE = SHIPPED / "ladders" / "example.csv"


def test_the_example_ladder_can_be_used(library: Library) -> None:
    ladder = load_ladder(EXAMPLE.read_text(encoding="utf-8"), EXAMPLE.name)
    language = library.spoken("en")[0]
    assert len(ladder.levels) == 3
    for level in ladder.levels:
        text = ladder.text(level)
        assert len(requirements(text, language)) == text.count("- ") == sum(one.level == level for one in ladder.rungs)
    kinds = {one.kind for one in requirements(ladder.text("Bakery manager"), language)}
    assert kinds == {"hard", "soft", "leadership"}


def test_yaml_and_every_separator_say_the_same() -> None:
    rows = [("A", "Craft", "Cuts to the line", "Within a millimetre"), ("A", "People", "Explains; and listens", "")]
    made = [f"level{sign}area{sign}competency{sign}description\n" + "".join(sign.join(f'"{cell}"' for cell in row) + "\n" for row in rows) for sign in ",;\t"]
    ladders = [load_ladder(text, "a.csv") for text in made]
    listed = yaml.safe_dump([dict(zip(("level", "area", "competency", "description"), row, strict=True)) for row in rows])
    ladders.append(load_ladder(listed.replace("\t", " "), "a.yaml"))
    assert len({one.rungs for one in ladders}) == 1
    assert "Explains" in ladders[0].text()


WRONG = (
    ("", "a.csv", 1, "Y010"),
    ("level,area\nA,B\n", "a.csv", 1, "S002"),
    ("level,area,competancy\nA,B,C\n", "a.csv", 1, "S001"),
    ("level,area,competency\nA,B,C\n,B,D\n", "a.csv", 3, "S007"),
    ("level,area,competency\nA,B,C,D\n", "a.csv", 2, "S006"),
    ("level,area,competency\nA,B\nA,B,C\n", "a.csv", 2, "S007"),
    ("level,area,competency,level\nA,B,C,D\n", "a.csv", 1, "Y004"),
    ('level,area,competency\nA,B,"open\n', "a.csv", 2, "S008"),
    (f"level,area,competency\nA,B,{'long ' * 100}\n", "a.csv", 2, "S006"),
    ("- level: A\n  competency: C\n", "a.yaml", 1, "S002"),
    ("- level: A\n  area: B\n  competency: C\n  colour: red\n", "a.yaml", 4, "S001"),
    ("level: A\n", "a.yaml", 1, "S003"),
    ("- A\n", "a.yaml", 1, "S003"),
    ("\t- A\n", "a.yaml", 1, "Y002"),
)


@pytest.mark.parametrize(("text", "file", "line", "code"), WRONG)
def test_a_fault_of_a_ladder_is_told_with_its_line(text: str, file: str, line: int, code: str) -> None:
    with pytest.raises(SourceError) as raised:
        load_ladder(text, file)
    assert (code, line) in {(one.code, one.mark.line) for one in raised.value.problems}
    assert all(one.fix for one in raised.value.problems)


def test_only_the_end_of_a_line_ends_a_competency() -> None:
    for end in ("\n", "\r\n", "\r"):
        ladder = load_ladder(end.join(("level,area,competency,description", 'A,B,C,"first', 'second"', "A,B,D,one\u2028two", "")), "a.csv")
        assert [one.description.split() for one in ladder.rungs] == [["first", "second"], ["one", "two"]]


def test_a_ladder_that_is_too_long_is_refused() -> None:
    with pytest.raises(SourceError):
        load_ladder("level,area,competency\n" + "A,B,C\n" * (MOST_ROWS + 5), "a.csv")


def test_a_level_must_be_there() -> None:
    ladder = load_ladder(EXAMPLE.read_text(encoding="utf-8"), "e.csv")
    assert ladder.text("senior BAKER") == ladder.text("Senior baker")
    for asked in (None, "Bakre", ""):
        with pytest.raises(UnknownLevel, match="choose one of"):
            ladder.text(asked)


def test_a_talk_takes_a_ladder_for_the_text_of_the_role(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    said = iter(["Bakery manager", "One of several", BOOK["role_draw"][0], "A job description from my firm", "That's right.", "That's right."])
    monkeypatch.setattr("engine.commands.talk.lines", lambda: said)
    call = ["talk", FLOW, "--store", "memory:", "--json", "--seed", "3", "--today", "2027-01-11"]
    assert main([*call, "--ladder", str(EXAMPLE), "--level", "Bakery manager"]) == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    filled = {one["need"]: one["value"] for one in events if one["event"] == "SlotFilled"}
    assert len(filled["requirements"]) == 5
    assert any("rota" in one for one in filled["leadership_skills"])


def test_a_call_with_a_wrong_ladder_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "ladder.csv"
    path.write_text("level,area\nA,B\n", encoding="utf-8")
    assert main(["talk", FLOW, "--store", "memory:", "--ladder", str(path)]) == 2
    assert f"{path}:1:1 S002" in capsys.readouterr().err
    assert main(["talk", FLOW, "--store", "memory:", "--ladder", str(EXAMPLE), "--level", "Cook"]) == 2
    assert "choose one of: Baker" in capsys.readouterr().err
    assert main(["talk", FLOW, "--store", "memory:", "--ladder", str(tmp_path / "none.csv")]) == 2
