"""The YAML at the head of a Markdown file."""

from __future__ import annotations

from typing import Any

import yaml

from kb.errors import ContentError

_ADVICE = "Correct the front matter between the `---` lines; corpus/README.md shows the format."


DEEPEST = 50
"""Lists and mappings inside one another; libyaml's composer has no guard of its own."""


class _Loader(yaml.CSafeLoader):
    """Says where a bad value stands, and refuses a name given twice."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except (ValueError, OverflowError) as error:
            raise yaml.constructor.ConstructorError(None, None, str(error), node.start_mark) from error

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    raise yaml.constructor.ConstructorError(None, None, f"`{key.value}` is given twice", key.start_mark)
                seen.add(key.value)
        return super().construct_mapping(node, deep)


def parse_front_matter(source: str, first_line: int) -> dict[str, Any]:
    """The fields of a front matter; `first_line` is the 1-based line of the file on which `source` begins.

    Raises ContentError naming the line where it is no YAML, and where it is no mapping of names to values.
    """
    try:
        _check_shape(source, first_line)
        fields = yaml.load(source, _Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + mark.line if mark else first_line
        reason = error.problem or error.context or "it cannot be parsed"
        raise ContentError(f"front matter, line {line}: {reason}", _ADVICE) from error
    except yaml.YAMLError as error:
        raise ContentError(f"front matter: {str(error).splitlines()[0]}", _ADVICE) from error
    if fields is None:
        return {}
    if not isinstance(fields, dict):
        raise ContentError(
            f"front matter, line {first_line}: it is a {type(fields).__name__}, not a list of `name: value`", _ADVICE
        )
    if wrong := [key for key in fields if not isinstance(key, str)]:
        raise ContentError(f"front matter: the name {wrong[0]!r} is no text", "Put the name in quotes.")
    return fields


def _check_shape(source: str, first_line: int) -> None:
    """Refuse aliases, which can grow without end, and nesting that no front matter needs."""
    depth = 0
    for event in yaml.parse(source, _Loader):
        line = first_line + (event.start_mark.line if event.start_mark else 0)
        if isinstance(event, yaml.AliasEvent):
            raise ContentError(f"front matter, line {line}: aliases (`*name`) are not allowed", _ADVICE)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise ContentError(f"front matter, line {line}: it is nested too deeply", _ADVICE)
