"""What is said for the page: one case a thing that can be heard. Keys stay, or an earlier run has nothing to show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

STOLE = "I never said she stole the money."
SPEEDS_TEXT = (
    "The morning train was late again, and nobody on the platform seemed to mind. They read their papers, drank their "
    "coffee, and waited."
)
WAIT = "I thought{} we could wait here until the rain stops."
ALICE = (
    "Alice was beginning to get very tired of sitting by her sister on the bank, and of having nothing to do: once or "
    "twice she had peeped into the book her sister was reading, but it had no pictures or conversations in it."
)
CROWD = (
    "On the evening when the old theatre finally opened its doors again people of every age and trade came down from "
    "the hills and stood in the rain and watched the lights go on one after another while the children ran between "
    "them."
)


@dataclass(frozen=True)
class Case:
    """One thing to be heard."""

    key: str
    """Of lower-case letters, digits and hyphens; names files."""
    title: str
    text: str
    speed: float = 1.0
    format: str = "pcm"
    beside: str = ""
    """The key of the case that it differs from in one thing: figures are given relative to it."""
    every_voice: bool = False
    """Said by all voices, not only by those that stand for their families."""


@dataclass(frozen=True)
class Section:
    """Cases about one thing."""

    key: str
    title: str
    listen_for: str
    """What a listener should notice, in a sentence."""
    cases: tuple[Case, ...]


def _ssml(text: str) -> str:
    return f"<speak>{text}</speak>"


def _on(word: str, element: str, text: str = STOLE) -> str:
    """SSML with an element, given by its opening tag's inside, around a word of a text."""
    return _ssml(text.replace(word, f"<{element}>{word}</{element.split()[0]}>", 1))


_VOICES = Section(
    "voices",
    "Every voice",
    "Clear, even, without clicks; a question, a number and a name in it.",
    (
        Case(
            "voices-greeting",
            "A paragraph",
            "Hello, and welcome back. On March 3rd Dr. Nguyen paid $4.50 for a coffee, and found it cold. Would you "
            "have paid? I would not!",
            every_voice=True,
        ),
    ),
)

_SPEEDS = (0.25, 0.5, 0.75, 1.25, 1.5, 2.0, 3.0, 4.0)
_SPEED = Section(
    "speed",
    "Speed",
    "The rate is what was asked for, words stay clear, the pitch stays; nothing sounds before the first word.",
    (
        Case("speed-1", "1 ×", SPEEDS_TEXT),
        *(
            Case(f"speed-{str(speed).replace('.', '-')}", f"{speed:g} ×", SPEEDS_TEXT, speed=speed, beside="speed-1")
            for speed in _SPEEDS
        ),
    ),
)

_PAUSE_MARKS = {
    "comma": (",", ","), "semicolon": (";", ";"), "colon": (":", ":"), "dash": (" —", "—"), "ellipsis": ("…", "…"),
}  # fmt: skip
_PAUSES = Section(
    "pauses",
    "Pauses",
    "A break lasts what it says; comma < semicolon < dash ≤ ellipsis < full stop < paragraph.",
    (
        Case("pauses-no-mark", "No mark", WAIT.format("")),
        *(
            Case(f"pauses-{name}", f"“{shown}”", WAIT.format(mark), beside="pauses-no-mark")
            for name, (mark, shown) in _PAUSE_MARKS.items()
        ),
        Case("pauses-full-stop", "Full stop", "I thought. We could wait here until the rain stops."),
        Case("pauses-paragraph", "Paragraph", "I thought.\n\nWe could wait here until the rain stops."),
        Case("pauses-short", "Short sentences", "Yes, sir. No — wait… Well; fine."),
        Case("pauses-list", "A list", "Buy three things:\n- bread\n- butter\n- a bag of rice\n"),
        Case(
            "pauses-poem",
            "A poem",
            "The woods are lovely,\ndark and deep\nbut I have promises to keep\nand miles to go",
        ),
        *(
            Case(
                f"pauses-break-{milliseconds}",
                f"break {milliseconds} ms",
                _ssml(WAIT.format(f' <break time="{milliseconds}ms"/>')),
                beside="pauses-no-mark",
            )
            for milliseconds in (0, 100, 300, 1000, 3000)
        ),
        Case(
            "pauses-break-none", "break none", _ssml(WAIT.format(' <break strength="none"/>')), beside="pauses-no-mark"
        ),
        Case("pauses-leading", "break 1 s before the first word", _ssml('<break time="1s"/>Open the door.')),
    ),
)

_FIRST_CLAUSE = Section(
    "first-clause",
    "The first clause and long sentences",
    "Nothing is torn off: at the first comma the voice pauses and goes on as at a later one; no stop inside “X and Y”.",
    (
        Case("first-clause-alice", "A first clause", ALICE),
        Case("first-clause-short", "A short one", "When she woke, the house was quiet, and the snow had stopped."),
        Case("first-clause-and", "A long sentence without a comma", CROWD),
    ),
)

