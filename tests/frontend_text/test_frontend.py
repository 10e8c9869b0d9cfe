"""What `Frontend.read` promises: spans that tile the text, bounded segments, and words with their sounds."""

from __future__ import annotations

import string
import threading

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from frontend_text import MAX_PHONEMES, Frontend, Segment, UnknownLanguage

pytest.importorskip("hibari", reason="the English pronunciations come from hibari-tts")

FRONTEND = Frontend("en-us")


def read_all(text: str, max_chars: int = 400) -> list[Segment]:
    """All segments, with the promises of every call checked on the way."""
    segments: list[Segment] = []
    start: int | None = 0
    while start is not None:
        passage = FRONTEND.read(text, start, max_chars)
        assert passage.next_start is None or passage.next_start > start
        segments += passage.segments
        start = passage.next_start
    return segments


def assert_promises(text: str, segments: list[Segment]) -> None:
    position = 0
    for segment in segments:
        assert position <= segment.text_start < segment.text_end <= len(text)
        assert not text[position : segment.text_start].strip(), "left out text"
        position = segment.text_end
        assert len(segment.phonemes) <= MAX_PHONEMES
        assert segment.pause_seconds >= 0
        assert not any(c.isdigit() for c in segment.spoken)
        written, said = segment.text_start, 0
        for word in segment.words:
            assert written <= word.text_start < word.text_end <= segment.text_end
            assert said <= word.phoneme_start <= word.phoneme_end <= len(segment.phonemes)
            written, said = word.text_end, word.phoneme_end
        for start, end in segment.unspoken:
            assert segment.text_start <= start < end <= segment.text_end
    assert not text[position:].strip(), "left out text"


def assert_every_written_word_is_covered_once(text: str, segments: list[Segment]) -> None:
    covered = [0] * len(text)
    for segment in segments:
        for word in segment.words:
            for i in range(word.text_start, word.text_end):
                covered[i] += 1
    assert [c for c, count in zip(text, covered, strict=True) if c.isalnum() and count != 1] == []


def test_a_sentence_is_one_segment_with_a_sound_for_each_word() -> None:
    text = "Hello there, world!"
    (segment,) = read_all(text)
    assert (segment.text_start, segment.text_end) == (0, len(text))
    assert segment.phonemes == "həlˈO ðˈɛɹ, wˈɜɹld!"
    assert [text[w.text_start : w.text_end] for w in segment.words] == ["Hello", "there", "world"]
    assert [segment.phonemes[w.phoneme_start : w.phoneme_end] for w in segment.words] == ["həlˈO", "ðˈɛɹ", "wˈɜɹld"]


def test_a_token_that_is_read_as_many_words_is_one_word_with_all_their_sounds() -> None:
    text = "It cost $3.50."
    (segment,) = read_all(text)
    assert segment.spoken == "It cost three dollars fifty cents."
    assert [text[w.text_start : w.text_end] for w in segment.words] == ["It", "cost", "$3.50"]
    last = segment.words[-1]
    assert segment.phonemes[last.phoneme_start : last.phoneme_end] == "θɹˈi dˈɑləɹz fˈɪfti sˈɛnts"


def test_homographs_are_told_apart_by_their_part_of_speech() -> None:
    (first, second) = (read_all(text)[0].phonemes for text in ("They record it.", "It is a record."))
    assert "ɹəkˈɔɹd" in first and "ɹˈɛkəɹd" in second


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("NASA", "nˈæsə"),
        ("FBI's", "ˌɛfbˌiˈIz"),
        ("HTTP", "ˌAʧtˌitˌipˈi"),
        ("naïve", "nIˈiv"),
        ("plan B", "plˈæn bˈi"),
        ("a plan", "ɐ plˈæn"),
    ],
)
def test_pronounces(text: str, sound: str) -> None:
    assert read_all(text)[0].phonemes == sound


@pytest.mark.parametrize(
    "text",
    [
        "1234567890" * 30,
        "7" * 10_000,
        "supercalifragilistic" * 250,
        "a" * 5_000,
        "kqxz",
        "😂",
        "👩‍💻 🇺🇸 👍🏽",
        "北京",
        "Привет мир",
        "مرحبا",
        "٣",
        "½ ² ① ﬁ",
        "@#$%^&*()",
        "http://example.com/?q=a%20b&c=d#e",
        "<b>bold</b>",
        "x_y_z",
    ],
)
def test_is_spoken(text: str) -> None:
    segments = read_all(text)
    assert_promises(text, segments)
    assert all(segment.phonemes for segment in segments)
    assert not any(segment.unspoken for segment in segments)


def test_every_letter_of_an_endless_word_is_spoken() -> None:
    text = "tritone" * 700
    assert sum(len(segment.phonemes) for segment in read_all(text)) > 0.5 * len(text)


