"""One contract for every store; then what only a file can do: last, be shared, be upgraded and forget."""

import json
import os
import sqlite3
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import engine
from engine.errors import ConcurrentTurn, StoreError, UnknownName, UnknownSession
from engine.stores import SessionRow, Store, open_store
from engine.stores import sqlite as sqlite_store
from engine.stores.migrations import MIGRATIONS, upgrade
from engine.stores.sqlite import SqliteStore

ROOT = Path(engine.__path__[0]).parent
START, LATER, LAST = "2026-11-21T09:00:00Z", "2026-11-21T09:05:00Z", "2026-11-21T09:10:00Z"
ROW = SessionRow("s1", "career_talk", "A talk about next year", START, START, 0)
HELLO = ({"event": "SessionStarted", "turn": 0}, {"event": "AssistantUttered", "text": "What brings you here?"})


def said(text: str) -> dict[str, str]:
    return {"event": "UserUttered", "text": text}


def payloads(store: Store, session: str = "s1") -> list[object]:
    return [event.payload for event in store.load(session)]


def race(*moves: Callable[[], None]) -> list[str]:
    """Run the moves at the same moment, one a thread: "ok" or the name of the error for each, sorted."""
    barrier, outcomes = threading.Barrier(len(moves)), []

    def run(move: Callable[[], None]) -> None:
        barrier.wait()
        try:
            move()
            outcomes.append("ok")
        except Exception as error:
            outcomes.append(type(error).__name__)

    threads = [threading.Thread(target=run, args=(move,)) for move in moves]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'kept' / 'talks.db'}"


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, url: str) -> Iterator[Store]:
    opened = open_store("memory:" if request.param == "memory" else url)
    yield opened
    opened.close()


# The contract


def test_events_come_back_in_order_with_their_times_and_numbers_from_one(store: Store) -> None:
    store.create(ROW, {}, HELLO, START)
    store.append("s1", 2, [said("I want to lead")], LATER)
    assert [(event.seq, event.at) for event in store.load("s1")] == [(1, START), (2, START), (3, LATER)]
    assert payloads(store) == [*HELLO, said("I want to lead")]


def test_only_what_is_new_can_be_read(store: Store) -> None:
    store.create(ROW, {}, HELLO, START)
    store.append("s1", 2, [said("one"), said("two")], LATER)
    assert [event.seq for event in store.load("s1", 3)] == [4]
    assert store.load("s1", 4) == ()
    with pytest.raises(UnknownSession):
        store.load("s2", 4)


def test_a_session_may_begin_without_events(store: Store) -> None:
    store.create(ROW, {}, [], START)
    assert store.load("s1") == ()
    store.append("s1", 0, [said("hello")], LATER)
    assert payloads(store) == [said("hello")]


def test_a_turn_written_behind_an_old_seq_is_refused_and_changes_nothing(store: Store) -> None:
    store.create(ROW, {}, HELLO, START)
    store.append("s1", 2, [said("first tab")], LATER, turns=1)
    with pytest.raises(ConcurrentTurn) as refused:
        store.append("s1", 2, [said("second tab"), said("more")], LAST, ended="done", turns=1)
    assert (refused.value.session, refused.value.seq) == ("s1", 3)
    assert payloads(store) == [*HELLO, said("first tab")]
    assert store.row("s1") == replace(ROW, touched=LATER, turns=1)


def test_a_turn_written_beyond_the_last_seq_is_refused(store: Store) -> None:
    store.create(ROW, {}, HELLO, START)
    with pytest.raises(ConcurrentTurn):
        store.append("s1", 7, [said("from nowhere")], LATER)
    assert payloads(store) == [*HELLO]


def test_an_old_seq_is_refused_even_when_nothing_would_be_added(store: Store) -> None:
    store.create(ROW, {}, HELLO, START)
    with pytest.raises(ConcurrentTurn):
        store.append("s1", 1, [], LATER)


def test_a_second_session_of_the_same_id_is_refused_and_the_first_stays(store: Store) -> None:
    store.create(ROW, {"h1": "flow"}, HELLO, START)
    with pytest.raises(ConcurrentTurn):
        store.create(replace(ROW, title="Another"), {"h2": "other"}, [], LATER)
    assert store.row("s1") == ROW
    assert payloads(store) == [*HELLO]
    with pytest.raises(UnknownName):
        store.content("h2")