_EMPHASISED = ("I", "never", "said", "she", "the", "money")
_WORDS = Section(
    "words",
    "Single words",
    "The word is heard to stand out, the sentence stays one: no silence around it, no melody of its own.",
    (
        Case("words-plain", "Plain", STOLE),
        *(
            Case(
                f"words-strong-{word.lower()}",
                f"strong “{word}”",
                _on(word, 'emphasis level="strong"'),
                beside="words-plain",
            )
            for word in _EMPHASISED
        ),
        *(
            Case(
                f"words-{level}-stole",
                f"{level} “stole”",
                _on("stole", f'emphasis level="{level}"'),
                beside="words-plain",
            )
            for level in ("strong", "moderate", "none", "reduced")
        ),
        Case(
            "words-strong-span", "strong “she stole”", _on("she stole", 'emphasis level="strong"'), beside="words-plain"
        ),
        *(
            Case(
                f"words-prosody-{name}",
                f"{shown} on “she”",
                _on("she", f'prosody {attribute}="{value}"'),
                beside="words-plain",
            )
            for name, shown, attribute, value in (
                ("louder", "+6 dB", "volume", "+6dB"),
                ("softer", "−6 dB", "volume", "-6dB"),
                ("slower", "rate 60 %", "rate", "60%"),
                ("faster", "rate 160 %", "rate", "160%"),
                ("higher", "pitch +3 st", "pitch", "+3st"),
                ("lower", "pitch −3 st", "pitch", "-3st"),
            )
        ),
        Case(
            "words-contour",
            "A falling contour on all",
            _ssml(f'<prosody contour="(0%,+3st) (100%,-3st)">{STOLE}</prosody>'),
            beside="words-plain",
        ),
        Case("words-number-plain", "A number, plain", "It is 42, not 43."),
        Case(
            "words-number",
            "strong “42”",
            _on("42", 'emphasis level="strong"', "It is 42, not 43."),
            beside="words-number-plain",
        ),
    ),
)

_QUESTIONS = Section(
    "questions",
    "Questions and exclamations",
    "Yes/no questions rise at the end, others fall; exclamations are a little louder and wider.",
    (
        Case("questions-are-you", "Yes/no", "Are you coming with us tomorrow?"),
        Case("questions-could-you", "Yes/no", "Could you please close the window?"),
        Case("questions-did-anyone", "Yes/no", "Did anyone see what happened?"),
        Case("questions-have-you", "Yes/no", "Have you finished reading the report?"),
        Case("questions-is-it", "Yes/no, short", "Is it?"),
        Case("questions-tag", "A tag", "You have met my brother, haven't you?"),
        Case("questions-statement", "A statement", "You stole the money."),
        Case("questions-declarative", "The same, asked", "You stole the money?", beside="questions-statement"),
        Case("questions-exclaimed", "The same, exclaimed", "You stole the money!", beside="questions-statement"),
        Case("questions-word", "With a question word", "Where did you put the keys?"),
        Case("questions-or", "One or the other", "Would you like tea or coffee?"),
        Case("questions-two", "Two in a row", "Do you like it? What would you change?"),
        Case("questions-exclamation", "An exclamation", "How dare you come here after all this time!"),
    ),
)

_LEVELS = Section(
    "levels",
    "Levels",
    "Never above −1 dB of true peak, nothing crackles, no tick where a vowel begins after a pause.",
    (
        Case("levels-epoch", "“epoch”", "It was the epoch of belief, it was the epoch of incredulity."),
        Case(
            "levels-attitude",
            "Vowels after closures",
            "Every attitude, every epoch: it ends. And? And it begins again.",
        ),
        Case("levels-loud", "volume +12 dB", _ssml(f'<prosody volume="+12dB">{STOLE}</prosody>')),
        Case("levels-soft", "volume x-soft", _ssml(f'<prosody volume="x-soft">{STOLE}</prosody>')),
        Case("levels-oh", "Very short", "Oh!"),
    ),
)

_TIMINGS = Section(
    "timings",
    "Word timings",
    "Boxes begin and end with the sound, before punctuation and at the end too.",
    (
        Case(
            "timings-commas",
            "Words before punctuation",
            "First, a cat; then a dog, at last (who knows why) a bat: three guests. Sit!",
        ),
        Case(
            "timings-fast",
            "The same at 2 ×",
            "First, a cat; then a dog, at last (who knows why) a bat: three guests. Sit!",
            speed=2.0,
        ),
    ),
)

_FORMATS = Section(
    "formats",
    "Formats",
    "One sentence as each format sends it, decoded; at the voice's own rate.",
    tuple(
        Case(f"formats-{name}", name, "Peter Piper picked a peck of pickled peppers.", format=name)
        for name in ("pcm", "wav", "flac", "opus", "mp3", "mulaw", "alaw")
    ),
)

SECTIONS = (_VOICES, _SPEED, _PAUSES, _FIRST_CLAUSE, _WORDS, _QUESTIONS, _LEVELS, _TIMINGS, _FORMATS)


def chosen(sections: list[str] | None = None) -> Iterator[Case]:
    """The cases of the sections with these keys, or all."""
    for section in SECTIONS:
        if sections is None or section.key in sections:
            yield from section.cases
