"""From a positioned tree to frozen dataclasses, by their type hints, with every misfit told at its place."""

import re
import types
from collections.abc import Mapping as MappingType
from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import cache
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from engine.errors import nearest_name
from engine.source.problems import Mark, Problem, quoted
from engine.source.reader import Mapping, Node, Scalar, Sequence, plain_value

T = TypeVar("T")
Rules = MappingType[str, Any]

_NO_RULES: Rules = {}
_HINTS_UNTIL = 200
_NONE = type(None)
_TYPE_WORDS = {str: "text", int: "a whole number", float: "a number", bool: "true or false", _NONE: "nothing"}


@dataclass(frozen=True, slots=True)
class Key:
    """One YAML key of a dataclass: its name in the file, the field it fills, its type hint and the field's metadata."""

    name: str
    field: str
    hint: Any
    required: bool
    default: Any
    rules: Rules


def shape(node: Node, cls: type[T], problems: list[Problem]) -> T | None:
    """The tree as an instance of the dataclass `cls`; None if it does not fit, with the reasons added to `problems`.

    Hints understood: str, int, float, bool, Literal, None, tuple[X, ...], Mapping[str, X] and dict[str, X] (both become
    a dict), dataclasses, and unions of these. Nothing is converted on the way: a number is not text, a single value is
    not a list; only a whole number may stand for a float. A field without a default is required. Field metadata: `key`
    (its name in the file), `doc`, `min` and `max` (for a number, or for how many entries a list or block has),
    `nonempty` (text not blank, list or block not empty), `pattern` (a regular expression that text, also each text in a
    list or block, must match as a whole). A field `mark: Mark` gets the place of its block; declare it with
    field(compare=False) to keep places out of equality and hash. Problems come in order of place.
    """
    found: list[Problem] = []
    value = _convert(node, cls, _NO_RULES, found)
    problems.extend(sorted(found, key=lambda problem: problem.mark))
    return None if found else cast(T, value)


@cache
def keys_of(cls: Any) -> tuple[Key, ...]:
    """The YAML keys of a dataclass in the order of its fields, without `mark`."""
    hints = get_type_hints(cls)
    return tuple(
        Key(
            name=one.metadata.get("key", one.name),
            field=one.name,
            hint=hints[one.name],
            required=one.default is MISSING and one.default_factory is MISSING,
            default=one.default,
            rules=one.metadata,
        )
        for one in fields(cls)
        if not is_mark(one.name, hints[one.name])
    )


@cache
def has_mark(cls: Any) -> bool:
    """Whether the dataclass wants to know the place it came from."""
    return is_mark("mark", get_type_hints(cls).get("mark"))


def is_mark(name: str, hint: Any) -> bool:
    """Whether a field of this name and type hint is filled with the place instead of from a key."""
    return name == "mark" and hint is Mark


def arms(hint: Any) -> tuple[Any, ...]:
    """The alternatives of a union in the order written; any other hint is its own only alternative."""
    return get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)


def is_block(hint: Any) -> bool:
    """Whether the hint is a mapping with free keys (Mapping[str, X] or dict[str, X])."""
    return get_origin(hint) in (dict, MappingType)


def _convert(node: Node, hint: Any, rules: Rules, problems: list[Problem]) -> Any:
    """The value for the hint; the result counts only if no problem was added."""
    fitting = [arm for arm in arms(hint) if _fits(node, arm)]
    if not fitting:
        problems.append(_wrong_type(node, hint))
        return None
    if isinstance(node, Mapping):
        arm = _closest(node, fitting)
        return _block(node, arm, rules, problems) if is_block(arm) else _record(node, arm, problems)
    if isinstance(node, Sequence):
        return _list(node, _by_first_item(node, fitting), rules, problems)
    return _single(node, fitting, rules, problems)


