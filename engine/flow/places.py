"""Where a value stands that a check complains of: looked up in the positioned tree that the flow was shaped from."""

from __future__ import annotations

from collections.abc import Iterator

from engine.source.problems import Mark
from engine.source.reader import Mapping, Node, Scalar, Sequence


class Places:
    """The blocks of a file by their place. Whatever is not found gets the place of the block that was asked about."""

    def __init__(self, root: Node) -> None:
        """Remember every block in `root`; each begins at a place of its own, that of its first key."""
        self._blocks: dict[Mark, Mapping] = {node.mark: node for node in nodes(root) if isinstance(node, Mapping)}

    def key(self, block: Mark, key: str) -> Mark:
        """The place of a key of the block that begins at `block`."""
        found = self._blocks.get(block)
        return next((entry.key.mark for entry in found.entries if entry.key.raw == key), block) if found else block

    def value(self, block: Mark, *path: str) -> Mark:
        """The place of the value that is reached from the block by one key after the other."""
        node: Node | None = self._blocks.get(block)
        for key in path:
            entries = node.entries if isinstance(node, Mapping) else ()
            node = next((entry.value for entry in entries if entry.key.raw == key), None)
        return node.mark if node is not None else block

    def word(self, block: Mark, key: str, word: str) -> Mark:
        """The place of the first value `word` under a key of the block."""
        found = self._blocks.get(block)
        under = next((entry.value for entry in found.entries if entry.key.raw == key), None) if found else None
        matching = (node.mark for node in nodes(under) if isinstance(node, Scalar) and node.raw == word) if under else ()
        return next(iter(matching), self.key(block, key))


def nodes(root: Node) -> Iterator[Node]:
    """The node and all nodes in it, in the order of the text, keys included."""
    stack: list[Node] = [root]
    while stack:
        node = stack.pop()
        yield node
        if isinstance(node, Sequence):
            stack.extend(reversed(node.items))
        elif isinstance(node, Mapping):
            for entry in reversed(node.entries):
                stack.extend((entry.value, entry.key))
