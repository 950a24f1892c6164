"""The ten-state script in RiveScript, a topic a state, with a condition on what was said."""

from __future__ import annotations

from collections.abc import Sequence

from rivescript import RiveScript

from bench.clock import Contender, spending
from bench.talks import Stop

NAME = "rivescript"
_USER = "one"


def contender(script: Sequence[Stop]) -> Contender:
    """One talk, going round for ever."""
    bot = RiveScript(utf8=True)
    bot.stream(_rules(script))
    bot.sort_replies()
    bot.set_uservar(_USER, "topic", script[0].state)
    said = {stop.state: stop.reply for stop in script}

    def turn() -> str:
        return str(bot.reply(_USER, said[bot.get_uservar(_USER, "topic")]))

    if turn() != script[1].question:
        raise RuntimeError("the RiveScript script does not go on to its second question")
    bot.set_uservar(_USER, "topic", script[0].state)
    return Contender(NAME, spending(turn))


def _rules(script: Sequence[Stop]) -> str:
    lines = ["! version = 2.0"]
    for place, stop in enumerate(script):
        following = script[(place + 1) % len(script)]
        lines += [
            f"> topic {stop.state}", "+ *", f"* <star> == dunno => {stop.question}",
            f"- <set {stop.slot}=<star>>{{topic={following.state}}}{following.question}", "< topic",
        ]  # fmt: skip
    return "\n".join(lines)