def test_an_unknown_session_is_named_by_every_method_that_needs_one(store: Store) -> None:
    store.create(ROW, {}, HELLO, START)
    for ask in (store.load, store.row, store.delete, lambda name: store.append(name, 0, [said("hi")], START)):
        for name in ("nobody", "", "S1", "s1\0", "\udcff", "' OR 1=1 --"):
            with pytest.raises(UnknownSession) as missing:
                ask(name)
            assert missing.value.session == name


def test_the_row_counts_turns_and_follows_the_end_and_a_new_beginning(store: Store) -> None:
    store.create(ROW, {}, HELLO, START)
    store.append("s1", 2, [said("a")], LATER, turns=1)
    store.append("s1", 3, [said("b")], LATER, ended="unfinished", turns=2)
    assert store.row("s1") == replace(ROW, touched=LATER, turns=3, ended="unfinished")
    store.append("s1", 4, [said("c")], LAST)
    assert store.row("s1") == replace(ROW, touched=LAST, turns=3, ended="unfinished")
    store.append("s1", 5, [said("d")], LAST, ended="")
    assert store.row("s1").ended is None


def test_a_person_sees_their_own_sessions_only_and_the_newest_first(store: Store) -> None:
    for number, (name, person, started) in enumerate(
        [
            ("old", "ana", START),
            ("new", "ana", LAST),
            ("middle", "ana", LATER),
            ("hers", "bea", LAST),
            ("own", "", START),
        ]
    ):
        store.create(SessionRow(name, "f", f"talk {number}", started, started, 0, None, person), {}, [], started)
    store.append("old", 0, [said("again")], LAST)
    assert [row.id for row in store.sessions("ana")] == ["new", "middle", "old"]
    assert [row.id for row in store.sessions("bea")] == ["hers"]
    assert [row.id for row in store.sessions()] == ["own"]
    assert store.sessions("carl") == ()
    assert store.sessions("ana")[2] == store.row("old")


def test_of_sessions_started_at_the_same_moment_the_last_touched_comes_first(store: Store) -> None:
    for name in ("a", "b", "c"):
        store.create(replace(ROW, id=name), {}, [], START)
    store.append("a", 0, [said("hello")], LATER)
    assert [row.id for row in store.sessions()] == ["a", "c", "b"]


def test_flow_texts_are_kept_once_and_as_long_as_a_session_needs_them(store: Store) -> None:
    store.create(ROW, {"h1": "steps: [é]\n", "h2": "alone"}, HELLO, START)
    store.create(replace(ROW, id="s2"), {"h1": "steps: [é]\n"}, HELLO, START)
    store.delete("s1")
    assert store.content("h1") == "steps: [é]\n"
    with pytest.raises(UnknownName, match="h2"):
        store.content("h2")
    store.delete("s2")
    with pytest.raises(UnknownName, match="h1"):
        store.content("h1")


def test_a_deleted_session_is_gone_and_its_neighbour_untouched(store: Store) -> None:
    store.create(ROW, {}, HELLO, START)
    store.create(replace(ROW, id="s2"), {}, [said("mine")], START)
    store.delete("s1")
    with pytest.raises(UnknownSession):
        store.load("s1")
    assert [row.id for row in store.sessions()] == ["s2"]
    assert payloads(store, "s2") == [said("mine")]
    store.create(ROW, {}, [said("again")], LATER)
    assert payloads(store) == [said("again")]


def test_changing_what_was_loaded_or_handed_in_changes_nothing_kept(store: Store) -> None:
    event = {"event": "SlotFilled", "value": ["one"]}
    store.create(ROW, {}, [MappingProxyType(event)], START)
    event["value"] = ["other"]
    store.load("s1")[0].payload["value"].append("two")
    assert payloads(store) == [{"event": "SlotFilled", "value": ["one"]}]


