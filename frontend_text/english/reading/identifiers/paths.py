"""Paths, names after @ and #."""

from __future__ import annotations

import re

from frontend_text.english.reading.candidate import SPELLED, Candidate, at_sign, at_word
from frontend_text.english.reading.identifiers.electronic import read_address, trimmed
from frontend_text.english.reading.sentence import Sentence


@at_sign("@")
def handle(sentence: Sentence, position: int) -> Candidate | None:
    """`@mypizza`, `@cats_daily`."""
    match = re.compile(r"@([A-Za-z_][\w.]{0,40})").match(sentence.text, position)
    if not match or sentence.left(position).isalnum():
        return None
    written = match[1].rstrip(".")
    return Candidate(
        "electronic",
        position,
        position + 1 + len(written),
        f"at {read_address(written)}",
        70,
        "a name after an at sign",
    )


@at_sign("#")
def hashtag(sentence: Sentence, position: int) -> Candidate | None:
    """`#WinterIsComing`."""
    match = re.compile(r"#([A-Za-z]\w{0,60})").match(sentence.text, position)
    if not match or sentence.left(position).isalnum() or sentence.left(position) == "&":
        return None
    said = split_words(match[1])
    return Candidate("electronic", position, match.end(), f"hashtag {said}", 70, "a word after a hash")


def split_words(written: str) -> str:
    """'WinterIsComing2024' -> 'Winter Is Coming twenty twenty four', 'VMAs' stays."""
    from frontend_text.english.reading.identifiers.codes import digits

    said = []
    for piece in re.findall(
        r"[A-Z]{2,}s(?![a-z])|[A-Z]{2,}(?=[A-Z][a-z]{2})|[A-Z]{2,}|[A-Z]?[a-z]+|[A-Z]|\d+", written
    ):
        said.append(digits(piece) if piece.isdecimal() else piece)
    return " ".join(said)


@at_sign("/~.")
def path(sentence: Sentence, position: int) -> Candidate | None:
    """`/usr/bin/env`, `~/notes.txt`, `./run.sh`, `.NET`, `.gitignore`."""
    text = sentence.text
    if sentence.left(position).strip() and sentence.left(position) not in "(\"'“‘`=":
        return None
    match = re.compile(r"(?:~|\.{1,2})?(?:/[\w.@+-]{1,60}){1,12}/?|\.[A-Za-z][\w-]{1,20}(?:\.\w+)?(?!\w)").match(
        text, position
    )
    if not match:
        return None
    written = trimmed(match[0])
    if written.count("/") == 1 and written.startswith("/") and not re.match(r"/[a-z]\w+", written):
        return None
    if text[position] == "." and "/" not in written:
        name = written[1:]
        said = f"dot {name if len(name) > 4 or name in ('NET', 'net', 'env') else SPELLED + name.upper()}"
        return Candidate("electronic", position, position + len(written), said, 60, "a name that begins with a point")
    return Candidate("electronic", position, position + len(written), read_address(written), 66, "a path")


@at_word
def drive_path(sentence: Sentence, position: int) -> Candidate | None:
    r"""`C:\Users\me`."""
    match = re.compile(r"[A-Z]:\\[\w\\. -]{0,80}\w").match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    return Candidate(
        "electronic", position, match.end(), read_address(match[0].replace(" ", "_")), 80, "a path on a drive"
    )
