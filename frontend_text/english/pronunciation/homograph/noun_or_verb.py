"""Whether a word that is both is a verb here: what stands beside it decides, where that is clear."""

from __future__ import annotations

from frontend_text.english.pronunciation.homograph.sentence import Place

_MODALS = frozenset(
    "will would can could shall should may might must ca wo sha 'll ll do does did don't doesn't didn't won't can't "
    "cannot couldn't shouldn't wouldn't let please 'd gonna wanna gotta let's help".split()
)
_SUBJECTS = frozenset("i you we they who".split())
_THIRD = frozenset("he she it who which that everyone nobody everybody somebody someone".split())
_DETERMINERS = frozenset(
    "a an the my your his her its our their this no every each some any another these those whose what which "
    "one two three four five six seven eight nine ten several many few most more much 's ’s".split()
)
_OBJECTS = frozenset(
    "the a an my your his her its our their this these those it them him me us you all any some every each that "
    "everything anything nothing something".split()
)
_NOUN_AFTER_TO = frozenset(
    "due according subject thanks close prior owing relative addition contrast opposed response reaction listen "
    "access next similar return back reference".split()
)
_BE = frozenset("is are was were be been being am 's 're 'm isn't aren't wasn't weren't seem seems seemed "
                "feel feels felt look looks looked remain remains remained become becomes became".split())  # fmt: skip
_ASKING = frozenset("do does did will would can could should shall must might may".split())
_CAUSING = frozenset("let help helped watch watched".split())
_CAUSING_A_PRONOUN = frozenset("make makes made see saw hear heard".split())
_PRONOUNS = frozenset("he she it him them me us".split())
_PREPOSITIONS = frozenset(
    "of in on at by for with from into about under over without during through between against per via as "
    "after before".split()
)
_PARTS_OF_SENTENCE = ("DT", "PRP", "PRP$", "IN", "TO", "RB", "WRB", "WP", "RP")


def is_verb(place: Place) -> bool:
    """Whether the word, in its base form or with -s, is a verb in this sentence."""
    said = _with_s(place) if place.word(0).endswith("s") and place.tag() in ("NNS", "VBZ", "NNPS") else _base(place)
    return place.tag().startswith("VB") if said is None else said


def _base(place: Place) -> bool | None:
    back = place.before
    previous = place.word(back)
    said = _by_word_before(place, back, previous)
    if said is not None:
        return said
    if previous in _PRONOUNS or (place.tag(back) == "PRP" and previous != "her"):
        return _asked_or_caused(place, back) or None
    if place.begins or not previous:
        return _begins_with_verb(place)
    if previous in ("and", "or") and back == -1:
        return True if place.tag(-2) == "VB" else None
    if place.tag(back).startswith("JJ"):
        return False
    if place.tag(back).startswith("NN"):
        return _after_noun(place, place.tag(back))
    return True if place.word(1) in _OBJECTS and place.tag().startswith("VB") else None


def _by_word_before(place: Place, back: int, previous: str) -> bool | None:
    """What words such as `to`, `the`, `will`, `is` decide alone."""
    tag = place.tag(back)
    if previous == "to":
        return place.word(back - 1) not in _NOUN_AFTER_TO
    if previous in _MODALS or (previous in ("'s", "’s") and place.word(back - 1) == "let"):
        return True
    if previous in _BE:
        return place.tag() == "VBN"
    if previous in _SUBJECTS:
        return True
    if previous in ("that", "which") and place.tag(back - 1) in ("NNS", "NNP") and place.word(back - 1).endswith("s"):
        return True
    if previous in _DETERMINERS or tag in ("PRP$", "POS", "CD") or (tag == "DT" and previous not in ("that", "all")):
        return False
    return False if previous in _PREPOSITIONS else None


def _begins_with_verb(place: Place) -> bool | None:
    """`Record the show.`, but `Record profits were made.`"""
    if place.tag(1) in ("VBZ", "VBD", "VBP", "MD", "IN", "NNS") and place.word(1) not in ("all", "on", "with"):
        return place.tag(1) == "NNS" and not place.has_other_verb()
    if place.word(1) in _OBJECTS or place.tag(1) in ("DT", "PRP", "PRP$", "PDT", "TO"):
        return True
    return None if not place.has_other_verb() else False


def _after_noun(place: Place, tag: str) -> bool | None:
    """`Metals contract when they cool`, but `a bank transfer is free`."""
    following = place.tag(1)
    if place.word(1) == "that" and tag == "NNS":
        return True
    asked = _asked_or_caused(place, place.before)
    if asked:
        return True
    if _follows_preposition(place):
        return False
    if tag in ("NNS", "NNPS") or (tag == "NNP" and place.word(place.before).endswith("s") and place.index < 3):
        if following in ("DT", "PRP", "PRP$") or not place.has_other_verb():
            return True
        return None if following in _PARTS_OF_SENTENCE or place.tag().startswith("VB") else False
    if following in ("MD", "VBZ", "VBD"):
        return False
    if following == "RB" and place.word(1).endswith("ly") and not place.has_other_verb():
        return True  # `oil and water separate quickly`
    return False if not place.tag().startswith("VB") or following in ("", ".") else None


def _asked_or_caused(place: Place, back: int) -> bool:
    """Whether an auxiliary or a verb such as `let` stands before the subject: `did the search produce`."""
    begin, _ = place.clause
    if place.word(back - 1) in _CAUSING_A_PRONOUN and place.word(back) in _PRONOUNS | {"her", "you"}:
        return True
    for at in range(place.index + back - 1, max(begin - 1, place.index + back - 5), -1):
        word, tag = place.words[at], place.tags[at]
        if word in _CAUSING or (word in _ASKING and (at == begin or place.words[at - 1] in ("and", "but"))):
            return True
        if not (tag.startswith(("DT", "JJ", "NN", "PRP", "RB"))):
            return False
    return False


def _follows_preposition(place: Place) -> bool:
    """Whether the nouns before the word belong to a preposition other than `of`: `on the exports object`."""
    at = place.index + place.before
    while at > 0 and place.tags[at].startswith(("NN", "JJ", "DT", "PRP$", "CD", "POS")):
        at -= 1
    is_preposition = place.tags[at] == "IN" and place.words[at] in _PREPOSITIONS - {"of", "as"}
    return is_preposition and place.tag(1) not in ("DT", "PRP$")


def _with_s(place: Place) -> bool | None:
    back = place.before
    previous, tag = place.word(back), place.tag(back)
    if previous in _THIRD - {"that"} or (previous == "that" and place.tag(back - 1).startswith("NN")):
        return True
    if previous in ("this", "that"):
        return place.tag() == "VBZ"
    if previous in _DETERMINERS - {"one"} or tag in ("PRP$", "POS", "CD") or tag.startswith("JJ"):
        return False
    if previous == "to" or previous in _MODALS or previous in _PREPOSITIONS or previous in _BE:
        return False
    has_object = place.tag(1) in ("DT", "PRP", "PRP$") or place.word(1) in _OBJECTS
    if tag in ("NN", "NNP", "DT"):
        if has_object:
            return not place.has_other_verb()
        return False if place.tag(1) in ("VBD", "VBZ", "VBP", "MD") else None
    if place.begins or not previous:
        return has_object and not place.has_other_verb()
    return None