@pytest.mark.parametrize("text", ["...", "?!", "—", "\"'()[]", "-- --", "* * *", "=====", "\u200b\u200d", "\x01\x02"])
def test_punctuation_only_is_a_silent_segment(text: str) -> None:
    segments = read_all(text)
    assert_promises(text, segments)
    assert [segment.phonemes for segment in segments] in ([""], ["", ""])


@pytest.mark.parametrize("text", ["\ue000", "one \ue123 two", "\U000e0fff"])
def test_what_has_no_sound_is_reported(text: str) -> None:
    (segment,) = read_all(text)
    ((start, end),) = segment.unspoken
    assert text[start:end] in "\ue000\ue123\U000e0fff"


@pytest.mark.parametrize("text", ["", " ", "\n\n\t  \u3000"])
def test_blank_text_has_no_segments(text: str) -> None:
    assert read_all(text) == []


def test_a_call_stops_when_its_share_of_the_text_is_used_up() -> None:
    text = "This is one of very many sentences. " * 2_000
    passage = FRONTEND.read(text, 0, 400)
    assert 400 <= passage.next_start <= 440  # type: ignore[operator]
    assert len(passage.segments) == 12
    assert FRONTEND.read(text, 0, 1).segments == passage.segments[:1]


def test_reading_on_gives_the_same_segments_as_reading_at_once() -> None:
    text = "Dr. Smith paid $3.50, then left. " * 50
    assert read_all(text, 10) == read_all(text, 10**6)


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_keeps_the_promises(text: str) -> None:
    assert_promises(text, read_all(text))


@example("<A0>")
@given(st.text(alphabet=string.printable + "éßłΩ…—“”’€£½²\u00a0", max_size=600))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_western_text_keeps_the_promises_and_is_spoken(text: str) -> None:
    segments = read_all(text)
    assert_promises(text, segments)
    assert not any(segment.unspoken for segment in segments)


@given(
    st.lists(
        st.sampled_from(["Dr.", "5", "$", "3.50", "\n", "a.m.", "–", "U.S.", "the", "No.", "'", "1/2", "I"]),
        max_size=60,
    )
)
@settings(max_examples=100, deadline=None)
def test_any_order_of_awkward_tokens_keeps_the_promises(tokens: list[str]) -> None:
    for text in (" ".join(tokens), "".join(tokens)):
        segments = read_all(text)
        assert_promises(text, segments)
        assert_every_written_word_is_covered_once(text, segments)


@pytest.mark.parametrize(
    "text",
    [
        "On Mar. 3rd, 2024 at 5:30 p.m., Dr. O'Neil paid $3.50 (or 12%) for 2 1/2 lbs. of C-4 & 3-5 e-mails!",
        "Henry VIII's https://a.b/c?d=1, bob@foo.org; #TagMe @you x^2 - 3x > 0, 2024-03-15T10:30:00Z.",
        "北京 Привет 😂 café naïve 5’10” “quoted” 1,000,000 +1 555-123-4567 24/7 AT&T",
    ],
)
def test_every_written_word_has_exactly_one_entry(text: str) -> None:
    segments = read_all(text)
    assert_every_written_word_is_covered_once(text, segments)
    assert all(word.phoneme_end > word.phoneme_start for segment in segments for word in segment.words)


@pytest.mark.parametrize(
    "unit",
    [
        *("word ", "a", "7", ".", "A. ", "😂", "北", "\u0301", "$1 ", "1-", "a/", "(", '"', "\n", " ", "x@y.z "),
        pytest.param("1.", marks=pytest.mark.slow),
    ],
)
def test_the_longest_texts_are_read_in_bounded_pieces(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    start = 0
    for _ in range(3):
        passage = FRONTEND.read(text, start)
        assert len(passage.segments) <= 400
        assert all(segment.text_end - segment.text_start <= 800 for segment in passage.segments)
        if passage.next_start is None:
            break
        start = passage.next_start


def test_threads_do_not_mix_up_their_texts() -> None:
    texts = [f"Number {i} of the xylomorphic series costs ${i}.{i:02}, kqz{i}." for i in range(1, 41)]
    expected = [read_all(text) for text in texts]
    results: dict[int, list[list[Segment]]] = {}

    def work(thread: int) -> None:
        results[thread] = [read_all(text) for text in texts]

    threads = [threading.Thread(target=work, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(results[thread] == expected for thread in range(4))


def test_an_unknown_language_is_named_with_what_there_is() -> None:
    with pytest.raises(UnknownLanguage, match='"tlh" is unknown; available: .*en'):
        Frontend("tlh").read("nuqneH")


def test_the_library_needs_neither_torch_nor_triton() -> None:
    import subprocess
    import sys

    check = (
        "import sys; from frontend_text import Frontend; Frontend().read('It is 5 p.m., Dr. Kqz.');"
        "print([m for m in ('torch', 'tritone', 'tritonclient', 'phonemizer', 'num2words') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
