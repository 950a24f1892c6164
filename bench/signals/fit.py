"""Fits the weights of the named cues of a sign on permissively licensed corpora and writes them into the cue files.

`python -m bench.signals.fit DIR [SIGN ...] [--write]`, DIR with the development files. Only counselling talks in the public
domain, meetings under CC BY and mails under Apache-2.0 are learned from. The constant is held below zero and everything is
divided so that a sign holds from a sum of 1, as everywhere. A cue with `note: by hand` keeps its weight.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from bench.signals.corpus import Line, half, read_corpus, without_marks
from bench.signals.logistic import Example, fit
from bench.signals.vocabulary import FOLDER, signal_lexicon
from engine.language.lexicon import CueSet, Lexicon
from engine.language.text import analyse

FOLDS = 5
PENALTY = 4.0


@dataclass(frozen=True, slots=True)
class Source:
    """A corpus to learn from: which lines count (`kept`), which of them show the sign (`shows`), and how much each weighs."""

    corpus: str
    shows: Callable[[Line], bool]
    unmarked: bool = False
    weight: float = 1.0
    kept: Callable[[Line], bool] = lambda _: True


@dataclass(frozen=True, slots=True)
class Plan:
    """What a sign is learned from, for which speaker, and the constant to which its cues add."""

    speaker: str
    sources: tuple[Source, ...]
    constant: float = -1.0


def _labelled(*labels: str) -> Callable[[Line], bool]:
    return lambda line: line.label in labels


_ASKED = _labelled("question")
PLANS = {
    "asks": Plan("manager", (
        Source("question.annomi", _ASKED), Source("question.annomi", _ASKED, True), Source("question.mrda", _ASKED, True, 0.1),
    )),
    "asks_openly": Plan("manager", (Source("openclosed.annomi", _labelled("open")), Source("openclosed.mrda", _labelled("open")))),
    "asks_as_statement": Plan("manager", (Source("question.mrda", lambda line: "^d" in line.fine, True, 1.0, _ASKED),)),
    "gives_back": Plan("manager", (Source("reflection.annomi", _labelled("reflection")),)),
    "advises": Plan("manager", (Source("advice.annomi", _labelled("advice")),), -3.0),
    "calls_to_act": Plan("manager", (Source("actionmail.parakweet", _labelled("action")),)),
    "change_talk": Plan("employee", (Source("changetalk.annomi", _labelled("change")),)),
    "commits": Plan("employee", (Source("commitment.mrda", _labelled("commit")),)),
    "vague_reply": Plan("employee", (Source("vague.mrda", _labelled("vague")),)),
    "tells_other": Plan("employee", (Source("owner.mrda", _labelled("other_person")),)),
    "suggests": Plan("employee", (Source("owner.mrda", _labelled("suggestion")),), -3.0),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sample:
    """The lines of a sign's sources as numbers, with the source and the fold of each."""

    cues: tuple[str, ...]
    given: tuple[float | None, ...]
    examples: tuple[Example, ...]
    sources: tuple[int, ...]
    folds: tuple[int, ...]


def gather(folder: Path, sign: str, lexicon: Lexicon) -> Sample:
    """Runs the cues of a sign over its sources. OSError when a file is missing."""
    plan = PLANS[sign]
    cues = [cue for cue in lexicon.cues[plan.speaker].cues if cue.name == sign and not cue.is_act]
    number = {cue.id: place for place, cue in enumerate(cues)}
    examples, sources, talks = [], [], []
    for place, source in enumerate(plan.sources):
        for line in read_corpus(folder / f"{source.corpus}.dev.csv").lines:
            if source.kept(line):
                text = without_marks(line.text) if source.unmarked else line.text
                found = sorted(number[name] for name in _found(text, lexicon, lexicon.cues[plan.speaker]) if name in number)
                examples.append((tuple(found), source.shows(line), source.weight))
                sources.append(place)
                talks.append(line.talk)
    fold = {talk: place % FOLDS for place, talk in enumerate(sorted(set(talks), key=lambda talk: (half(talk), talk)))}
    return Sample(tuple(number), tuple(_by_hand(cues)), tuple(examples), tuple(sources), tuple(fold[talk] for talk in talks))


