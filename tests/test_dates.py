"""Dates, lengths of time and marks out of ten as British people type them."""

import re
import time
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.language.amounts import durations_in, score_in
from engine.language.dates import DateReading, DateWords, find_dates, read_date

WORDS_FILE = Path(__file__).parent.parent / "flows" / "language" / "en" / "dates.yaml"
DATA = yaml.safe_load(WORDS_FILE.read_text(encoding="utf-8"))
WORDS = DateWords.from_data(DATA)
TODAY = date(2027, 1, 13)  # a Wednesday


def read(text: str) -> DateReading:
    return read_date(text, TODAY, WORDS)


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("by Sat", date(2027, 1, 16)),
        ("weds", date(2027, 1, 20)),
        ("next Tuesday", date(2027, 1, 19)),
        ("next Saturday", date(2027, 1, 23)),
        ("this coming Saturday", date(2027, 1, 16)),
        ("Tuesday week", date(2027, 1, 26)),
        ("a week on Saturday", date(2027, 1, 23)),
        ("a fortnight on Sunday", date(2027, 1, 31)),
        ("ten days from now", date(2027, 1, 23)),
        ("within the next four weeks", date(2027, 2, 10)),
        ("in 5 weeks' time", date(2027, 2, 17)),
        ("a year today", date(2028, 1, 13)),
        ("this time next month", date(2027, 2, 13)),
        ("in a year and a half", date(2028, 7, 13)),
        ("two weeks before Easter", date(2027, 3, 14)),
        ("the Tuesday after Easter", date(2027, 3, 30)),
        ("day after tomorrow", date(2027, 1, 15)),
        ("2moro", date(2027, 1, 14)),
        ("the morra", date(2027, 1, 14)),
        ("cob Thurs", date(2027, 1, 14)),
        ("half ten Thursday", date(2027, 1, 14)),
        ("today week", date(2027, 1, 20)),
        ("this day fortnight", date(2027, 1, 27)),
        ("Sat week", date(2027, 1, 23)),
        ("a month on Monday", date(2027, 2, 18)),
        ("a week this Thursday", date(2027, 1, 21)),
        ("Thursday in a fortnight", date(2027, 1, 28)),
        ("in two Mondays' time", date(2027, 1, 25)),
        ("within a fortnight of Easter", date(2027, 4, 11)),
        ("three days before the end of March", date(2027, 3, 28)),
        ("the last Tuesday before Easter", date(2027, 3, 23)),
        ("the Wednesday of the week after next", date(2027, 1, 27)),
        ("Tuesday w/c 8 Feb", date(2027, 2, 9)),
        ("EOP Friday", date(2027, 1, 15)),
        ("Friday 22nd, by noon", date(2027, 1, 22)),
        ("before the month is out", date(2027, 1, 31)),
        ("when I am back on the 25th", date(2027, 1, 25)),
    ],
)
def test_a_day_counted_from_today_is_found(phrase: str, expected: date) -> None:
    assert (read(phrase).kind, read(phrase).start, read(phrase).end) == ("date", expected, expected)


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("8/2", date(2027, 2, 8)),
        ("on 08.02.27", date(2027, 2, 8)),
        ("2027-06-09", date(2027, 6, 9)),
        ("9-Jun-27", date(2027, 6, 9)),
        ("jun 9th", date(2027, 6, 9)),
        ("the 9th of june", date(2027, 6, 9)),
        ("twenty-second of February", date(2027, 2, 22)),
        ("5 Jan", date(2028, 1, 5)),
        ("by the 20th", date(2027, 1, 20)),
        ("by the 2nd", date(2027, 2, 2)),
        ("fri 12th", date(2027, 2, 12)),
        ("Thursday 9 Feb", date(2027, 2, 9)),
        ("Monday, 1 March 2027", date(2027, 3, 1)),
        ("the 4th of next month", date(2027, 2, 4)),
        ("29 Feb", date(2028, 2, 29)),
        ("2/19/2027", date(2027, 2, 19)),
        ("due 4/30", date(2027, 4, 30)),
        ("9/Jun/2027", date(2027, 6, 9)),
        ("27-2", date(2027, 2, 27)),
        ("the twenty-ninth", date(2027, 1, 29)),
        ("17th next month", date(2027, 2, 17)),
        ("tues 2nd", date(2027, 2, 2)),
        ("5 Ferbuary", date(2027, 2, 5)),
        ("9th Aprill", date(2027, 4, 9)),
        ("thurzday", date(2027, 1, 14)),
    ],
)
def test_a_day_with_its_number_is_found_day_first(phrase: str, expected: date) -> None:
    assert (read(phrase).kind, read(phrase).day()) == ("date", expected)


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("before Burns Night", date(2027, 1, 25)),
        ("pancake day", date(2027, 2, 9)),
        ("by Good Friday", date(2027, 3, 26)),
        ("the late May bank holiday", date(2027, 5, 31)),
        ("Father's Day", date(2027, 6, 20)),
        ("Bonfire Night", date(2027, 11, 5)),
        ("Easter 2028", date(2028, 4, 16)),
        ("the last Thursday in May", date(2027, 5, 27)),
        ("third Monday of April", date(2027, 4, 19)),
        ("last working day of February", date(2027, 2, 26)),
        ("end of Feb", date(2027, 2, 28)),
        ("by the end of the second quarter", date(2027, 6, 30)),
        ("month end", date(2027, 1, 31)),
        ("EOM March", date(2027, 3, 31)),
        ("midweek next week", date(2027, 1, 20)),
        ("end of the month after next", date(2027, 3, 31)),
        ("start of the tax year", date(2027, 4, 6)),
        ("start of the month", date(2027, 2, 1)),
        ("the bank holiday", date(2027, 3, 26)),
        ("bank holiday Monday", date(2027, 3, 29)),
        ("first bank holiday in May", date(2027, 5, 3)),
        ("Trinity Sunday", date(2027, 5, 23)),
        ("end of 2029", date(2029, 12, 31)),
        ("beginning of 2029", date(2029, 1, 1)),
    ],
)
def test_a_feast_or_the_edge_of_a_period_is_a_day(phrase: str, expected: date) -> None:
    assert (read(phrase).kind, read(phrase).start) == ("date", expected)


