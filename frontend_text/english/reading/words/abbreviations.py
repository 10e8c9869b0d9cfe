"""Abbreviations, titles, streets, states, initials: words that are written short and said in full."""

from __future__ import annotations

import re

from frontend_text.english.reading.candidate import SPELLED, Candidate, at_sign, at_word, at_words
from frontend_text.english.reading.sentence import Sentence
from frontend_text.english.tables.abbreviations import (
    ABBREVIATIONS,
    BEFORE_NUMBER,
    ERAS,
    NEEDS_NO_PERIOD,
    NUMBER_WITHOUT_PERIOD,
    TITLES,
)
from frontend_text.english.tables.lists import SENTENCE_STARTERS
from frontend_text.english.tables.places import STATE_ABBREVIATIONS, STATES, STREETS

_BY_FIRST: dict[str, list[str]] = {}
for _written in sorted(ABBREVIATIONS, key=len, reverse=True):
    _BY_FIRST.setdefault(re.match(r"[A-Za-z&]+", _written)[0].lower(), []).append(_written)  # type: ignore[index]
_CAPITALS_OF = {written.upper(): full for written, full in ABBREVIATIONS.items() if written.endswith(".") and len(written) > 3}
_TITLE_OF = {title.lower(): name for title, name in TITLES.items()}
_STREET = re.compile(r"([A-Za-z]+)(\.?)(?![\w'’])")
_NAME_AFTER = re.compile(r"\.?\s+(?:[A-Z][\w'’.-]*|&|and\s[A-Z])")
_INITIALS = re.compile(r"(?:[A-Z]\.\s?){1,5}(?=[A-Z][a-z’'])|(?:[A-Z]\.){2,6}(?!\w)|(?:[A-Z]\.\s){2,8}[A-Z]\.?(?![\w])|(?:[a-z]\.){2,5}(?!\w)|(?:[A-Z]\.){1,4}[A-Z](?![\w.])")
_WORDS_AS_STREETS = frozenset(("way", "mews", "pike"))


def _ends(sentence: Sentence, end: int) -> int:
    """The end of an abbreviation, before its period where that ends the sentence too."""
    if sentence.left(end) != ".":
        return end
    rest = sentence.text[end:]
    if not rest.strip(" \u00a0\"”’')*_") or (rest[0].isspace() and sentence.next(end) in SENTENCE_STARTERS):
        return end - 1
    return end


@at_words(_BY_FIRST)
def abbreviation(sentence: Sentence, position: int) -> Candidate | None:
    """`approx.`, `vs.`, `e.g.`, `w/o`, `Inc.`: those with one meaning."""
    if not sentence.free_left(position):
        return None
    text = sentence.text
    word = re.compile(r"[A-Za-z&]+").match(text, position)
    assert word
    for written in _BY_FIRST.get(word[0].lower(), ()):
        end = position + len(written)
        there = text[position:end]
        capitals = there.isupper() and written.upper() == there and there in _CAPITALS_OF
        if there != written and not (capitals and sentence.all_capitals):
            continue
        if text[end : end + 1].isalnum() or (not written.endswith((".", "/")) and text[end : end + 1] in ("'", "’", "-", "_") and text[end + 1 : end + 2].isalnum()):
            continue
        if written in ("w/", "W/") and not (text[end : end + 1].isspace() or text[end : end + 1].isalnum() or end == len(text)):
            continue
        said = ABBREVIATIONS[written]
        if written in ("est.", "Est.") and not re.match(r"\s?\(?(?:in\s)?\d{4}", text[end:]):
            said = "estimated"
        if not _fits(sentence, written, position, end):
            continue
        return Candidate("abbreviation", position, _ends(sentence, end), said, 62, f"short for {said.replace(SPELLED, '')!r}")
    return None


_ORDINARY_WORDS = frozenset(("Co.", "al.", "est.", "Est.", "max.", "Max.", "min.", "Comm.", "sq.", "Inst.", "cont.", "info.", "temp.", "Temp.", "obs.", "Dist.", "dist.", "Bk.", "Eng.", "bal.", "dir.", "Dir.", "Pl.", "Ct.", "ref.", "Ref.", "Sep.", "Dec.", "Jan.", "Jun.", "Jul.", "Ste.", "orig.", "anon.", "Hosp.", "pts.", "tel", "thru", "Tx", "ie.", "eg."))


