"""What gives a writer away without its registered name: vendors and families, phrases, and a model's special tokens."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tell:
    """A pattern and why it gives the writer away; `caseless` patterns are written in lower case.

    What is found is the pattern's capturing group where it has one, and all of the match otherwise.
    """

    pattern: re.Pattern[str]
    reason: str
    caseless: bool = True


# A space that is neither optional nor in a class stands for any run of them.
_BARE_SPACE = re.compile(r" (?![-?\]])")


def _words(*alternatives: str) -> re.Pattern[str]:
    # An underscore ends a word here: a name inside an identifier tells as much as outside.
    flexible = (_BARE_SPACE.sub(r"\\s+", alternative) for alternative in alternatives)
    return re.compile(r"(?<![^\W_])(?:" + "|".join(flexible) + r")(?![^\W_])")


# Names that mean nothing else: matched in any case.
_DISTINCTIVE = _words(
    r"open ?ai", r"chat ?gpt", r"gpt[ -]?[2-9](?:[.\d]*[a-z]*)(?:[ -](?:turbo|mini|nano|pro))?", r"anthropic", r"deep ?seek",
    r"mistral ?ai", r"mixtral", r"qwen(?:[ -]?[\d.]+)?", r"dbrx", r"mpt[ -]?\d+b?", r"code ?llama", r"chat ?glm", r"baichuan",
    r"hugging ?face", r"eleuther ?ai", r"vertex ai", r"deepmind", r"mosaic ?ml", r"tii ?uae", r"starcoder", r"smollm\d?",
    r"wizardlm", r"openchat", r"tinyllama", r"stable ?lm", r"redpajama", r"xgen", r"internlm", r"kimi[ -]?k\d", r"minimax[ -]?m\d",
    r"ai21(?: labs)?", r"o[1345][ -](?:mini|pro|preview)", r"google(?:'s)? bard", r"amazon (?:nova|titan)", r"github copilot",
)  # fmt: skip
# First names, animals, signs and verbs as well: only with their capital, or in capitals throughout. Oracle, Databricks,
# Google and Microsoft are missing on purpose: in the documentation of tables they are where data comes from.
_PROPER = (
    "Claude", "Gemini", "Llama", "Mistral", "Cohere", "Grok", "Gemma", "Copilot", "Vicuna", "Codex", "Ministral", "Codestral",
    "Perplexity AI",
)  # fmt: skip
# PALM and the like would be ordinary.
_CAPITALISED = _words(*_PROPER, *(name.upper() for name in _PROPER), "[Ll]La[Mm][Aa]", "GPT", "PaLM", "MPT")
# Ordinary in lower case, but hardly with a decimal version, a size or a variant behind ("gemini 2.5", "claude sonnet"), or
# as what has written something.
_FAMILY = r"(?:claude|gemini|llama|mistral|grok|gemma|olmo|nemotron|sonnet|haiku)"
_WRITER = (
    r"(?:claude|gemini|llama|mistral|cohere|grok|gemma|copilot|vicuna|codex|gpt|olmo|nemotron|sonnet|haiku|opus|bard)"
)
_MADE = r"(?:written|generated|produced|made|created|documented|drafted) (?:by|with|using)"
# Ordinary even with a capital: only with a version of at most three digits behind, which must be joined to the word
# ("phi-3", "falcon40b") unless the word has its capital ("Phi 3") or a variant follows ("phi 3 mini").
_ORDINARY = (
    "claude", "gemini", "llama", "mistral", "grok", "gemma", "falcon", "phi", "titan", "nova", "orca", "bloom", "bloomz", "palm",
    "yi", "granite", "dolly", "alpaca", "vicuna", "jurassic", "sonnet", "opus", "haiku", "olmo", "pythia", "bard", "glm",
    "nemotron", "command",
)  # fmt: skip
_NUMBER = r"v?\d{1,3}(?:\.\d+)?[bk]?"
_VARIANT = r"(?:instruct|chat|base|pro|flash|mini|nano|opus|sonnet|haiku)"
_VERSION = rf"{_NUMBER}(?:[ -]{_VARIANT})?"
_JOINED = _words(*(f"{word}-?{_VERSION}" for word in _ORDINARY))
_APART = _words(
    *(f"{word.capitalize()} {_VERSION}" for word in _ORDINARY),
    r"Command[ -]R\+?",
    r"Nova[ -](?:Pro|Lite|Micro|Premier)",
)
_APART_LOWER = _words(
    rf"{_FAMILY} v?\d{{1,3}}(?:\.\d+[bk]?|[bk])(?:[ -]{_VARIANT})?",
    rf"{_FAMILY}[ -](?!base){_VARIANT}(?:[ -]{_NUMBER})?",
    *(f"{word} {_NUMBER}[ -](?!base){_VARIANT}" for word in _ORDINARY),
)
_WRITTEN_BY = _words(rf"{_MADE} (?:an? |the )?({_WRITER})")


_ASSISTANT = _words(
    r"as an? (?:ai|artificial intelligence)(?: language)?(?: model| assistant)?", r"as an? (?:large )?language model",
    r"large language models?", r"ai language model", r"ai assistant", rf"{_MADE} (?:an? )?(?:ai|llm)",
    r"i(?:'m| am) (?:just |only )?an? (?:ai|artificial intelligence|(?:large )?language model)",
    r"ai[ -]generated", r"i'?m sorry,? but", r"i am sorry,? but", r"i apologi[sz]e", r"my (?:training data|knowledge cut-?off)",
    r"i(?: cannot| can'?t| am unable to|'m unable to) (?:assist|help|provide|fulfil|fulfill|generate|answer|determine)",
    r"i was (?:trained|created|developed) by", r"(?:sure|certainly|of course|absolutely)[!,.] (?:here|below|i)",
    r"here(?:'s| is| are) (?:the|a|an|your) (?:json|documentation|descriptions?|requested|comments?|output|response)",
    r"(?:i )?hope this helps", r"let me know if you", r"feel free to ask", r"as requested by the user", r"the user(?:'s)? prompt",
)  # fmt: skip
_TOKENS = re.compile(
    r"<\|[^<>|\n]{1,40}\|>|</?s>|\[/?INST\]|<</?SYS>>|</?(?:think|thinking|answer|tool_call)>|<(?:bos|eos|pad|unk|mask)>"
    r"|<(?:start|end)_of_turn>|\[(?:CLS|SEP|[gs]?MASK|PAD|UNK|BOS|EOS|TOOL_CALLS)\]|<[se]op>|<0x[0-9A-F]{2}>|\u2581"
    r"|#{2,4} ?(?:Response|Instruction|Input|Assistant|Human|User|System|Output) ?:"
    r"|^(?:ASSISTANT|USER|SYSTEM|Assistant|Human|Response|Answer) ?:|<(?:extra_id_|unused|reserved_special_token_)\d+>"
)
# Byte-level tokenisers write a space as Ġ (folded to G) and a line end as Ċ; one alone is a letter of Maltese.
BYTE_MARKS = re.compile(r"(?:[\u0120\u010a][^\s\u0120\u010a]*){2,}")

TELLS = (
    Tell(_DISTINCTIVE, "names a vendor or model family"),
    Tell(_CAPITALISED, "names a vendor or model family", caseless=False),
    Tell(_JOINED, "names a model with its version"),
    Tell(_APART, "names a model with its version", caseless=False),
    Tell(_APART_LOWER, "names a model with its version"),
    Tell(_WRITTEN_BY, "names a vendor or model family"),
    Tell(_ASSISTANT, "speaks as an assistant"),
    Tell(_TOKENS, "leftover special token", caseless=False),
)