@pytest.mark.parametrize(
    ("phrase", "start", "end"),
    [
        ("this week", date(2027, 1, 11), date(2027, 1, 17)),
        ("the week after next", date(2027, 1, 25), date(2027, 1, 31)),
        ("w/c 8th Feb", date(2027, 2, 8), date(2027, 2, 14)),
        ("week 8", date(2027, 2, 22), date(2027, 2, 28)),
        ("the week before Easter", date(2027, 3, 15), date(2027, 3, 21)),
        ("by the weekend", date(2027, 1, 16), date(2027, 1, 17)),
        ("early next week", date(2027, 1, 18), date(2027, 1, 20)),
        ("mid-June", date(2027, 6, 10), date(2027, 6, 20)),
        ("second week of May", date(2027, 5, 8), date(2027, 5, 14)),
        ("Q3", date(2027, 7, 1), date(2027, 9, 30)),
        ("autumn 2028", date(2028, 9, 1), date(2028, 11, 30)),
        ("over the summer", date(2027, 6, 1), date(2027, 8, 31)),
        ("by 2030", date(2030, 1, 1), date(2030, 12, 31)),
        ("the next financial year", date(2027, 4, 1), date(2028, 3, 31)),
        ("6-8 April", date(2027, 4, 6), date(2027, 4, 8)),
        ("between the 6th and the 8th of April", date(2027, 4, 6), date(2027, 4, 8)),
        ("April to June", date(2027, 4, 1), date(2027, 6, 30)),
        ("Thursday or Friday", date(2027, 1, 14), date(2027, 1, 15)),
        ("Thursday, Friday or Saturday", date(2027, 1, 14), date(2027, 1, 16)),
        ("4, 5 or 6 Feb", date(2027, 2, 4), date(2027, 2, 6)),
        ("Feb 4-6", date(2027, 2, 4), date(2027, 2, 6)),
        ("28/2-3/3", date(2027, 2, 28), date(2027, 3, 3)),
        ("this week or next", date(2027, 1, 11), date(2027, 1, 24)),
        ("not next week but the week after", date(2027, 1, 25), date(2027, 1, 31)),
        ("w/c 8th", date(2027, 2, 8), date(2027, 2, 14)),
        ("weekend of the 6th", date(2027, 2, 6), date(2027, 2, 7)),
        ("in the next day or two", date(2027, 1, 14), date(2027, 1, 15)),
        ("03/2027", date(2027, 3, 1), date(2027, 3, 31)),
        ("FY28", date(2027, 4, 1), date(2028, 3, 31)),
        ("the 2027/28 tax year", date(2027, 4, 6), date(2028, 4, 5)),
        ("Q2 28", date(2028, 4, 1), date(2028, 6, 30)),
        ("Q1 of the next financial year", date(2027, 4, 1), date(2027, 6, 30)),
        ("the last quarter of the year", date(2027, 10, 1), date(2027, 12, 31)),
        ("first week of the new year", date(2028, 1, 1), date(2028, 1, 7)),
        ("the back end of March", date(2027, 3, 20), date(2027, 3, 31)),
    ],
)
def test_a_stretch_of_time_keeps_both_its_ends(phrase: str, start: date, end: date) -> None:
    assert (read(phrase).kind, read(phrase).start, read(phrase).end) == ("range", start, end)