@pytest.mark.parametrize("wrong", [{"day": object()}, {"share": float("nan")}])
def test_an_event_that_json_cannot_say_is_refused_with_its_whole_turn(store: Store, wrong: dict[str, object]) -> None:
    store.create(ROW, {}, HELLO, START)
    with pytest.raises((TypeError, ValueError)):
        store.append("s1", 2, [said("fine"), wrong], LATER)
    assert payloads(store) == [*HELLO]
    store.append("s1", 2, [said("fine")], LATER)


def test_words_of_any_kind_survive(store: Store) -> None:
    words = "lone \ud83d and \udcff, nul \0, café, 😀, \u2028, \x1b[0m, ' \" \\ %s ; --"
    store.create(ROW, {}, [said(words), {words: [words]}], START)
    assert payloads(store) == [said(words), {words: [words]}]


def test_text_that_no_database_takes_is_replaced_in_rows_and_flow_texts(store: Store) -> None:
    store.create(replace(ROW, title="a\ud800b\0c", person="\udcff"), {"h\0": "x\udfffy"}, [], START)
    assert store.row("s1").title == "a\ufffdb\ufffdc"
    assert [row.id for row in store.sessions("\udcff")] == ["s1"]
    assert store.content("h\0") == "x\ufffdy"


def test_of_two_threads_writing_the_same_seq_exactly_one_wins(store: Store) -> None:
    store.create(ROW, {}, [], START)
    for seq in range(40):
        moves = [lambda word=word, seq=seq: store.append("s1", seq, [said(word)], LATER, turns=1) for word in "ab"]
        assert race(*moves) == ["ConcurrentTurn", "ok"]
    assert len(store.load("s1")) == store.row("s1").turns == 40


def test_many_threads_each_with_a_session_of_its_own_never_disturb_each_other(store: Store) -> None:
    def talk(name: str) -> None:
        store.create(replace(ROW, id=name), {"shared": "flow"}, [], START)
        for seq in range(25):
            store.append(name, seq, [said(f"{name} {seq}")], LATER, turns=1)
            assert len(store.load(name)) == seq + 1

    names = [f"t{number}" for number in range(8)]
    assert race(*[lambda name=name: talk(name) for name in names]) == ["ok"] * 8
    assert all(payloads(store, name) == [said(f"{name} {seq}") for seq in range(25)] for name in names)


def test_closing_twice_is_fine(store: Store) -> None:
    store.close()
    store.close()


SCALARS = st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    SCALARS | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=12
)


@given(events=st.lists(st.dictionaries(st.text(), JSON, max_size=4), max_size=4))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_json_comes_back_as_it_went_in(store: Store, events: list[dict[str, object]]) -> None:
    store.create(ROW, {}, events[:1], START)
    try:
        store.append("s1", len(events[:1]), events[1:], LATER)
        assert payloads(store) == events
    finally:
        store.delete("s1")


# The door


@pytest.mark.parametrize(
    ("wrong", "fix"),
    [
        ("postgresql://ana:pa55word@host/talks", "not built in yet; use sqlite:"),
        ("postgres://host/talks", "not built in yet; use sqlite:"),
        ("sqlite://talks.db", "sqlite:///talks.db"),
        ("sqlite:talks.db", "sqlite:///talks.db"),
        ("sqlite:///", "sqlite:///talks.db"),
        ("sqlite:///:memory:", "memory:"),
        ("memory", "memory:"),
        ("talks.db", "use memory:, sqlite:///relative.db or sqlite:////absolute.db"),
        ("mysql://host/talks", "use memory:, sqlite:///relative.db or sqlite:////absolute.db"),
        ("", "use memory:, sqlite:///relative.db or sqlite:////absolute.db"),
    ],
)
def test_a_url_of_no_store_is_refused_with_what_to_write_instead(wrong: str, fix: str) -> None:
    with pytest.raises(StoreError) as refused:
        open_store(wrong)
    assert fix in refused.value.reason
    assert "pa55word" not in str(refused.value)


