"""`handhold check`, `prove` and `graph`: what an author wants to know of a flow before people talk with it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from pathlib import Path

from engine.commands.streams import put
from engine.documents.handouts import HANDOUT_CODES
from engine.errors import HandholdError
from engine.flow.graph import Standing, dot, mermaid
from engine.flow.load import load_flow
from engine.flow.places import Places
from engine.handouts import BESIDE, faults
from engine.handouts import FOLDER as HANDOUTS
from engine.handouts import files as handout_files
from engine.library import BESIDE_PERSONAS, STOCK, Library, is_scenario
from engine.rehearsal.check import Known, check_apart
from engine.rehearsal.load import load_persona, load_stage, load_topics, own_index, told_topics
from engine.rehearsal.persona import Persona
from engine.rehearsal.scenario import ASKED, SCENARIO_CODES, load_beside, load_scenario
from engine.rehearsal.topics import TopicIndex, read_topics
from engine.room import files as room
from engine.service import Service
from engine.source.problems import Mark, Problem, SourceError
from engine.source.reader import Mapping, Scalar, read_yaml
from engine.stores import open_store
from engine.talk.compile import compile_language, known_names
from engine.talk.guards import open_needs
from engine.talk.prove import prove

FILE_CODES: dict[str, str] = {
    "C001": "a file that is no UTF-8 text",
    "C002": "signposts without their text",
    **SCENARIO_CODES,
    **HANDOUT_CODES,
}
"""Every code of this room with its meaning."""

LANGUAGE = "en"


@dataclass(slots=True)
class _Files:
    """The files to check. Language and coach files stand under the name by which the engine knows them.

    `personas` are all files of that folder by name, of which those `asked` for are checked; `flow_of` all flows by name. `scenarios`
    stand wherever they like: the first key tells them.
    """

    flows: list[Path] = field(default_factory=list)
    language: dict[str, Path] = field(default_factory=dict)
    signposts: list[Path] = field(default_factory=list)
    personas: dict[str, Path] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    scenarios: list[Path] = field(default_factory=list)
    handouts: list[Path] = field(default_factory=list)
    room: list[Path] = field(default_factory=list)
    flow_of: dict[str, Path] = field(default_factory=dict)


def check(paths: list[Path], folder: Path | None, as_json: bool) -> int:
    """Print every problem; 0 when there is none, 1 when there is any. Without paths: everything that talks could use.

    A path is a flow, a persona, a file of the language, the coach's lines, signposts, hand-outs or the room, or a folder of these;
    which of them, the folder that it stands in tells. Files that are not named are taken from `folder` or are the shipped ones.
    Raises HandholdError for a path where nothing is to be checked.
    """
    library = Library(folder)
    files = _shipped(library)
    if paths:
        files.flows.clear()
        files.asked.clear()
        files.scenarios.clear()
        files.handouts.clear()
        files.room.clear()
    for path in paths:
        _add(files, path)
    problems = _problems(files) + [problem for path in files.scenarios for problem in _scenario(path, library)]
    problems += faults(files.handouts, library) if files.handouts else []
    problems += room.faults(files.room)
    for problem in problems:
        put(_as_json(problem) if as_json else str(problem))
    if not problems and not as_json:
        put(f"{_counted(files)}, the language and the coach's lines: no problem found")
    return 1 if problems else 0


def _counted(files: _Files) -> str:
    """How many files of each kind were asked for; flows always, other kinds when there are any."""
    kinds = {
        "flow": len(files.flows),
        "persona": len(files.asked - {*BESIDE_PERSONAS}) + len(files.scenarios),
        "hand-out": sum(path.stem not in BESIDE for path in files.handouts),
    }
    return ", ".join(f"{many} {kind}{'' if many == 1 else 's'}" for kind, many in kinds.items() if many or kind == "flow")


def _shipped(library: Library) -> _Files:
    files = _Files(flows=list(library.flows().values()), flow_of=library.flows())
    for folder in reversed(library.folders):
        found = sorted((folder / "personas").glob("*.yaml"))
        own = [path for path in found if _holds_scenario(path)]
        files.scenarios += own
        files.personas |= {path.stem: path for path in found if path not in own}
        for path in [*sorted((folder / "language" / LANGUAGE).glob("*.yaml")), folder / "coach" / f"{LANGUAGE}.yaml"]:
            if path.is_file():
                files.language[_name(path)] = path
        signposts = folder / "signposts" / f"{LANGUAGE}.yaml"
        if signposts.is_file():
            files.signposts = [signposts]
    files.asked = set(files.personas)
    files.handouts = list(handout_files(library).values())
    files.room = list(room.files(library).values())
    return files


def _name(path: Path) -> str:
    """The name of a language or coach file; empty for any other."""
    place = path.resolve().parent
    if place.parent.name == "language":
        return f"language/{place.name}/{path.name}"
    return f"coach/{path.name}" if place.name == "coach" else ""


def _add(files: _Files, path: Path) -> None:
    if path.is_dir():
        kinds = ("*.yaml", "coach/*.yaml", "signposts/*.yaml", "language/*/*.yaml", "personas/*.yaml", "handouts/*.yaml", "room/*.yaml")
        found = sorted(one for kind in kinds for one in path.glob(kind))
        if not found:
            raise HandholdError(f"{path}: there is no flow in this folder")
        for one in found:
            _add(files, one)
    elif not path.is_file():
        raise HandholdError(f"{path}: there is no such file or folder")
    elif path.resolve().parent.name == "transcripts":
        raise HandholdError(f"{path}: this is a transcript; 'handhold test {path}' reads and plays it")
    elif path.suffix.lower() == ".csv":
        raise HandholdError(f"{path}: this is no YAML; a ladder is read by 'handhold talk FLOW --ladder {path}'")
    elif path.resolve().parent.name == HANDOUTS:
        files.handouts.append(path)
    elif path.resolve().parent.name == room.FOLDER:
        if path.stem not in room.SHAPES:
            raise HandholdError(f"{path}: nothing reads this file; the room's are {', '.join(f'{name}.yaml' for name in room.SHAPES)}")
        files.room.append(path)
    elif path.resolve().parent.name == "signposts":
        files.signposts.append(path)
    elif _holds_scenario(path):
        files.scenarios.append(path)
    elif path.resolve().parent.name == "personas":
        files.personas[path.stem] = path
        files.asked.add(path.stem)
    elif _name(path):
        files.language[_name(path)] = path
    else:
        files.flows.append(path)


def _problems(files: _Files) -> list[Problem]:
    problems: list[Problem] = []
    texts = {name: text for name, path in files.language.items() if (text := _text(path, problems)) is not None}
    built = None
    if not problems:
        found: list[Problem] = []
        built = compile_language(texts, found)
        problems += [_at_home(problem, files.language) for problem in sorted(found, key=lambda one: (one.mark, one.code))]
    names = known_names(built[0].lexicon) if built else None
    for path in files.signposts:
        problems += _signposts(path)
    for path in files.flows:
        text = _text(path, problems)
        if text is not None:
            load_flow(text, str(path), names, problems)
    if files.asked:
        problems += _personas(files, frozenset(built[0].lexicon.acts("manager")) if built else None)
    return problems


def _personas(files: _Files, acts: frozenset[str] | None) -> list[Problem]:
    """What is wrong with the personas asked for, and with the files that they cannot do without."""
    problems: list[Problem] = []
    texts = {name: text for name, path in files.personas.items() if (text := _text(path, problems)) is not None}
    if "own" in texts:
        problems += _beside(texts["own"], files.personas["own"])
    topics = load_topics(texts["topics"], str(files.personas["topics"]), problems) if "topics" in texts else None
    if topics is None or "moves" not in texts:
        return problems
    needs = _needs(files.flow_of.get(str(topics.get("topics_of"))))
    stage = load_stage(texts["moves"], str(files.personas["moves"]), Known(tuple(topics["topics"]), acts, needs), problems)
    if stage is None:
        return problems
    known = Known(told_topics(topics, stage.plan), acts, needs)
    index = TopicIndex(read_topics(topics))
    loaded: dict[str, tuple[Persona, Places]] = {}
    for name in [name for name in texts if name not in BESIDE_PERSONAS or name == STOCK]:
        found: list[Problem] = []
        one = load_persona(texts[name], str(files.personas[name]), known, found)
        if one is not None and set(one[0].topics) <= set(topics["topics"]):
            own_index(index, one[0], found)
        problems += found if name in files.asked else []
        loaded |= {name: one} if one else {}
    asked = {str(files.personas[name]) for name in files.asked}
    later = {name: loaded[name] for name in sorted(loaded, key=lambda name: name in files.asked)}
    return problems + [problem for problem in check_apart(later) if problem.mark.file in asked]


def _holds_scenario(path: Path) -> bool:
    """Whether a file is a scenario of one's own; one that cannot be read is told of elsewhere."""
    try:
        return is_scenario(path.read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return False


def _beside(text: str, path: Path) -> list[Problem]:
    try:
        load_beside(text, str(path))
    except SourceError as error:
        return list(error.problems)
    return []


def _scenario(path: Path, library: Library) -> list[Problem]:
    """What is wrong with a scenario, and with the persona that comes of it."""
    problems: list[Problem] = []
    text = _text(path, problems)
    if text is None:
        return problems
    scenario = load_scenario(text, str(path), library.beside_scenarios(), library.fears(), problems)
    if scenario is not None and all(problem.code in ASKED for problem in problems):
        try:
            library.cast(scenario)
        except SourceError as error:
            problems += error.problems
    return problems


def _needs(flow: Path | None) -> frozenset[str] | None:
    """The needs of a flow; None when it cannot be read, which is told elsewhere."""
    text = _text(flow, []) if flow else None
    found = load_flow(text, str(flow), None, []) if text is not None else None
    return frozenset(need.id for _, need in found.needs()) if found else None


def _text(path: Path, problems: list[Problem]) -> str | None:
    """The text of a file; None, with a problem at the first wrong byte, when it is not UTF-8."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise HandholdError(f"{path}: cannot be read: {error.strerror}") from error
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        mark = Mark(str(path), before.count("\n") + 1, len(before) - before.rfind("\n"))
        message = f"this byte (0x{data[error.start]:02X}) belongs to no UTF-8 text"
        problems.append(Problem("C001", message, mark, "save the file with the encoding UTF-8"))
        return None


def _at_home(problem: Problem, files: dict[str, Path]) -> Problem:
    """The problem with the path of its file instead of the name by which the engine knows it."""
    path = files.get(problem.mark.file)
    return replace(problem, mark=replace(problem.mark, file=str(path))) if path else problem


def _signposts(path: Path) -> list[Problem]:
    problems: list[Problem] = []
    text = _text(path, problems)
    node = read_yaml(text, str(path), problems) if text is not None else None
    if node is not None:
        found = [entry.value for entry in node.entries if entry.key.raw == "text"] if isinstance(node, Mapping) else []
        if not any(isinstance(one, Scalar) and isinstance(one.value, str) and one.value.strip() for one in found):
            mark = found[0].mark if found else node.mark
            problems.append(Problem("C002", "the signposts have no text", mark, "write what is shown under 'text: |'"))
    return problems


def _as_json(problem: Problem) -> str:
    mark = problem.mark
    fields = {
        "file": mark.file, "line": mark.line, "column": mark.column, "code": problem.code,
        "message": problem.message, "fix": problem.fix,
    }  # fmt: skip
    return json.dumps(fields, ensure_ascii=False)


def prove_flow(flow: str, folder: Path | None) -> int:
    """Try every situation of the flow's machine; 1 with a counter-example when the invariant does not hold."""
    guide = Library(folder).guide(flow)
    proof = prove(guide.flow, guide.machine)
    if proof.counter_example:
        put(f"{guide.flow.flow}: NOT proven after {proof.situations} situations; counter-example: {proof.counter_example}")
        return 1
    shown = "no step is left while it has an open need, and every step can be left"
    put(f"{guide.flow.flow}: proven in {proof.situations} situations: {shown}")
    return 0


def graph(flow: str, folder: Path | None, form: str, session_id: str | None, store_url: str) -> int:
    """Print a flow as Mermaid or Graphviz text, with a talk's place marked when one is named."""
    library = Library(folder)
    standing = None
    shown = library.guide(flow).flow
    if session_id is not None:
        talk = Service(open_store(store_url), library).open(session_id)
        shown = talk.guide.flow
        standing = Standing(talk.session.step, open_needs(shown, talk.session))
    put((mermaid if form == "mermaid" else dot)(shown, standing).rstrip("\n"))
    return 0
