"""Messages --> the tokens of a prompt; what stands in the messages never becomes a special token."""

from collections.abc import Sequence

from modelhub.engine.chat import ChatFormat
from modelhub.engine.local.codec import Codec
from modelhub.engine.text_model import Message


def prompt_tokens(codec: Codec, chat: ChatFormat | None, messages: Sequence[Message]) -> list[int]:
    """Return the prompt's tokens: framed by the chat format, or one text with what the tokenizer puts before it."""
    parts = chat.parts(messages) if chat else [(_plain(messages), False)]
    start = [] if chat else codec.start
    if not any(codec.holds_special(text) for text, is_frame in parts if not is_frame):
        # In one go, as in training: a tokenizer may join the frame's end and the text's beginning.
        return [*start, *codec.encode("".join(text for text, _ in parts))]
    encoded = [codec.encode(text, literal=not is_frame) for text, is_frame in parts]
    return [*start, *(token for tokens in encoded for token in tokens)]


def _plain(messages: Sequence[Message]) -> str:
    return "\n\n".join(message.content for message in messages)
