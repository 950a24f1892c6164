"""The command `handhold`: parses the call, opens what it needs, and hands over. Nothing is decided here."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from engine.errors import HandholdError
from engine.source.problems import SourceError


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"'{text}' is no date; write it as 2027-01-31") from error


def _port(text: str) -> int:
    if not text.isdecimal() or len(text) > 5 or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"'{text}' is no port; it is a number from 1 to 65535")
    return int(text)


def _folder(text: str) -> Path:
    if not Path(text).is_dir():
        raise argparse.ArgumentTypeError(f"there is no folder '{text}'")
    return Path(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="handhold", description="A guided career conversation that ends in your own plan.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    def command(name: str, text: str, *, store: bool = False, flows: bool = False) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=text, description=text)
        if store:
            one.add_argument("--store", metavar="URL", help="memory:, sqlite:///relative.db or sqlite:////absolute.db")
        if flows:
            one.add_argument("--flows", metavar="DIR", type=_folder, help="a folder with flows of your own")
        return one

    serve = command("serve", "start the web app", store=True, flows=True)
    serve.add_argument("--port", metavar="PORT", type=_port, help="the port on this machine (8501 when it is free)")
    talk = command("talk", "a talk in the terminal", store=True, flows=True)
    _talk_options(talk)
    tag = command("tag", "read JSON Lines of utterances, print what was recognised in each", flows=True)
    tag.add_argument("--speaker", choices=("manager", "employee"), default="employee")
    dates = command("dates", "read a phrase a line, print the due date that it names", flows=True)
    dates.add_argument("--today", type=_day, metavar="DATE")
    check = command("check", "every problem in flow and language files", flows=True)
    check.add_argument("paths", metavar="PATH", nargs="*", type=Path)
    check.add_argument("--json", action="store_true")
    test = command("test", "play transcripts: talks with what must come of them", flows=True)
    test.add_argument("paths", metavar="PATH", nargs="*", type=Path, help="transcripts, or folders of them")
    test.add_argument("--json", action="store_true")
    test.add_argument("--missing", action="store_true", help="also list what no talk goes through, with its place")
    test.add_argument("--update", action="store_true", help="first put today's replies in the place of those kept for reading")
    prove = command("prove", "try every situation of a flow's machine", flows=True)
    prove.add_argument("flow", metavar="FLOW")
    graph = command("graph", "a flow as a picture in text", store=True, flows=True)
    graph.add_argument("flow", metavar="FLOW")
    graph.add_argument("--format", choices=("mermaid", "dot"), default="mermaid")
    graph.add_argument("--session", metavar="ID", help="mark where this talk stands")
    plan = command("plan", "the plan of a talk", store=True, flows=True)
    plan.add_argument("session", metavar="SESSION")
    plan.add_argument("--format", choices=("md", "json", "docx", "pdf", "ics"), default="md")
    plan.add_argument("--page", choices=("plan", "asking", "share"), default="plan", help="the whole plan, or a page for others")
    plan.add_argument("--lines", metavar="ID,ID", help="what stands on the page for others (--format json lists what may)")
    plan.add_argument("-o", "--output", metavar="FILE", type=Path)
    looked = command("debrief", "what a rehearsal shows afterwards", store=True, flows=True)
    looked.add_argument("session", metavar="SESSION")
    looked.add_argument("--json", action="store_true")
    sessions = command("sessions", "the talks that are kept", store=True, flows=True)
    sessions.add_argument("action", choices=("list", "show", "export", "save", "delete"))
    sessions.add_argument("session", metavar="ID", nargs="?")
    sessions.add_argument("-o", "--output", metavar="FILE", type=Path, help="the file for export, or for save (as a transcript)")
    _for_authors(command)
    return parser


def _for_authors(command: Callable[..., argparse.ArgumentParser]) -> None:
    """The commands with which a trainer prints and an author begins."""
    sheets = command("handout", "sheets to print for a training room", store=True, flows=True)
    sheets.add_argument("name", metavar="NAME", help="a hand-out, 'transcript' or 'answers' of a talk, 'all', or 'list'")
    sheets.add_argument("--format", choices=("pdf", "docx", "md"), default="pdf")
    sheets.add_argument("--talk", metavar="TALK", default="", help="a reference talk by name or file, or the ID of a kept talk")
    sheets.add_argument("-o", "--output", metavar="FILE", type=Path, help="the file, or the folder for all")
    fresh = command("new", "a working start for an own flow or persona")
    fresh.add_argument("kind", choices=("flow", "persona"))
    fresh.add_argument("name", metavar="NAME", help="small letters, digits and _; also the name of the file")
    fresh.add_argument("--dir", metavar="DIR", type=Path, default=Path(), help="the folder to write it to (this one)")
    command("schema", "the JSON Schema of flow files")


def _talk_options(talk: argparse.ArgumentParser) -> None:
    talk.add_argument("flow", metavar="FLOW", help="a flow's name or path")
    talk.add_argument("--persona", metavar="NAME", help="rehearse with a simulated team member")
    talk.add_argument("--ladder", metavar="FILE", type=Path, help="your firm's career ladder (CSV or YAML), taken as the text of the role")
    talk.add_argument("--level", metavar="NAME", help="the level of the ladder")
    talk.add_argument("--resume", metavar="SESSION", help="go on with an earlier talk")
    talk.add_argument("--guards", choices=("hold", "warn", "off"), default="hold")
    talk.add_argument("--seed", type=int, help="the same seed and the same words give the same talk")
    talk.add_argument("--today", type=_day, metavar="DATE", help="the day the talk takes place, as 2027-01-31")
    talk.add_argument("--json", action="store_true", help="print events as JSON Lines")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status: 0 fine, 1 the check found something, 2 the call or a file was wrong."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace", newline="\n")
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or (given[0].startswith("-") and given[0] not in ("-h", "--help")):
        given = ["serve", *given]
    parsed = _parser().parse_args(given)
    try:
        if getattr(parsed, "store", "") is None:
            parsed.store = _default_store()
        return _COMMANDS[parsed.command](parsed)
    except SourceError as error:
        print("\n".join(str(problem) for problem in error.problems), file=sys.stderr)
        return 2
    except HandholdError as error:
        print(f"handhold: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - Python flushes stdout at exit; the reader is gone
        return 0
    except KeyboardInterrupt:
        return 130


def _default_store() -> str:
    from engine.service import default_store

    return default_store()


def _serve(call: argparse.Namespace) -> int:
    from engine.commands.serve import serve

    return serve(call.store, call.flows, call.port)


def _talk(call: argparse.Namespace) -> int:
    from engine.commands.talk import talk

    return talk(call, call.store)


def _tag(call: argparse.Namespace) -> int:
    from engine.commands.language import tag

    return tag(call.speaker, call.flows)


def _dates(call: argparse.Namespace) -> int:
    from engine.commands.language import dates
    from engine.service import local_today

    return dates(call.today or local_today(), call.flows)


def _check(call: argparse.Namespace) -> int:
    from engine.commands.flows import check

    return check(call.paths, call.flows, call.json)


def _test(call: argparse.Namespace) -> int:
    from engine.commands.test import play_all

    return play_all(call.paths, call.flows, as_json=call.json, missing=call.missing, update=call.update)


def _prove(call: argparse.Namespace) -> int:
    from engine.commands.flows import prove_flow

    return prove_flow(call.flow, call.flows)


def _graph(call: argparse.Namespace) -> int:
    from engine.commands.flows import graph

    return graph(call.flow, call.flows, call.format, call.session, call.store)


def _new(call: argparse.Namespace) -> int:
    from engine.commands.new import new

    return new(call.kind, call.name, call.dir)


def _schema(_: argparse.Namespace) -> int:
    from engine.flow.model import Flow
    from engine.source.jsonschema import json_schema

    print(json.dumps(json_schema(Flow, "A flow of Handhold"), indent=2, ensure_ascii=False))
    return 0


def _plan(call: argparse.Namespace) -> int:
    from engine.commands.sessions import Wanted, plan

    lines = None if call.lines is None else tuple(one.strip() for one in call.lines.split(",") if one.strip())
    return plan(call.session, Wanted(call.page, call.format, call.output, lines), call.store, call.flows)


def _debrief(call: argparse.Namespace) -> int:
    from engine.commands.rehearsal import debrief

    return debrief(call.session, call.json, call.store, call.flows)


def _handout(call: argparse.Namespace) -> int:
    from engine.commands.handouts import Wanted, handout

    return handout(Wanted(call.name, call.format, call.talk, call.output), call.store, call.flows)


def _sessions(call: argparse.Namespace) -> int:
    from engine.commands.sessions import sessions

    return sessions(call.action, call.session, call.store, call.flows, call.output)


_COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "serve": _serve, "talk": _talk, "tag": _tag, "dates": _dates, "check": _check, "test": _test, "prove": _prove, "graph": _graph,
    "plan": _plan, "debrief": _debrief, "sessions": _sessions, "handout": _handout, "new": _new, "schema": _schema,
}  # fmt: skip
