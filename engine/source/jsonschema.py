"""A JSON Schema from the same dataclasses that the shapes come from, so that editors help authors as they type."""

from dataclasses import is_dataclass
from inspect import cleandoc
from typing import Any, Literal, get_args, get_origin

from engine.source.shapes import Key, Rules, arms, is_block, keys_of, shortest

Schema = dict[str, Any]

_TYPES = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}


def json_schema(cls: type[Any], title: str) -> Schema:
    """The schema (draft 2020-12) of files that `shape` turns into `cls`; nested dataclasses stand under $defs.

    Raises TypeError for a field whose type hint `shape` does not understand.
    """
    writer = _Writer(cls)
    body = writer.record(cls)
    head: Schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title}
    definitions = {name: writer.definitions[name] for name in sorted(writer.definitions)}
    return head | body | ({"$defs": definitions} if definitions else {})


class _Writer:
    """Collects the definitions that the root refers to; each dataclass is written once, so recursion ends."""

    def __init__(self, root: type[Any]) -> None:
        self.definitions: dict[str, Schema] = {}
        self._references: dict[type[Any], str] = {root: "#"}

    def record(self, cls: Any) -> Schema:
        keys = keys_of(cls)
        schema: Schema = {"type": "object"}
        doc = cls.__doc__ or ""
        if doc and not doc.startswith(f"{cls.__name__}("):
            schema["description"] = cleandoc(doc)
        schema["properties"] = {key.name: self._property(key) for key in keys}
        schema["required"] = [key.name for key in keys if key.required]
        schema["additionalProperties"] = False
        return schema

    def _property(self, key: Key) -> Schema:
        schema = self._value(key.hint, key.rules)
        if "doc" in key.rules:
            schema["description"] = key.rules["doc"]
        if isinstance(key.default, str | int | float):
            schema["default"] = key.default
        return schema

    def _value(self, hint: Any, rules: Rules) -> Schema:
        several = arms(hint)
        if len(several) > 1:
            return {"anyOf": [self._value(arm, rules) for arm in several]}
        if get_origin(hint) is Literal:
            return {"enum": list(get_args(hint))}
        if get_origin(hint) is tuple:
            items = self._value(get_args(hint)[0], _inner(rules))
            return {"type": "array", "items": items} | _bounds(rules, "minItems", "maxItems", shortest(rules))
        if is_block(hint):
            return self._block(hint, rules)
        if is_dataclass(hint) and isinstance(hint, type):
            return {"$ref": self._reference(hint)}
        if hint in (int, float):
            return {"type": _TYPES[hint]} | _bounds(rules, "minimum", "maximum", rules.get("min"))
        if hint not in _TYPES:
            raise TypeError(f"a file cannot hold a value of the type {hint!r}")
        return {"type": _TYPES[hint]} | (_text(rules) if hint is str else {})

    def _block(self, hint: Any, rules: Rules) -> Schema:
        key_hint, value_hint = get_args(hint)
        names = {} if key_hint is str else {"propertyNames": self._value(key_hint, {})}
        values = self._value(value_hint, _inner(rules))
        bounds = _bounds(rules, "minProperties", "maxProperties", shortest(rules))
        return {"type": "object", "additionalProperties": values} | names | bounds

    def _reference(self, cls: type[Any]) -> str:
        if cls not in self._references:
            name = cls.__name__
            if name in self.definitions:
                name = f"{cls.__module__}.{cls.__qualname__}"
            self._references[cls] = f"#/$defs/{name}"
            self.definitions[name] = {}
            self.definitions[name] = self.record(cls)
        return self._references[cls]


def _inner(rules: Rules) -> Rules:
    return {"pattern": rules["pattern"]} if "pattern" in rules else {}


def _bounds(rules: Rules, least_word: str, most_word: str, least: float | None) -> Schema:
    bounds = {least_word: least, most_word: rules.get("max")}
    return {word: number for word, number in bounds.items() if number is not None}


def _text(rules: Rules) -> Schema:
    patterns = [f"^(?:{rules['pattern']})$"] if "pattern" in rules else []
    if rules.get("nonempty"):
        patterns.append(r"\S")
    if len(patterns) > 1:
        return {"allOf": [{"pattern": pattern} for pattern in patterns]}
    return {"pattern": patterns[0]} if patterns else {}