def test_three_slashes_open_a_file_beside_the_caller(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    open_store("sqlite:///near/talks.db").close()
    assert (tmp_path / "near" / "talks.db").is_file()


def test_a_folder_another_programs_file_or_no_database_is_refused_unharmed(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear diary, " * 200)
    foreign = sqlite3.connect(tmp_path / "foreign.db")
    foreign.execute("CREATE TABLE bookmarks (url TEXT)")
    foreign.close()
    expected = {"": "folder", "letter.txt": "not a SQLite database", "foreign.db": "another program"}
    for name, reason in expected.items():
        with pytest.raises(StoreError, match=reason):
            open_store(f"sqlite:///{tmp_path}/{name}")
    with pytest.raises(StoreError, match=r"letter\.txt"):
        open_store(f"sqlite:///{tmp_path}/letter.txt/talks.db")
    with pytest.raises(StoreError):
        open_store(f"sqlite:///{tmp_path}/nul\0.db")
    assert (tmp_path / "letter.txt").read_text() == "Dear diary, " * 200


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="rights of files are tested where the system has them")
def test_a_read_only_file_or_folder_is_refused_with_what_to_do() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "talks.db"
        open_store(f"sqlite:///{path}").close()
        path.chmod(0o444)
        Path(folder).chmod(0o555)
        me = os.geteuid()
        if me == 0:  # nothing is read-only for the superuser
            os.seteuid(65534)
        try:
            for name in ("talks.db", "new.db", "inner/new.db"):
                with pytest.raises(StoreError, match=r"rights|read-only"):
                    open_store(f"sqlite:///{folder}/{name}")
        finally:
            os.seteuid(me)
            Path(folder).chmod(0o700)


@pytest.mark.skipif(os.name != "posix", reason="rights of files are tested where the system has them")
def test_the_new_file_its_log_and_its_folder_are_for_the_owners_eyes_only(url: str, tmp_path: Path) -> None:
    store = open_store(url)
    store.create(ROW, {}, HELLO, START)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "kept").iterdir()}
    store.close()
    assert modes == {"talks.db": 0o600, "talks.db-wal": 0o600, "talks.db-shm": 0o600}
    assert stat.S_IMODE((tmp_path / "kept").stat().st_mode) == 0o700


# The file


def test_a_file_opened_again_gives_the_same_events_row_and_flow_text(url: str) -> None:
    store = open_store(url)
    store.create(ROW, {"h1": "flow"}, HELLO, START)
    store.append("s1", 2, [said("stay")], LATER, ended="done", turns=1)
    before = (store.load("s1"), store.row("s1"), store.content("h1"))
    store.close()
    again = open_store(url)
    assert (again.load("s1"), again.row("s1"), again.content("h1")) == before
    again.close()


def test_a_killed_process_may_lose_nothing_and_no_copy_goes_to_a_temporary_folder(url: str) -> None:
    store = SqliteStore(url, url.removeprefix("sqlite:///"))
    with store._using() as db:
        kept = {
            name: db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "temp_store")
        }
    store.close()
    assert kept == {"journal_mode": "wal", "synchronous": 1, "temp_store": 2}


def test_a_closed_file_and_a_locked_one_say_so(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_store, "_WAIT_SECONDS", 0.1)
    store = open_store(url)
    store.create(ROW, {}, HELLO, START)
    other = sqlite3.connect(tmp_path / "kept" / "talks.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="another program is busy"):
        store.append("s1", 2, [said("wait")], LATER)
    other.close()
    store.append("s1", 2, [said("now")], LATER)
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.load("s1")


def test_of_two_programs_writing_the_same_seq_exactly_one_wins(url: str) -> None:
    stores = [open_store(url), open_store(url)]
    stores[0].create(ROW, {}, [], START)
    for seq in range(40):
        moves = [lambda store=store, seq=seq: store.append("s1", seq, [said("x")], LATER) for store in stores]
        assert race(*moves) == ["ConcurrentTurn", "ok"]
    assert payloads(stores[0]) == payloads(stores[1]) == [said("x")] * 40
    for store in stores:
        store.close()


OPENER = """
import sys
from engine.stores import open_store
for number in range(60):
    open_store(f"sqlite:///{sys.argv[1]}/{number}.db").close()
"""


def test_many_programs_may_open_new_files_at_the_same_moment(tmp_path: Path) -> None:
    run = [sys.executable, "-c", OPENER, str(tmp_path)]
    programs = [subprocess.Popen(run, stderr=subprocess.PIPE, text=True, cwd=ROOT) for _ in range(4)]
    assert [program.communicate()[1] for program in programs] == [""] * 4


INTRUDER = """
import sqlite3, sys
sqlite3.connect(sys.argv[1], timeout=0).execute("BEGIN IMMEDIATE")
"""


def test_many_threads_may_open_new_files_at_the_same_moment(tmp_path: Path) -> None:
    for number in range(40):
        new = f"sqlite:///{tmp_path}/{number}.db"
        assert race(*[lambda new=new: open_store(new).close()] * 6) == ["ok"] * 6


def test_opening_a_file_again_gives_up_no_lock_that_keeps_other_programs_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_store, "_WAIT_SECONDS", 0.1)
    path = tmp_path / "talks.db"
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("CREATE TABLE t (x)")
    writer.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError):
        open_store(f"sqlite:///{path}")
    intruder = subprocess.run([sys.executable, "-c", INTRUDER, str(path)], capture_output=True, text=True, check=False)
    writer.close()
    assert "database is locked" in intruder.stderr


