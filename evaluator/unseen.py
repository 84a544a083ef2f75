"""Characters that are drawn as nothing: one set for what raters read, for what counts as blank, and for what is marked.

It is Default_Ignorable_Code_Point of Unicode's DerivedCoreProperties.txt (4,174 code points in 16.0, the unassigned ones
included), and the blank Braille pattern, which is a symbol without ink.
https://www.unicode.org/Public/16.0.0/ucd/DerivedCoreProperties.txt
"""

# First and last of each range.
DEFAULT_IGNORABLE = (
    (0x00AD, 0x00AD),  # soft hyphen
    (0x034F, 0x034F),  # combining grapheme joiner
    (0x061C, 0x061C),  # Arabic letter mark
    (0x115F, 0x1160),  # Hangul fillers
    (0x17B4, 0x17B5),  # Khmer inherent vowels
    (0x180B, 0x180F),  # Mongolian selectors and vowel separator
    (0x200B, 0x200F),  # zero-width spaces and joiners, direction marks
    (0x202A, 0x202E),  # embeddings and overrides of direction
    (0x2060, 0x206F),  # word joiner, invisible operators, isolates
    (0x3164, 0x3164),  # Hangul filler
    (0xFE00, 0xFE0F),  # variation selectors
    (0xFEFF, 0xFEFF),  # byte order mark
    (0xFFA0, 0xFFA0),  # half-width Hangul filler
    (0xFFF0, 0xFFF8),  # unassigned
    (0x1BCA0, 0x1BCA3),  # shorthand format controls
    (0x1D173, 0x1D17A),  # musical format controls
    (0xE0000, 0xE0FFF),  # tags, more variation selectors, unassigned
)
BLANK_BRAILLE = "\u2800"
UNSEEN = frozenset(chr(code) for first, last in DEFAULT_IGNORABLE for code in range(first, last + 1)) | {BLANK_BRAILLE}
# For a class of a regular expression.
UNSEEN_CLASS = BLANK_BRAILLE + "".join(f"{chr(first)}-{chr(last)}" for first, last in DEFAULT_IGNORABLE)
