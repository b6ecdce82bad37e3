"""The builder's scripts in QuickJS, a small JavaScript engine without browser, clock or network.

    js = Js("sha256", "json", "zip")               # site_config/builder/sha256.js and so on, in this order
    js.call("sha256", "æ")                         # "4b91…"
    js.call("parseJson", '{"a": 1.50}', 20)        # {"a": "1.50"}
    js.call("crc32", b"abc")                       # bytes go in as Uint8Array …
    js.call("zip", [{"name": "a", "bytes": b"x"}], None)  # … and come back as bytes; promises are awaited
    js.call("(text) => parseJson(text).a", "[]")   # any expression that is a function
    js.call("parseJson", "[")                      # raises JsError, with .name "JsonFault" and .code "damaged"

    js = Js("zip", given={"inflate": inflate})     # a Python function that scripts can call by that name
    js.call("unzipEntry", raw, entry, Name("inflate"), 1000)  # an argument that is an expression

Arguments and results travel as JSON. A Map comes back as a dict, a Set as a list, a BigInt as an int; undefined comes
back as None, or is left out where it is in a map.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import quickjs  # type: ignore[import-untyped]

BUILDER = Path(__file__).resolve().parent.parent / "site_config/builder"
_UTF8 = Path(__file__).with_name("utf8.js")
_STACK = 1024 * 1024
"""Bytes; what browsers allow."""

_PRELUDE = """
const $revive = (key, value) =>
  value?.$bytes === undefined ? (value?.$name === undefined ? value : (0, eval)(`(${value.$name})`))
  : Uint8Array.fromBase64(value.$bytes);
const $plain = (key, value) =>
  value instanceof Uint8Array ? { $bytes: value.toBase64() }
  : value instanceof Map ? Object.fromEntries(value)
  : value instanceof Set ? [...value]
  : typeof value === "bigint" ? { $int: String(value) } : value;
const $parse = (text) => JSON.parse(text, $revive);
const $text = (value) => JSON.stringify(value, $plain) ?? "null";
let $outcome;
const $call = (run, given) => {
  $outcome = null;
  (async () => run(...$parse(given)))().then(
    (value) => { $outcome = $text({ value: value ?? null }); },
  ).catch((error) => {
    const { name = "", message = String(error), code = null, stack = "" } = error ?? {};
    $outcome = $text({ error: { name, message, code, stack } });
  });
};
const $given = (name, run) => {
  globalThis[name] = (...args) => {
    const { value, error } = $parse(run($text(args)));
    if (error) throw new Error(error);
    return value;
  };
};
"""


class JsError(Exception):
    """What a script threw. `name` and `code` are those of the error."""

    def __init__(self, name: str, message: str, code: str | None, stack: str) -> None:
        super().__init__(f"{name}: {message}\n{stack}")
        self.name, self.message, self.code = name, message, code


@dataclass(frozen=True)
class Name:
    """An argument that is no data but an expression, such as the name of a function."""

    text: str


class Js:
    """An engine with these scripts, each evaluated once. `given` are Python functions for them to call."""

    def __init__(self, *names: str, given: Mapping[str, Callable[..., Any]] | None = None) -> None:
        self._context = quickjs.Context()
        self._context.set_max_stack_size(_STACK)
        self._context.eval(_PRELUDE)
        self._context.eval(_UTF8.read_text(encoding="utf-8"))
        for name, function in (given or {}).items():
            self._context.add_callable(f"$py_{name}", _told(function))
            self._context.eval(f"$given({json.dumps(name)}, $py_{name})")
        for name in names:
            self._context.eval('"use strict";' + (BUILDER / f"{name}.js").read_text(encoding="utf-8"))

    def call(self, function: str, *args: Any) -> Any:
        """What the function gives for these arguments, awaited. Raises JsError."""
        run, start = self._context.eval(f"({function})"), self._context.eval("$call")
        start(run, json.dumps(args, default=_packed))
        while self._context.execute_pending_job():
            pass
        outcome = self._context.eval("$outcome")
        assert outcome is not None, f"{function} waits for something that never comes"
        found = json.loads(outcome, object_hook=_unpacked)
        if "error" in found:
            raise JsError(**found["error"])
        return found["value"]


def _told(function: Callable[..., Any]) -> Callable[[str], str]:
    """The function on JSON. What it raises becomes an error that scripts can catch."""

    def run(text: str) -> str:
        try:
            found = {"value": function(*json.loads(text, object_hook=_unpacked))}
        except Exception as error:
            found = {"error": f"{type(error).__name__}: {error}"}
        return json.dumps(found, default=_packed)

    return run


def _packed(value: Any) -> dict[str, str]:
    match value:
        case bytes():
            return {"$bytes": base64.b64encode(value).decode()}
        case Name():
            return {"$name": value.text}
    raise TypeError(f"{type(value).__name__} is no argument for JavaScript")


def _unpacked(found: dict[str, Any]) -> Any:
    match found:
        case {"$bytes": str(text)} if len(found) == 1:
            return base64.b64decode(text)
        case {"$int": str(text)} if len(found) == 1:
            return int(text)
    return found
