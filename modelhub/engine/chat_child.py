"""Renders conversations by one chat template in Jinja's sandbox, within limits; run by path, in a process of its own (see chat.py)."""

import json
import resource
import sys
from typing import Any, NoReturn

from jinja2 import nodes
from jinja2.exceptions import TemplateError
from jinja2.ext import Extension, loopcontrols
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment

CPU_S = 2
MEMORY = 512 * 2**20
MAX_TEXT = 100_000


class _Generation(Extension):
    """The block that marks an assistant's text for training; here it only passes its content on."""

    tags = {"generation"}

    def parse(self, parser: Parser) -> nodes.Node | list[nodes.Node]:
        next(parser.stream)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)


def main() -> int:
    """Read a task from standard input; write for each conversation a text or an error, as JSON."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    task = json.load(sys.stdin)
    sandbox = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[_Generation, loopcontrols]
    )
    sandbox.filters["tojson"] = _to_json
    sandbox.globals["raise_exception"] = _refuse
    sys.stdout.write(json.dumps([_rendered(sandbox, task, messages) for messages in task["conversations"]]))
    return 0


def _rendered(sandbox: ImmutableSandboxedEnvironment, task: dict[str, Any], messages: object) -> dict[str, str]:
    try:
        text = sandbox.from_string(task["template"]).render(
            messages=messages, add_generation_prompt=True, enable_thinking=False, **task["tokens"]
        )
    except (
        TemplateError,
        TypeError,
        ValueError,
        ArithmeticError,
        AttributeError,
        LookupError,
        RecursionError,
    ) as error:
        return {"error": f"{type(error).__name__}: {error}"[:300]}
    except MemoryError:
        return {"error": "it takes more memory than is allowed"}
    return {"text": text} if len(text) <= MAX_TEXT else {"error": f"it writes more than {MAX_TEXT} characters"}


def _to_json(value: object, *, indent: int | None = None, **_: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent)


def _refuse(message: str) -> NoReturn:
    raise TemplateError(message)


if __name__ == "__main__":
    sys.exit(main())