@pytest.mark.parametrize(
    "phrase",
    [
        "after my probation review",
        "by our next one-to-one",
        "before the audit",
        "half-term",
        "around Diwali",
        "by the end of the secondment",
        "at our next catch-up",
        "over the Easter hols",
        "once I've finished the course",
        "when we next speak",
        "before she goes on maternity leave",
        "when probation is over",
        "the Thursday after the workshop",
    ],
)
def test_what_hangs_on_an_event_has_no_calendar_day(phrase: str) -> None:
    assert (read(phrase).kind, read(phrase).start, read(phrase).day()) == ("event", None, None)


@pytest.mark.parametrize(
    "phrase",
    [
        "every other Tuesday",
        "Tuesdays",
        "each Monday morning",
        "three evenings a week",
        "once a fortnight",
        "monthly",
        "an hour a week",
        "the first Tuesday of every month",
        "on a Sunday",
        "four calls a month",
        "every Thursday until Easter",
        "each Monday and Friday",
        "every other week starting 1 February",
        "every bank holiday",
        "twice a term",
    ],
)
def test_what_comes_back_is_recurring(phrase: str) -> None:
    assert read(phrase).kind == "recur"


@pytest.mark.parametrize(
    "text",
    [
        "as soon as I can",
        "eventually",
        "I might, I may, who knows",
        "they march in step",
        "a second pair of eyes",
        "the sun was out and she sat down",
        "ask June about it",
        "about 12 percent",
        "a 1-2-1",
        "on call 24/7",
        "I'd say 8/10",
        "see page 2/3",
        "ratio of 3:1",
        "it took 3 hours",
        "31/02",
        "31st of February",
        "0/0",
        "the 21st century",
        "my 2nd attempt",
        "on the 3rd floor",
        "last autumn",
        "in 2019",
        "last Thursday",
        "three years ago",
        "since Monday",
        "for the past two months",
        "yesterday",
        "we'd rather not",
        "first, third and fourth",
        "the Easter eggs are hidden",
        "a Thursday person",
        "her Sunday shoes",
        "a week of march past rehearsals",
        "April, my cousin, called",
        "Q3 was unclear",
        "H2 headings",
        "on 3/4 occasions",
        "in 2040 words",
        "a 2 day course",
        "in the spring of her life",
        "at the end of the day it's people",
        "an ice cream sundae",
        "",
    ],
)
def test_ordinary_words_numbers_and_the_past_are_no_due_date(text: str) -> None:
    assert read(text) == DateReading("none")


def test_a_deadline_beats_another_day() -> None:
    reading = read("I start on Monday and have it done by 3 March")
    assert (reading.day(), reading.bound, reading.words) == (date(2027, 3, 3), True, "3 March")


def test_a_correction_beats_what_it_corrects() -> None:
    reading = read("By Friday. No, sorry, make that Tuesday.")
    assert (reading.day(), reading.corrects) == (date(2027, 1, 19), True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Begin on 2 February, finished by the 19th", date(2027, 2, 19)),
        ("Kick-off 25 Jan, finish 5 Feb", date(2027, 2, 5)),
        ("It was the 4th, now the 9th", date(2027, 2, 9)),
        ("by the 20th - scrap that - the 22nd", date(2027, 1, 22)),
        ("Friday, well, Monday at the latest", date(2027, 1, 18)),
        ("Thursday (28 Jan)", date(2027, 1, 28)),
        ("logged 2027-02-03T09:15", date(2027, 2, 3)),
    ],
)
def test_of_two_days_the_one_that_holds_counts(text: str, expected: date) -> None:
    assert read(text).day() == expected


def test_a_day_beats_an_event() -> None:
    assert read("before the team meeting, on Friday").day() == date(2027, 1, 15)


def test_a_rejected_day_is_not_read() -> None:
    assert read("not Friday, Monday").words == "Monday"