def _fits(sentence: Sentence, written: str, position: int, end: int) -> bool:
    """Whether the context lets the abbreviation be one."""
    last, following = sentence.last(position), sentence.next(end)
    at_end = not sentence.text[end:].strip(" \"”’')")
    if written == "Co.":
        return bool(re.search(r"(?:[A-Z&][\w'’]*|and)[,]?\s$", sentence.text[:position])) and last not in ("in",)
    if written in ("Ct.", "Pl.", "Ste.", "Terr.", "Sq.", "Trl."):
        return bool(re.search(r"[A-Z][\w'’]*\s$", sentence.text[:position])) or bool(re.match(r"\s?\d", sentence.text[end:]))
    if written in ("max.", "Max.", "min.", "info.", "obs.", "Comm.", "Inst.", "bal.", "cont.", "dir.", "Dir.", "temp.", "Temp.", "Eng.", "dist.", "Bk.", "anon.", "Hosp."):
        return not at_end or written in ("max.", "min.") and bool(re.search(r"\d[\w %°]*\s$", sentence.text[:position]))
    if written in ("Temp",):
        return bool(re.match(r"\s?\d", sentence.text[end:]))
    if written in ("est.", "Est."):
        return True
    if written in ("ft.",):
        return bool(re.search(r"\d\s?$", sentence.text[:position])) or not following[:1].isupper()
    if written in ("Jr", "Inc", "Ltd"):
        return bool(re.search(r"[A-Z][\w'’]*,?\s$", sentence.text[:position]))
    if written in ("Sr.", "Jr."):
        return bool(re.search(r"[A-Z][\w'’.]*,?\s$", sentence.text[:position])) and not (written == "Sr." and _NAME_AFTER.match(sentence.text, end - 1) and not re.search(r"[A-Z][\w'’]+\s[A-Z][\w'’]+,?\s$", sentence.text[:position])) or written == "Jr." or at_end or not following[:1].isupper()
    if written in ("hrs", "mins", "yrs", "wks", "tel", "Tx", "Rx", "Dx", "Hx"):
        return True
    if written in ("Jan.", "Dec.", "Sep.", "Jun.", "Jul."):
        return not at_end or last in ("in", "of", "since", "until", "by", "last", "next", "early", "late")
    if written == "M.D.":
        return True
    if written in ("Hwy", "Ave", "Rd", "Blvd", "Pkwy", "Bldg", "Expy"):
        return bool(re.search(r"[A-Z\d][\w'’]*\s$", sentence.text[:position])) or bool(re.match(r"\s\d", sentence.text[end:]))
    if written == "sq.":
        return True
    if written in ("Sgt.", "Prof."):
        return False
    return True


_AFTER_NUMBER = {"hr", "hrs", "min", "mins", "sec", "secs", "wk", "wks", "yr", "yrs", "mo", "mos", "ft", "oz", "lb", "lbs"}


@at_words(_TITLE_OF)
def title(sentence: Sentence, position: int) -> Candidate | None:
    """`Dr. Smith`, `Sgt. Pepper`, `St. Louis`, `MR. SMITH`; `Dr.` and `St.` after a name are a street."""
    match = re.compile(r"([A-Za-z]+)(\.?)(?![\w'’])").match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    written, dot = match[1], match[2]
    capitals = written.isupper() and len(written) > 1 and sentence.all_capitals
    key = written if written in TITLES else written.capitalize() if capitals else ""
    if key not in TITLES or not dot and key not in NEEDS_NO_PERIOD:
        return None
    end = match.end()
    name_follows = bool(re.match(r"\s+(?:[A-Z(“\"][\w'’.-]*|&|and\s)", sentence.text[end:]))
    full = TITLES[key]
    street = _street(sentence, position, match)
    if street and key in ("St", "Dr", "Ct", "Pl", "Sr"):
        following = sentence.next(end)
        saint = key == "St" and name_follows and following not in SENTENCE_STARTERS and not re.search(r"\d(?:st|nd|rd|th)\s$|\d\s[A-Z][\w'’]*\s$", sentence.text[:position])
        after_saint = re.search(r"\bSt\.?\s[A-Z][\w'’]*\s$", sentence.text[:position])
        doctor = key == "Dr" and name_follows and following not in SENTENCE_STARTERS
        if not (saint and not after_saint) and not doctor:
            return street
    if key == "Sr" and (not name_follows or re.search(r"[A-Z][\w'’]*,?\s$", sentence.text[:position]) and sentence.last(position) not in ("and", "with", "by", "the")):
        return None
    if key in ("Rev", "Col", "Gen", "Pt", "Br", "Pk", "Mt", "Ft", "Ste", "Fr", "Rep", "Hon", "Lt", "Maj", "Det", "Sen") and not name_follows:
        if key == "Rev" and re.match(r"\s+[$£€]?\d", sentence.text[end:]):
            return Candidate("abbreviation", position, end, "revenue", 70, "a sum follows") if re.match(r"\s+[$£€]", sentence.text[end:]) else None
        return Candidate("abbreviation", position, _ends(sentence, end), full, 50, "a title") if dot and key in ("Rev", "Gen", "Rep", "Sen", "Lt", "Col", "Maj") and not re.match(r"\s?\d", sentence.text[end:]) else None
    if key == "Rev" and not dot:
        return None
    if key in ("Pt", "Pk", "Br", "Ste") and sentence.begins(position) is False and key == "Pt" and re.match(r"\s+[IVX]", sentence.text[end:]):
        return None
    if key == "St" and not name_follows and not re.match(r"\s+[a-z]", sentence.text[end:]) is None:
        return street
    if not dot and not name_follows:
        return None
    return Candidate("abbreviation", position, end if name_follows else _ends(sentence, end), full, 72 if name_follows else 52, "a title" + (" before a name" if name_follows else ""))


