"""The study file described by its own models: a page for people, a JSON schema for editors."""

from __future__ import annotations

import types
from datetime import date
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from prioritizer.config.study import Study

_OPENING = """# The study file

Generated from the models in `prioritizer/config/`; run `make docs` after a change.
Every key but those marked **required** has a default. Paths are relative to the study file.
`columns` reads *our name = "name in the file"*. An unknown key is an error, with a hint.
The defaults of criteria and gates stand in `configs/defaults.toml`; a study overrides them key by
key, and adds indicators of its own under `[criteria.NAME.indicators.MINE]`.
"""


def study_schema() -> dict[str, Any]:
    """JSON schema of the study file, for editors that complete TOML."""
    schema = Study.model_json_schema(by_alias=True)
    # What configs/defaults.toml gives need not stand in a study; nor need every key of an override.
    schema["required"] = [name for name in schema["required"] if name != "criteria"]
    for name in ("Criterion", "Indicator"):
        schema["$defs"][name].pop("required", None)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "prioritizer study file",
        **schema,
    }


def study_page() -> str:
    """Markdown page with one section for each table of the study file."""
    parts = [_OPENING]
    for name, field in Study.model_fields.items():
        shape = _model_in(field.annotation)
        if shape is not None:
            parts.extend(_section(name, shape, field.annotation))
    return "\n".join(parts).rstrip() + "\n"


def _section(name: str, shape: type[BaseModel], annotation: Any) -> list[str]:
    """Describe one table, and the tables inside it."""
    if get_origin(annotation) is tuple:
        title = f"[[{name}]]"
    elif get_origin(annotation) is dict:
        title = f"[{name}.NAME]"
    else:
        title = f"[{name}]"
    doc = (shape.__doc__ or "").strip().splitlines()[0]
    rows = ["| key | type | default | meaning |", "|---|---|---|---|"]
    inner: list[str] = []
    for key, field in shape.model_fields.items():
        key = field.alias or key
        below = _model_in(field.annotation)
        if below is not None and (
            get_origin(field.annotation) in (dict, tuple) or shape.__name__ == "Gates"
        ):
            address = f"{name}.NAME.{key}" if get_origin(annotation) is dict else f"{name}.{key}"
            if below.model_fields:
                inner.extend(_section(address, below, field.annotation))
            continue
        meaning = field.description or (below.__doc__ or "" if below else "")
        rows.append(f"| `{key}` | {_type(field.annotation)} | {_default(field)} | {meaning} |")
    table = rows if len(rows) > 2 else []
    return [f"\n## `{title}`\n", doc, "", *table, *inner]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """Find the model inside an annotation."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in get_args(annotation):
        if (found := _model_in(inner)) is not None:
            return found
    return None


def _type(annotation: Any) -> str:
    """Name a type in the words of TOML."""
    origin = get_origin(annotation)
    if origin is Literal:
        return " or ".join(f"`{choice}`" for choice in get_args(annotation))
    if origin in (Union, types.UnionType):
        return " or ".join(_type(a) for a in get_args(annotation) if a is not type(None))
    if origin is tuple:
        return f"list of {_type(get_args(annotation)[0])}"
    if origin is dict:
        return f"table of {_type(get_args(annotation)[1])}"
    if hasattr(annotation, "__metadata__"):
        return _type(annotation.__origin__)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "{ " + ", ".join(annotation.model_fields) + " }"
    names = {str: "text", float: "number", int: "whole number", bool: "true or false", date: "date"}
    return names.get(annotation, str(annotation))


def _default(field: Any) -> str:
    """Show a default, or that there is none."""
    if field.is_required():
        return "**required**"
    if field.default is PydanticUndefined:
        return "none"
    if field.default is None or field.default in ("", ()):
        return "none"
    return f"`{str(field.default).lower() if isinstance(field.default, bool) else field.default}`"