CHILD = """
import sys
from engine.stores import SessionRow, open_store
store = open_store(sys.argv[1])
store.create(SessionRow("s1", "f", "t", "", "", 0), {}, [], "")
seq = 0
while True:
    store.append("s1", seq, [{"n": seq + step, "pad": "x" * 300} for step in (1, 2, 3)], "", turns=1)
    seq += 3
    print(seq, flush=True)
"""


@pytest.mark.parametrize("turns_before_the_kill", [1, 40, 333, 700])
def test_no_acknowledged_turn_is_lost_and_none_is_halved_by_kill_9(url: str, turns_before_the_kill: int) -> None:
    with subprocess.Popen([sys.executable, "-c", CHILD, url], stdout=subprocess.PIPE, text=True, cwd=ROOT) as child:
        assert child.stdout is not None
        for _ in range(turns_before_the_kill):
            child.stdout.readline()
        child.kill()
        acknowledged = [int(line) for line in child.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
    store = open_store(url)
    kept = [event.payload["n"] for event in store.load("s1")]
    assert kept == list(range(1, len(kept) + 1))
    assert len(kept) == 3 * store.row("s1").turns
    assert len(kept) >= max(acknowledged, default=3 * turns_before_the_kill)
    store.append("s1", len(kept), [said("and on")], LATER)
    store.close()


def test_the_bytes_of_a_deleted_session_are_in_no_file(url: str, tmp_path: Path) -> None:
    def bytes_of_all_files() -> bytes:
        return b"".join(path.read_bytes() for path in sorted((tmp_path / "kept").iterdir()))

    store = open_store(url)
    onlooker = open_store(url)
    names = [f"{number * 7919 % 101:03d}-{'quiet' if number == 5 else 'other'}" for number in range(10)]
    for name in names:
        word = "zanzibar" if "quiet" in name else "ordinary"
        store.create(replace(ROW, id=name, title=f"{word} title"), {word: f"{word} flow"}, [], START)
    for seq in range(60):
        for name in names:
            word = "zanzibar" if "quiet" in name else "ordinary"
            store.append(name, seq, [said(f"{word} {'y' * (seq * 97 % 1500)}")], LATER, ended=word)
    assert onlooker.load(names[5])
    assert bytes_of_all_files().count(b"zanzibar") >= 60
    store.delete(names[5])
    left = bytes_of_all_files()
    assert (left.count(b"zanzibar"), left.count(b"quiet")) == (0, 0)
    assert left.count(b"ordinary") >= 540
    assert len(onlooker.load(names[4])) == 60
    onlooker.close()
    store.close()


def test_a_deletion_gives_its_space_back(url: str, tmp_path: Path) -> None:
    store = open_store(url)
    store.create(ROW, {}, [], START)
    open_store(url).close()  # moves the log into the file
    before = (tmp_path / "kept" / "talks.db").stat().st_size
    store.append("s1", 0, [said("y" * 400_000)], LATER)
    store.delete("s1")
    assert (tmp_path / "kept" / "talks.db").stat().st_size <= before
    store.close()


KILLED_IN_DELETE = """
import os, sys
from engine.stores import open_store
store = open_store(sys.argv[1])
store._db.set_trace_callback(lambda sql: os._exit(9) if sql.startswith("VACUUM") else None)
store.delete("s1")
"""


def test_a_deletion_killed_half_way_is_finished_at_the_next_opening(url: str, tmp_path: Path) -> None:
    store = open_store(url)
    store.create(ROW, {}, [said(f"zanzibar {number}") for number in range(50)], START)
    store.create(replace(ROW, id="s2"), {}, [said("ordinary")], START)
    store.close()
    assert subprocess.run([sys.executable, "-c", KILLED_IN_DELETE, url], cwd=ROOT, check=False).returncode == 9
    again = open_store(url)
    left = b"".join(path.read_bytes() for path in (tmp_path / "kept").iterdir())
    assert (left.count(b"zanzibar"), left.count(b"ordinary")) == (0, 1)
    again.close()


def test_a_deletion_that_a_reader_keeps_from_wiping_says_so_and_is_finished_at_the_next_opening(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_store, "_WAIT_SECONDS", 0.1)
    path = tmp_path / "kept" / "talks.db"
    store = open_store(url)
    store.create(ROW, {}, [said("zanzibar")], START)
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    assert reader.execute("SELECT count(*) FROM events").fetchone() == (1,)
    with pytest.raises(StoreError, match="deleted, but another program"):
        store.delete("s1")
    with pytest.raises(UnknownSession):
        store.load("s1")
    reader.execute("COMMIT")
    again = open_store(url)
    assert b"zanzibar" not in b"".join(file.read_bytes() for file in path.parent.iterdir())
    for opened in (again, store, reader):
        opened.close()


# The schema


def test_a_file_of_the_first_schema_opens_with_its_talks_and_becomes_the_newest(tmp_path: Path) -> None:
    url, path = f"sqlite:///{tmp_path}/old.db", tmp_path / "old.db"
    old = sqlite3.connect(path, isolation_level=None)
    upgrade(old, url, MIGRATIONS[:1])
    old.execute("INSERT INTO sessions VALUES ('s1', 'career_talk', 'From long ago', ?, ?, 4)", (START, LATER))
    old.execute("INSERT INTO events VALUES ('s1', 1, ?, ?)", (START, json.dumps(said("still here"))))
    assert "person" not in {column[1] for column in old.execute("PRAGMA table_info(sessions)")}
    old.close()

    store = open_store(url)
    assert store.sessions() == (SessionRow("s1", "career_talk", "From long ago", START, LATER, 4, None, ""),)
    store.append("s1", 1, [said("and on")], LAST, ended="done")
    assert payloads(store) == [said("still here"), said("and on")]
    assert store.row("s1").ended == "done"
    store.close()
    new = sqlite3.connect(path)
    assert new.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    new.close()


def test_a_migration_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    def fails(db: sqlite3.Connection) -> None:
        db.execute("CREATE TABLE half_way (x TEXT)")
        db.execute("no such thing")

    db = sqlite3.connect(tmp_path / "old.db", isolation_level=None)
    upgrade(db, "", MIGRATIONS[:1])
    with pytest.raises(sqlite3.OperationalError):
        upgrade(db, "", (MIGRATIONS[0], fails))
    assert db.execute("PRAGMA user_version").fetchone() == (1,)
    assert db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'half_way'").fetchone() == (0,)
    upgrade(db, "")
    assert db.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    db.close()


def test_a_file_of_a_newer_release_is_refused_in_one_sentence(url: str, tmp_path: Path) -> None:
    open_store(url).close()
    newer = sqlite3.connect(tmp_path / "kept" / "talks.db")
    newer.execute("PRAGMA user_version = 99")
    newer.close()
    with pytest.raises(StoreError) as refused:
        open_store(url)
    assert refused.value.reason == (
        f"a newer Handhold wrote it (schema 99, this one knows up to {len(MIGRATIONS)}); update Handhold"
    )