@at_words(set(STREETS) - _WORDS_AS_STREETS)
def street(sentence: Sentence, position: int) -> Candidate | None:
    """`Main St.`, `42nd St. and`, `Pennsylvania Ave`, `San Tomas hwy`."""
    match = _STREET.match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    return _street(sentence, position, match)


def _street(sentence: Sentence, position: int, match: re.Match[str]) -> Candidate | None:
    key = match[1].lower()
    if key not in STREETS or key in _WORDS_AS_STREETS:
        return None
    named = re.search(r"(?:\d(?:st|nd|rd|th)|[A-Z][\w'’]*)\s$", sentence.text[:position])
    last = sentence.last(position)
    if not named or not match[1][0].isupper() and not re.search(r"\d+\s(?:[A-Z]\w*\s){1,3}$", sentence.text[:position]):
        return None
    if key in ("pl", "ct", "sq", "cir", "dr", "av", "ter", "hts", "st") and not match[2] and not re.search(r"\d\S*\s(?:[\w'’]+\.?\s){0,3}$", sentence.text[:position]) and key != "st":
        return None
    if last in ("the", "in", "and", "with", "dr", "is", "was", "this", "of", "met") or sentence.begins(position):
        return None
    if not match[2] and sentence.all_capitals and key in ("st", "dr", "ct", "pl") and not re.search(r"\d", sentence.text[:position]):
        return None
    return Candidate("address", position, _ends(sentence, match.end()), STREETS[key], 64, "the end of a street's name")


@at_words(BEFORE_NUMBER)
def before_number(sentence: Sentence, position: int) -> Candidate | None:
    """`No. 5`, `pp. 10–15`, `Fig. 3`, `Hwy 61`, `Rte. 66`."""
    match = re.compile(r"([A-Za-z]+)(\.?)\s?(?=[#(]?\d|[IVXLC]+\b(?![’']))").match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    written, dot = match[1], match[2]
    key = written.lower()
    if written.isupper() and len(written) > 1 and not sentence.all_capitals and not dot or key not in BEFORE_NUMBER:
        return None
    if not dot and key not in NUMBER_WITHOUT_PERIOD or match.end() == match.end(2) and not dot:
        return None
    if written.isupper() and len(written) == 1 and dot:
        return None
    if key in ("c", "d", "b", "l", "p", "ca") and not written.islower():
        return None
    if key == "no" and sentence.text[match.end(2) : match.end(2) + 1] == "" or sentence.right(match.end()) in "IVXLC" and key in ("d", "b", "c", "l", "no", "p", "est", "ed"):
        return None
    if key in ("mk", "col", "gr", "div", "app", "cat", "art", "op", "temp", "sq", "rev", "ed", "ex", "est", "wk", "prob", "ch", "ph", "iss", "fl") and sentence.right(match.end()) in "IVXLC":
        if key not in ("art", "ch", "op", "mk", "app", "col", "sched"):
            return None
    if key == "no" and dot and not sentence.text[match.end() :][:2].strip():
        return None
    if key in ("b", "d") and not re.match(r"\d{4}", sentence.text[match.end() :]):
        return None
    if key == "rev" and re.match(r"\d", sentence.text[match.end() :]) is None:
        return None
    full = BEFORE_NUMBER[key]
    if full[0].isalpha() and written[0].isupper() and key not in ("no", "nos"):
        full = full.capitalize()
    return Candidate("abbreviation", position, match.end(2), full, 74, "a number follows")