def _fits(node: Node, arm: Any) -> bool:
    """Whether the kind of node is right for one alternative; what is inside is checked later."""
    if isinstance(node, Mapping):
        return is_block(arm) or is_dataclass(arm)
    if isinstance(node, Sequence):
        return get_origin(arm) is tuple
    if get_origin(arm) is Literal:
        return any(type(node.value) is type(choice) for choice in get_args(arm))
    if arm is float:
        return type(node.value) in (int, float)
    return type(node.value) is arm


def _closest(node: Mapping, fitting: list[Any]) -> Any:
    """Of several kinds of block the one that knows most of the keys; the first written wins a draw."""
    present = {entry.key.raw for entry in node.entries}

    def known(arm: Any) -> int:
        return 0 if is_block(arm) else len(present & {key.name for key in keys_of(arm)})

    return max(fitting, key=known)


def _by_first_item(node: Sequence, fitting: list[Any]) -> Any:
    for arm in fitting:
        if node.items and any(_fits(node.items[0], item) for item in arms(get_args(arm)[0])):
            return arm
    return fitting[0]


def _single(node: Scalar, fitting: list[Any], rules: Rules, problems: list[Problem]) -> Any:
    literals = [arm for arm in fitting if get_origin(arm) is Literal]
    if len(literals) == len(fitting):
        choices = [choice for arm in literals for choice in get_args(arm)]
        if not any(choice == node.value and type(choice) is type(node.value) for choice in choices):
            problems.append(_wrong_choice(node, choices, problems))
        return node.value
    if isinstance(node.value, str):
        _check_text(node, node.value, rules, problems)
    elif isinstance(node.value, int | float) and not isinstance(node.value, bool):
        _check_number(node, node.value, rules, problems)
    return float(node.value) if fitting == [float] and isinstance(node.value, int) else node.value


def _list(node: Sequence, arm: Any, rules: Rules, problems: list[Problem]) -> tuple[Any, ...]:
    _check_length(node, len(node.items), rules, problems)
    item = get_args(arm)[0]
    inner = _inner_rules(rules)
    return tuple(_convert(one, item, inner, problems) for one in node.items)


def _block(node: Mapping, arm: Any, rules: Rules, problems: list[Problem]) -> dict[Any, Any]:
    _check_length(node, len(node.entries), rules, problems)
    key_hint, value_hint = get_args(arm)
    inner = _inner_rules(rules)
    return {
        _convert(entry.key, key_hint, _NO_RULES, problems): _convert(entry.value, value_hint, inner, problems)
        for entry in node.entries
    }


def _record(node: Mapping, cls: Any, problems: list[Problem]) -> Any:
    before = len(problems)
    keys = {key.name: key for key in keys_of(cls)}
    present = {entry.key.raw for entry in node.entries}
    values: dict[str, Any] = {"mark": node.mark} if has_mark(cls) else {}
    for entry in node.entries:
        key = keys.get(entry.key.raw)
        if key is None:
            problems.append(_unknown_key(entry.key, [name for name in keys if name not in present], keys, problems))
        else:
            values[key.field] = _convert(entry.value, key.hint, key.rules, problems)
    for key in keys.values():
        if key.required and key.name not in present:
            message = f"the key '{key.name}' is missing"
            problems.append(Problem("S002", message, node.mark, f"add '{key.name}:' to this block"))
    return cls(**values) if len(problems) == before else None


def _inner_rules(rules: Rules) -> Rules:
    return {"pattern": rules["pattern"]} if "pattern" in rules else _NO_RULES


def _check_text(node: Scalar, text: str, rules: Rules, problems: list[Problem]) -> None:
    pattern = rules.get("pattern")
    if rules.get("nonempty") and not text.strip():
        problems.append(Problem("S007", "this text is blank", node.mark, "write something between the quotes"))
    elif pattern is not None and not re.fullmatch(pattern, text):
        message = f"{quoted(text)} does not have the form asked for"
        problems.append(Problem("S008", message, node.mark, f"it must match {pattern}"))


