"""Verdict trees (判定树): which verdicts a campaign knows, with their reasons and the fields each asks for. Dated data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

#: the first level is the same in every tree; states, colours and ratios hang on it
VERDICTS = ("legal", "illegal", "other", "doubtful", "false_change")


@dataclass(frozen=True)
class VerdictNode:
    """One choice. `requires` are names of judgement fields that must be filled before the verdict can be certified."""

    code: str
    title_zh: str
    title_en: str
    requires: tuple[str, ...] = ()
    children: tuple[VerdictNode, ...] = ()


@dataclass(frozen=True)
class VerdictTree:
    """The verdicts of a campaign year, with source and status ("found", "known" or "unverified": shown as 未核实)."""

    id: str
    title_zh: str
    title_en: str
    valid_from: str
    valid_to: str
    source: str
    status: str
    nodes: tuple[VerdictNode, ...]

    def node(self, path: tuple[str, ...]) -> VerdictNode:
        """Return the node at the end of a path of codes. Raises KeyError when there is none."""
        level, found = self.nodes, None
        for code in path:
            found = next((node for node in level if node.code == code), None)
            if found is None:
                raise KeyError(path)
            level = found.children
        if found is None:
            raise KeyError(path)
        return found

    def paths(self) -> Iterator[tuple[str, ...]]:
        """Yield the paths of all nodes, parents before children."""

        def walk(nodes: tuple[VerdictNode, ...], above: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
            for node in nodes:
                yield (*above, node.code)
                yield from walk(node.children, (*above, node.code))

        return walk(self.nodes, ())