@at_word
def state(sentence: Sentence, position: int) -> Candidate | None:
    """`Austin, TX`, `Beverly Hills, CA 90210`, `Seattle, Wash.`."""
    match = re.compile(r"([A-Z]{2}|[A-Z][a-z]{1,5}\.)(?![\w'’])").match(sentence.text, position)
    if not match:
        return None
    key = match[1].rstrip(".")
    full = STATES.get(key) if match[1].isupper() else STATE_ABBREVIATIONS.get(key)
    if not full:
        return None
    town = re.search(r"[A-Z][\w.'’-]*[a-z.],\s$", sentence.text[:position]) or (sentence.all_capitals and re.search(r"[A-Z]{3},\s$", sentence.text[:position]))
    zip_follows = re.match(r",?\s\d{5}(?!\d)", sentence.text[match.end() :])
    if not town and not zip_follows:
        return None
    if key in ("IN", "OR", "OK", "ME", "HI", "OH", "ON", "ID", "PR", "MD", "MS", "MA", "PA") and not zip_follows and (sentence.all_capitals or key in ("MD", "PR", "ID", "MS", "OK", "OH", "HI") and not re.search(r"[A-Z][a-z]+,\s$", sentence.text[:position])):
        return None
    if key in ("MD", "MA", "PA") and not zip_follows and re.search(r"(?:Dr\.?|[A-Z][a-z]+\s[A-Z]\.?)\s[A-Z][a-z]+,\s$|^[A-Z][a-z]+\s[A-Z][a-z]+,\s$", sentence.text[:position]):
        return None
    if sentence.mentions(position, frozenset(("mr", "mrs", "ms")), 4) and key == "MD":
        return None
    return Candidate("address", position, _ends(sentence, match.end()) if match[1].endswith(".") else match.end(), full, 68, "a state after a town")


@at_word
def initials(sentence: Sentence, position: int) -> Candidate | None:
    """`J.K. Rowling`, `C. S. Lewis`, `U.S.`, `D. O. G.`, `p.m.`: letters with periods."""
    match = _INITIALS.match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    written = match[0].rstrip()
    end = position + len(written)
    key = written if written in ERAS else written.rstrip(".")
    letters = re.sub(r"[^A-Za-z]", "", ERAS.get(key, written))
    if len(letters) == 1:
        if letters in "AI" and not re.match(r"\.\s?[A-Z][a-z]+", sentence.text[position + 1 :]) or sentence.begins(position) and letters in "AI":
            return None
        if sentence.text[end:].strip()[:1] and not re.search(r"(?:^|[\s(\"“.])$", sentence.text[:position]):
            return None
        name_before = re.search(r"[A-Z][a-z’']+\s$", sentence.text[:position])
        if not name_before and not re.match(r"\s?(?:[A-Z]\.|[A-Z][a-z]+)", sentence.text[end:]):
            return None
        if sentence.next(end) in SENTENCE_STARTERS and name_before and sentence.last(position) in ("plan", "vitamin", "class", "grade", "group", "option", "type", "section", "hepatitis"):
            return None
        return Candidate("initials", position, end, SPELLED + letters, 56, "an initial of a name")
    finish = end
    if written.endswith("."):
        rest = sentence.text[end:]
        if not rest.strip(" \"”’')") or (rest[:1].isspace() and (sentence.next(end) in SENTENCE_STARTERS)):
            finish = end - 1
    said = f"{SPELLED}{letters.upper()}"
    owner = re.compile(r"['’]s(?!\w)").match(sentence.text, end)
    if owner:
        return Candidate("initials", position, owner.end(), said + "'s", 62, "letters with periods")
    return Candidate("initials", position, finish, said, 60, "letters with periods")


@at_word
def joined_initials(sentence: Sentence, position: int) -> Candidate | None:
    """`B&B`, `R&D`, `AT&T`, `S&P`."""
    match = re.compile(r"([A-Z]{1,3})\s?&(?:amp;)?\s?([A-Z]{1,3})(?![\w&;])").match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    return Candidate("initials", position, match.end(), f"{SPELLED}{match[1]} and {SPELLED}{match[2]}", 68, "letters joined by &")


@at_words(("pt", "pts"))
def patient(sentence: Sentence, position: int) -> Candidate | None:
    """`pt. stable`: a patient, where no number follows."""
    match = re.compile(r"(pts?|Pts?)\.(?=\s[a-z])").match(sentence.text, position)
    if not match or re.search(r"\d\s?$", sentence.text[:position]):
        return None
    return Candidate("abbreviation", position, match.end(), "patients" if match[1].lower() == "pts" else "patient", 66, "no number beside it")


@at_sign("'’‘")
def clipped(sentence: Sentence, position: int) -> Candidate | None:
    """`rock 'n' roll`."""
    match = re.compile(r"['’‘]n['’]").match(sentence.text, position)
    if not match:
        return None
    return Candidate("abbreviation", position, match.end(), "n", 66, "short for and")