@pytest.mark.parametrize("text", ["maybe Friday", "Friday-ish", "hopefully by Friday", "Friday, perhaps"])
def test_a_hedged_day_is_no_day_for_an_action(text: str) -> None:
    assert (read(text).start, read(text).hedged, read(text).day()) == (date(2027, 1, 15), True, None)


def test_only_a_range_of_at_most_seven_days_gives_a_day() -> None:
    assert read("next week").day() == date(2027, 1, 24)
    assert read("in March").day() is None


def test_several_expressions_come_in_order_without_overlap() -> None:
    found = find_dates("Tomorrow I call, every Friday I write, and by May I decide.", TODAY, WORDS)
    assert [reading.kind for reading in found] == ["date", "recur", "range"]


def test_the_span_shows_the_words_as_typed() -> None:
    text = "Würde ich – by the END of  March, ok?"
    reading = read(text)
    assert reading.span is not None
    assert text[slice(*reading.span)] == reading.words == "the END of  March"


@given(st.text(max_size=200))
@settings(deadline=None, max_examples=300)
def test_any_text_is_read_without_a_crash_and_spans_lie_inside(text: str) -> None:
    last = 0
    for reading in find_dates(text, TODAY, WORDS):
        assert reading.span is not None
        assert last <= reading.span[0] < reading.span[1] <= len(text)
        last = reading.span[1]


@given(st.lists(st.sampled_from([*sorted(WORDS.phrases), "31", "2027", "15/02", "9999", ",", "29", "99", "Q", "-"]), max_size=14))
@settings(deadline=None, max_examples=500)
def test_any_heap_of_date_words_is_read_without_a_crash(heap: list[str]) -> None:
    text = " ".join(heap)
    for day in (date.min, TODAY, date.max):
        assert all(text[slice(*reading.span)] == reading.words for reading in find_dates(text, day, WORDS) if reading.span)


@given(st.text(alphabet=st.characters(exclude_categories=["Nd", "No", "Nl"]), max_size=120))
@settings(deadline=None)
def test_text_without_figures_or_known_words_holds_no_date(text: str) -> None:
    known = {word for word in re.findall(r"[^\W\d_]+", text.lower()) if word in WORDS.phrases}
    assert known or find_dates(text, TODAY, WORDS) == ()


@pytest.mark.parametrize("piece", ["a week after ", "cop the ", "1/", "5", "the next ", "friday or ", "two ", "end of the "])
def test_twice_the_text_takes_about_twice_as_long(piece: str) -> None:
    def seconds(length: int) -> float:
        began = time.process_time()
        find_dates((piece * length)[:length], TODAY, WORDS)
        return time.process_time() - began

    seconds(2_000)
    assert min(seconds(20_000) for _ in range(2)) < 8 * min(seconds(5_000) for _ in range(3)) + 0.05


@pytest.mark.parametrize(
    ("text", "minutes", "days"),
    [
        ("25 mins or so", 25, None),
        ("half an hour", 30, None),
        ("an hour and a half", 90, None),
        ("1 hr 15 min", 75, None),
        ("3 yrs", None, 1095),
        ("a couple of weeks", None, 14),
        ("a fortnight", None, 14),
        ("2-4 hours", 180, None),
    ],
)
def test_a_length_of_time_is_measured(text: str, minutes: float | None, days: float | None) -> None:
    (found,) = durations_in(WORDS.line(text))
    assert (found.minutes, found.days) == (minutes, days)
    assert text[slice(*found.span)] == found.words


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("6", 6),
        ("Nine!", 9),
        ("six or seven", 6.5),
        ("about a 7, maybe", 7),
        ("8/10", 8),
        ("9 out of 10", 9),
        ("7.5", 7.5),
        ("five. Once I know more, eight", 5),
        ("I have 20 minutes, so a 4", 4),
        ("15", None),
        ("80%", None),
        ("no one asked", None),
        ("it depends on them", None),
        ("24/7", None),
    ],
)
def test_a_mark_from_nought_to_ten_is_read(text: str, mark: float | None) -> None:
    found = score_in(WORDS.line(text))
    assert (found.value if found else None) == mark


@pytest.mark.parametrize("broken", [{}, {**DATA, "seasons": []}, {**DATA, "numbers": {"one": "many"}}, {**DATA, "roles": {"in": [True]}}])
def test_a_broken_vocabulary_is_refused(broken: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="date vocabulary"):
        DateWords.from_data(broken)


def test_a_feast_described_by_itself_is_no_date() -> None:
    words = DateWords.from_data({**DATA, "feasts_by_rule": {"founders day": "founders day"}})
    assert read_date("by founders day", TODAY, words).kind == "none"
