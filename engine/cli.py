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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="handhold", description="A guided career conversation that ends in your own plan.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    def command(name: str, text: str, *, store: bool = False, flows: bool = False) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=text, description=text)
        if store:
            one.add_argument("--store", metavar="URL", help="memory:, sqlite:///relative.db or sqlite:////absolute.db")
        if flows:
            one.add_argument("--flows", metavar="DIR", type=Path, help="a folder with flows of your own")
        return one

    serve = command("serve", "start the web app", store=True, flows=True)
    serve.add_argument("--port", type=int, help="the port on this machine (8501 when it is free)")
    talk = command("talk", "a talk in the terminal", store=True, flows=True)
    talk.add_argument("flow", metavar="FLOW", help="a flow's name or path")
    talk.add_argument("--persona", metavar="NAME", help="rehearse with a simulated team member")
    talk.add_argument("--resume", metavar="SESSION", help="go on with an earlier talk")
    talk.add_argument("--guards", choices=("hold", "warn", "off"), default="hold")
    talk.add_argument("--seed", type=int, help="the same seed and the same words give the same talk")
    talk.add_argument("--today", type=_day, metavar="DATE", help="the day the talk takes place, as 2027-01-31")
    talk.add_argument("--json", action="store_true", help="print events as JSON Lines")
    tag = command("tag", "read JSON Lines of utterances, print what was recognised in each", flows=True)
    tag.add_argument("--speaker", choices=("manager", "employee"), default="employee")
    dates = command("dates", "read a phrase a line, print the due date that it names", flows=True)
    dates.add_argument("--today", type=_day, metavar="DATE")
    check = command("check", "every problem in flow and language files", flows=True)
    check.add_argument("paths", metavar="PATH", nargs="*", type=Path)
    check.add_argument("--json", action="store_true")
    prove = command("prove", "try every situation of a flow's machine", flows=True)
    prove.add_argument("flow", metavar="FLOW")
    graph = command("graph", "a flow as a picture in text", store=True, flows=True)
    graph.add_argument("flow", metavar="FLOW")
    graph.add_argument("--format", choices=("mermaid", "dot"), default="mermaid")
    graph.add_argument("--session", metavar="ID", help="mark where this talk stands")
    plan = command("plan", "the plan of a talk", store=True, flows=True)
    plan.add_argument("session", metavar="SESSION")
    plan.add_argument("--format", choices=("md", "json"), default="md")
    plan.add_argument("-o", "--output", metavar="FILE", type=Path)
    looked = command("debrief", "what a rehearsal shows afterwards", store=True, flows=True)
    looked.add_argument("session", metavar="SESSION")
    looked.add_argument("--json", action="store_true")
    sessions = command("sessions", "the talks that are kept", store=True, flows=True)
    sessions.add_argument("action", choices=("list", "show", "export", "delete"))
    sessions.add_argument("session", metavar="ID", nargs="?")
    command("schema", "the JSON Schema of flow files")
    return parser


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


def _prove(call: argparse.Namespace) -> int:
    from engine.commands.flows import prove_flow

    return prove_flow(call.flow, call.flows)


def _graph(call: argparse.Namespace) -> int:
    from engine.commands.flows import graph

    return graph(call.flow, call.flows, call.format, call.session, call.store)


def _schema(_: argparse.Namespace) -> int:
    from engine.flow.model import Flow
    from engine.source.jsonschema import json_schema

    print(json.dumps(json_schema(Flow, "A flow of Handhold"), indent=2, ensure_ascii=False))
    return 0


def _plan(call: argparse.Namespace) -> int:
    from engine.commands.sessions import plan

    return plan(call.session, call.format, call.output, call.store, call.flows)


def _debrief(call: argparse.Namespace) -> int:
    from engine.commands.rehearsal import debrief

    return debrief(call.session, call.json, call.store, call.flows)


def _sessions(call: argparse.Namespace) -> int:
    from engine.commands.sessions import sessions

    return sessions(call.action, call.session, call.store, call.flows)


_COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "serve": _serve, "talk": _talk, "tag": _tag, "dates": _dates, "check": _check, "prove": _prove, "graph": _graph,
    "plan": _plan, "debrief": _debrief, "sessions": _sessions, "schema": _schema,
}  # fmt: skip
