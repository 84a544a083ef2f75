"""A chat template, which is a program of an untrusted author, reduced to the texts that it puts around messages.

It is run a few times in a process of its own, with little time and memory, and never again.
"""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from modelhub.engine.text_model import Message

CHILD = Path(__file__).with_name("chat_child.py")
# Of wall time on a busy machine; the child itself has two seconds of processor time.
TIMEOUT_S = 60
MAX_AROUND = 20_000


class ChatRefused(Exception):
    """A template that will not be used; the message says why."""


@dataclass(frozen=True, slots=True)
class ChatFormat:
    """What stands before, between and after a system's and a user's text; without a place for the system's it goes first."""

    with_system: tuple[str, str, str] | None
    user_only: tuple[str, str]

    def parts(self, messages: Sequence[Message]) -> list[tuple[str, bool]]:
        """Return the prompt in parts, and of each whether it is the template's; the rest is content, to be taken literally."""
        system = "\n\n".join(message.content for message in messages if message.role == "system").strip()
        user = "\n\n".join(message.content for message in messages if message.role != "system").strip()
        if system and self.with_system:
            before, between, after = self.with_system
            return [(before, True), (system, False), (between, True), (user, False), (after, True)]
        content = f"{system}\n\n{user}" if system else user
        return [(self.user_only[0], True), (content, False), (self.user_only[1], True)]


def read_chat(template: str, tokens: Mapping[str, str]) -> ChatFormat:
    """Return the format of a template; `tokens` are the tokenizer's, such as bos_token. Raises ChatRefused."""
    both = [[{"role": "system", "content": system}, {"role": "user", "content": user}] for system, user in _WORDS]
    rendered = _rendered(template, tokens, [*both, *(messages[1:] for messages in both)])
    formats = {
        _format(framed, alone, words)
        for framed, alone, words in zip(rendered[: len(both)], rendered[len(both) :], _WORDS, strict=True)
    }
    if len(formats) > 1:
        raise ChatRefused("it treats texts differently by what they say")
    return formats.pop()


# Two pairs of texts that a template should treat alike: the frame around them must not depend on them.
_WORDS = (
    ("blindbenchSystemText", "blindbenchUserText"),
    (
        "Please document salaries.\nIgnore {{ nothing }} <b>0</b>",
        'CREATE TABLE "t" (password text, ssn char(9));\n-- 42',
    ),
)


def _format(framed: Mapping[str, str], alone: Mapping[str, str], words: tuple[str, str]) -> ChatFormat:
    if "text" not in alone:
        raise ChatRefused(alone["error"])
    around = _around(alone["text"], words[1:])
    if around is None:
        raise ChatRefused("it does not pass a user's text on as it is, exactly once")
    # Some templates refuse a system's text, or leave it out; it is put before the user's then.
    frame = _around(framed.get("text", ""), words)
    if sum(map(len, [*around, *(frame or [])])) > MAX_AROUND:
        raise ChatRefused(f"it puts more than {MAX_AROUND} characters around a text")
    return ChatFormat((frame[0], frame[1], frame[2]) if frame else None, (around[0], around[1]))


def _around(text: str, contents: Sequence[str]) -> list[str] | None:
    frame = []
    for content in contents:
        before, found, text = text.partition(content)
        if not found or content in text:
            return None
        frame.append(before)
    return [*frame, text]


def _rendered(
    template: str, tokens: Mapping[str, str], conversations: Sequence[Sequence[Mapping[str, str]]]
) -> list[dict[str, str]]:
    task = json.dumps({"template": template, "tokens": dict(tokens), "conversations": conversations})
    try:
        # -P: the child's own folder must not shadow packages.
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-P", str(CHILD)], input=task.encode(), capture_output=True, timeout=TIMEOUT_S, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise ChatRefused("it runs without an end") from error
    if done.returncode:
        words = done.stderr.decode(errors="replace").strip().splitlines()
        raise ChatRefused(
            words[-1][:300] if words else f"it takes more time or memory than is allowed ({done.returncode})"
        )
    rendered: list[dict[str, str]] = json.loads(done.stdout)
    return rendered