def _check_number(node: Scalar, number: float, rules: Rules, problems: list[Problem]) -> None:
    least, most = rules.get("min"), rules.get("max")
    if least is not None and number < least:
        problems.append(Problem("S005", f"{node.raw} is too small", node.mark, f"the smallest allowed is {least}"))
    elif most is not None and number > most:
        problems.append(Problem("S005", f"{node.raw} is too large", node.mark, f"the largest allowed is {most}"))


def _check_length(node: Sequence | Mapping, count: int, rules: Rules, problems: list[Problem]) -> None:
    least, most = shortest(rules), rules.get("max")
    if least is not None and count < least:
        message = f"{count} entries are too few" if count else "this is empty"
        problems.append(Problem("S006", message, node.mark, f"write at least {least}"))
    elif most is not None and count > most:
        problems.append(Problem("S006", f"{count} entries are too many", node.mark, f"leave at most {most}"))


def shortest(rules: Rules) -> int | None:
    """How many entries a list or block must have by its field's metadata; None for any number."""
    least: int | None = rules.get("min")
    return max(least or 0, 1) if rules.get("nonempty") else least


def _unknown_key(key: Scalar, free: list[str], keys: MappingType[str, Key], problems: list[Problem]) -> Problem:
    """The hint is left out once problems abound: comparing names is the one slow thing here."""
    nearest = nearest_name(key.raw, free) if len(problems) < _HINTS_UNTIL else None
    fix = f"did you mean '{nearest}'?" if nearest else "known here: " + ", ".join(keys)
    return Problem("S001", f"the key {quoted(key.raw)} is not known here", key.mark, fix)


def _wrong_choice(node: Scalar, choices: list[Any], problems: list[Problem]) -> Problem:
    words = [str(choice) for choice in choices]
    nearest = nearest_name(node.raw, words) if len(problems) < _HINTS_UNTIL else None
    fix = f"did you mean '{nearest}'?" if nearest else "write one of: " + ", ".join(words)
    return Problem("S004", f"{quoted(node.raw)} is not one of the allowed words", node.mark, fix)


def _wrong_type(node: Node, hint: Any) -> Problem:
    expected = " or ".join(dict.fromkeys(_expected(arm) for arm in arms(hint) if arm is not _NONE))
    return Problem("S003", f"expected {expected}, found {_found(node)}", node.mark, _type_fix(node, hint))


def _expected(arm: Any) -> str:
    if get_origin(arm) is tuple:
        return "a list"
    if get_origin(arm) is Literal:
        return "one of " + ", ".join(str(choice) for choice in get_args(arm))
    return _TYPE_WORDS.get(arm, "a block of keys")


def _found(node: Node) -> str:
    if isinstance(node, Mapping):
        return "a block of keys"
    if isinstance(node, Sequence):
        return "a list"
    if node.value is None:
        return "nothing"
    if isinstance(node.value, bool):
        return node.raw
    return "text" if isinstance(node.value, str) else f"the number {node.raw}"


def _type_fix(node: Node, hint: Any) -> str:
    """What to write instead; the first thing that applies."""
    wanted = arms(hint)
    wants_text = any(arm is str or get_origin(arm) is Literal for arm in wanted)
    wants_list = any(get_origin(arm) is tuple for arm in wanted)
    if not isinstance(node, Scalar):
        return "write a single value" if not wants_list and _only_single(wanted) else "change the layout of this part"
    if node.value is None:
        return "fill it in, or remove the key"
    if not isinstance(node.value, str) and wants_text:
        return f'put it in quotes: "{node.raw}"'
    if wants_list:
        return "put each entry on a line of its own, after a dash"
    if bool in wanted and node.raw.lower() in ("yes", "on", "no", "off"):
        return f"write {'true' if node.raw.lower() in ('yes', 'on') else 'false'}"
    if {int, float, bool} & set(wanted):
        return "remove the quotes" if type(plain_value(node.raw)) in wanted else f"write {_expected(hint)}"
    return "write its keys below, indented"


def _only_single(wanted: tuple[Any, ...]) -> bool:
    return all(arm in _TYPE_WORDS or get_origin(arm) is Literal for arm in wanted)
