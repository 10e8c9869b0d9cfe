"""Explain how an English text was read: what was offered for every piece and what won, how homographs are meant."""

from __future__ import annotations

from collections.abc import Iterator

from frontend_text.english.normalizer import EnglishNormalizer, is_plain
from frontend_text.english.pronunciation.hibari_g2p import HibariGraphemeToPhoneme
from frontend_text.english.reading.candidate import SPELLED
from frontend_text.english.reading.reader import Piece
from frontend_text.frontend import Frontend
from frontend_text.segmentation.segmenter import next_span


def explain(text: str, language: str = "en-us") -> Iterator[str]:
    """Lines: each sentence; its pieces, the winner of each marked by `>` before its rivals; its homographs and why.

    Raises MissingGraphemeToPhoneme if `hibari-tts` is not installed.
    """
    british = language.lower().replace("_", "-").startswith("en-gb")
    frontend, normalizer, sounds = Frontend(language), EnglishNormalizer(british), HibariGraphemeToPhoneme(british)
    for block in frontend.document(text).blocks:
        if block.text != text:
            yield f"as cleaned: {block.text}"
        span = next_span(block.outline, 0, early=False)
        while span is not None:
            sentence = block.text[span.start : span.end]
            yield f"{sentence}"
            if is_plain(sentence):
                yield "  plain words, said as they are written"
            else:
                yield from _pieces(sentence, normalizer)
            for word, reading in sounds.homographs(normalizer.normalize(sentence).words):
                said = f", said {reading.sound}" if reading.sound else ""
                yield f"  homograph {word!r}: {reading.why} (as {reading.tag}{said})"
            span = next_span(block.outline, span.end, early=False)


def _pieces(sentence: str, normalizer: EnglishNormalizer) -> Iterator[str]:
    plain: list[str] = []
    for piece in normalizer.explain(sentence):
        if not piece.rivals:
            plain.append(sentence[piece.start : piece.end])
            continue
        if plain:
            yield f"  as it stands: {' '.join(plain)}"
            plain = []
        yield from _rivals(sentence, piece)
    if plain:
        yield f"  as it stands: {' '.join(plain)}"


def _rivals(sentence: str, piece: Piece) -> Iterator[str]:
    for index, candidate in enumerate(piece.rivals):
        written = sentence[candidate.start : candidate.end]
        said = " ".join(candidate.said.replace(SPELLED, "").split())
        mark = ">" if index == 0 else " "
        why = f" ({candidate.why})" if candidate.why else ""
        yield f"  {mark} {candidate.kind} {candidate.score}: {written!r} -> {said!r}{why}"