def _by_hand(cues: Sequence[object]) -> list[float | None]:
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.yaml")))
    kept = set(re.findall(r"- id: (\w+)\n\s+weight: \S+\n\s+note: \"?by hand", text))
    return [getattr(cue, "weight", 0.0) if str(getattr(cue, "id", "")).split(".")[-1] in kept else None for cue in cues]


def _found(text: str, lexicon: Lexicon, cues: CueSet) -> set[str]:
    utterance = analyse(text, lexicon.wording)
    content = utterance.content(0, len(utterance.tokens), lexicon.wording)
    return {hit.cue.id for hit in cues.hits(utterance, len(content)) if not hit.cue.is_act}


def weights(sample: Sample, constant: float) -> tuple[dict[str, float], list[float]]:
    """The weights by cue, so scaled that the sign holds from 1, and the macro-F1 of each source on talks left out."""
    free = [place for place, given in enumerate(sample.given) if given is None]
    renumbered = {place: new for new, place in enumerate(free)}
    examples = [(tuple(renumbered[c] for c in cues if c in renumbered), shows, weight) for cues, shows, weight in sample.examples]
    left_out = [0.0] * len(examples)
    for fold in range(FOLDS):
        learned = fit([e for e, f in zip(examples, sample.folds, strict=True) if f != fold], len(free), PENALTY, constant)
        for place, (cues, _, _) in enumerate(examples):
            if sample.folds[place] == fold:
                left_out[place] = sum(learned[c] for c in cues)
    share, quality = _threshold(left_out, sample, constant)
    learned = fit(examples, len(free), PENALTY, constant)
    found = {sample.cues[place]: round(learned[new] / share, 2) for place, new in renumbered.items()}
    return found, quality


def _threshold(sums: Sequence[float], sample: Sample, constant: float) -> tuple[float, list[float]]:
    """The sum from which the sign holds: the one with the best mean macro-F1 over the sources, not far from the constant's."""
    gold = [shows for _, shows, _ in sample.examples]
    places = [[i for i, s in enumerate(sample.sources) if s == number] for number in range(max(sample.sources) + 1)]
    tried = []
    for step in range(-16, 17):
        cut = -constant * (1 + step / 20)
        quality = [_macro([gold[i] for i in part], [sums[i] >= cut for i in part]) for part in places]
        tried.append((fmean(quality), -abs(step), cut, quality))
    _, _, cut, quality = max(tried)
    return cut, quality


def _macro(gold: Sequence[bool], given: Sequence[bool]) -> float:
    pairs = list(zip(gold, given, strict=True))
    return fmean(2 * pairs.count((kind, kind)) / max(1, gold.count(kind) + given.count(kind)) for kind in (True, False))


def write(found: dict[str, float], sign: str) -> None:
    """Puts the weights into the cue file that holds the sign."""
    for path in sorted(FOLDER.glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        if f"\n  {sign}:\n" not in text:
            continue
        head, body = text.split(f"\n  {sign}:\n")
        end = re.search(r"\n  \w+:\n", body)
        block, rest = (body[: end.start()], body[end.start():]) if end else (body, "")
        for cue, weight in found.items():
            block = re.sub(rf"(- id: {cue.split('.')[-1]}\n\s+weight: )\S+", rf"\g<1>{weight:g}", block)
        path.write_text(f"{head}\n  {sign}:\n{block}{rest}", encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit, print, and write when asked to."""
    parser = argparse.ArgumentParser(prog="python -m bench.signals.fit", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("signs", nargs="*", metavar="SIGN", help=f"any of {', '.join(PLANS)}; all when none is given")
    parser.add_argument("--write", action="store_true", help="put the weights into the shipped cue files")
    call = parser.parse_args(arguments)
    lexicon = signal_lexicon()
    for sign in call.signs or PLANS:
        found, quality = weights(gather(call.folder, sign, lexicon), PLANS[sign].constant)
        shown = ", ".join(f"{source.corpus}{'!' * source.unmarked} {q:.3f}" for source, q in zip(PLANS[sign].sources, quality, strict=True))
        print(f"{sign}: {len(found)} cues; macro-F1 on talks left out: {shown}")
        if call.write:
            write(found, sign)
    return 0


if __name__ == "__main__":
    sys.exit(main())
