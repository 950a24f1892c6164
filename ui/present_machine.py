"""Draws the machine of a talk: its steps from top to bottom, a lock on each way out, and the way that was refused.

Every length is in rem, so that nothing is scaled: what is one line of text high here is so on any wall.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.present.picture import Detour, Guarded, Picture

WIDTH, NODE, PITCH, TALL = 18.0, 15.4, 2.95, 1.75
END = "Plan ready"
SIGNS = {"refused": ("block", "refused"), "let_pass": ("visibility", "let pass"), "pulled": ("warning", "pulled at")}


def machine(picture: Picture) -> str:
    """The picture as SVG, which is drawn by `st.markdown`: `st.html` takes pictures out."""
    height = PITCH * len(picture.steps) + TALL + 0.1
    inside = "".join([*_edges(picture), *_detour(picture), *_nodes(picture)])
    return (
        f'<svg class="hh-p-svg" role="img" aria-label="{_plain(described(picture))}" '
        f'width="{WIDTH}rem" height="{height:.2f}rem" style="width:{WIDTH}rem;height:{height:.2f}rem">{inside}</svg>'
    )


def described(picture: Picture) -> str:
    """The same in a sentence or two."""
    here = picture.here
    where = f"Step {here.number} of {len(picture.steps)}, {here.title}" if here else END
    still = f"{len(here.unmet)} open, the way on is {'locked' if here.locked else 'free'}" if here else "everything is settled"
    way = picture.detour
    tried = f" From {_title(picture, way.start)} to {_title(picture, way.end)}: {SIGNS[way.way][1]}." if way else ""
    return f"{where}: {still}.{tried}"


def _plain(words: str) -> str:
    """Words of an author in which neither HTML nor Markdown is left: the page takes a picture as Markdown only."""
    return "".join(one if one.isalnum() or one == " " else f"&#{ord(one)};" for one in words)


def _title(picture: Picture, step: str) -> str:
    return next((one.title for one in picture.steps if one.id == step), END)


def _top(place: int) -> float:
    return 0.05 + PITCH * place


def _nodes(picture: Picture) -> Iterator[str]:
    for place, one in enumerate(picture.steps):
        kind = "lit" if one.lit else "settled" if one.settled and one.entered else "entered" if one.entered else "ahead"
        yield _node(place, str(one.number), one.title, kind, one.id, settled=one.settled)
    ready = picture.ready
    yield _node(len(picture.steps), "", END, "lit" if ready else "ahead", picture.lit if ready else "", settled=ready)


def _node(place: int, number: str, title: str, kind: str, step: str, *, settled: bool) -> str:
    top, middle = _top(place), _top(place) + TALL / 2
    mark = "check_circle" if settled else "flag" if not number else ""
    badge = _text(mark, 14.4, middle, "hh-icon", centred=True) if mark else ""
    left = _text(number, 0.9, middle, "hh-p-number", centred=True) if number else ""
    data = f' data-step="{step}"' if step else ""
    box = f'<rect x=".05rem" y="{top:.2f}rem" width="{NODE}rem" height="{TALL}rem" rx=".5rem"/>'
    return f'<g class="hh-p-node hh-p-{kind}"{data} data-kind="{kind}">{box}{left}{_text(_plain(title), 1.8, middle)}{badge}</g>'


def _text(words: str, x: float, y: float, name: str = "", *, centred: bool = False) -> str:
    """A line of text with its middle at that height; `words` are HTML."""
    about = (f' class="{name}"' if name else "") + (' text-anchor="middle"' if centred else "")
    return f'<text x="{x}rem" y="{y:.2f}rem" dominant-baseline="central"{about}>{words}</text>'


def _edges(picture: Picture) -> Iterator[str]:
    for place, one in enumerate(picture.steps):
        top, bottom = _top(place) + TALL, _top(place + 1)
        middle = (top + bottom) / 2
        glyph = "lock" if one.locked else "lock_open"
        kind = "locked" if one.locked else "free"
        yield (
            f'<g class="hh-p-edge hh-p-{kind}" data-edge="{one.id}" data-locked="{str(one.locked).lower()}">'
            f'<line x1=".9rem" y1="{top:.2f}rem" x2=".9rem" y2="{bottom:.2f}rem"/>'
            f"{_text(glyph, 2.4, middle, 'hh-icon', centred=True)}{_text(_open(one), 3.3, middle)}</g>"
        )


def _open(one: Guarded) -> str:
    return f"{len(one.unmet)} open" if one.unmet else "nothing open"


def _detour(picture: Picture) -> Iterator[str]:
    way = picture.detour
    if way is None:
        return
    ends = sorted((_place(picture, way.start), _place(picture, way.end)))
    first, last = (_top(place) + TALL / 2 for place in ends)
    out, middle = WIDTH - 0.9, (first + last) / 2
    yield f'<g class="hh-p-detour hh-p-{way.way}" data-detour="{way.way}" data-from="{way.start}" data-to="{way.end}">'
    for x1, y1, x2, y2 in ((NODE, first, out, first), (out, first, out, last), (out, last, NODE, last)):
        yield f'<line x1="{x1}rem" y1="{y1:.2f}rem" x2="{x2}rem" y2="{y2:.2f}rem"/>'
    yield f'<circle cx="{out}rem" cy="{middle:.2f}rem" r=".8rem"/>'
    yield f"{_text(SIGNS[way.way][0], out, middle, 'hh-icon', centred=True)}</g>"


def _place(picture: Picture, step: str) -> int:
    return next((place for place, one in enumerate(picture.steps) if one.id == step), len(picture.steps))


def why_the_way(picture: Picture) -> str:
    """What happened to a way that was tried too early, in a sentence; "" when none was."""
    way: Detour | None = picture.detour
    if way is None:
        return ""
    start, end = _title(picture, way.start), _title(picture, way.end)
    return {
        "refused": f"Too early for {end}: {start} still has needs open.",
        "let_pass": f"On from {start} although needs are open there: in this talk the guard only watches.",
        "pulled": f"Advice pulls towards {end} while {start} is still being told.",
    }[way.way]
