"""SSML: what each element does, where its words stand in the source, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontend_text import MAX_PHONEMES, Frontend, InvalidMarkup, Lexicon, Segment
from frontend_text.markup.ssml import is_ssml

pytest.importorskip("hibari", reason="the English pronunciations come from hibari-tts")

FRONTEND = Frontend("en-us")


def read_all(text: str, lexicon: Lexicon | None = None, max_chars: int = 400) -> list[Segment]:
    segments: list[Segment] = []
    start: int | None = 0
    while start is not None:
        passage = FRONTEND.read(text, start, max_chars, lexicon=lexicon)
        assert passage.next_start is None or passage.next_start > start
        segments += passage.segments
        start = passage.next_start
    return segments


def spoken(text: str) -> str:
    return " ".join(segment.spoken for segment in read_all(text))


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ("plain words", "plain words"),
        ("It costs $5.", "It costs five dollars."),
        ("Tom &amp; Jerry &lt; 3", "Tom and Jerry less than three"),
        ('<sub alias="World Wide Web Consortium">W3C</sub>', "World Wide Web Consortium"),
        ('<sub alias="3 euros">3 EUR</sub>, please', "three euros, please"),
        ('<say-as interpret-as="characters">AB-1</say-as>', "A B dash one"),
        ('<say-as interpret-as="spell-out">cat</say-as>', "C A T"),
        ('<say-as interpret-as="verbatim">x9</say-as>', "X nine"),
        ('<say-as interpret-as="cardinal">12345</say-as>', "twelve thousand three hundred and forty five"),
        ('<say-as interpret-as="cardinal">1984</say-as>', "one thousand nine hundred and eighty four"),
        ('<say-as interpret-as="ordinal">3</say-as> try', "third try"),
        ('<say-as interpret-as="date" format="dmy">3/4/2024</say-as>', "April third, twenty twenty four"),
        ('<say-as interpret-as="date" format="mdy">3/4/2024</say-as>', "March fourth, twenty twenty four"),
        ('<say-as interpret-as="date" format="yyyymmdd">20240315</say-as>', "March fifteenth, twenty twenty four"),
        ('<say-as interpret-as="time">14:05</say-as>', "fourteen oh five"),
        ('<say-as interpret-as="time">2:30pm</say-as>', "two thirty PM"),
        ('<say-as interpret-as="telephone">555-1234</say-as>', "five five five, one two three four"),
        ('<say-as interpret-as="currency">USD 2.50</say-as>', "two US dollars fifty cents"),
        ('<say-as interpret-as="unit">10 km</say-as>', "ten kilometers"),
        ('<say-as interpret-as="fraction">2/3</say-as>', "two thirds"),
        ('<say-as interpret-as="fraction">1 1/2</say-as>', "one and one half"),
        ('<say-as interpret-as="address">12 Elm St.</say-as>', "twelve Elm Street."),
        ('<say-as interpret-as="expletive">censored</say-as>', "beep"),
        ('<say-as interpret-as="cardinal">not a number</say-as>', "not a number"),
        ('<say-as interpret-as="nonsense">5</say-as>', "five"),
        ("<unknown>still read</unknown> on", "still read on"),
        ("<!-- a comment --><![CDATA[a < b]]>", "a less than b"),
    ],
)
def test_says(inside: str, said: str) -> None:
    assert spoken(f"<speak>{inside}</speak>") == said


def test_breaks_are_pauses_and_end_segments() -> None:
    segments = read_all('<speak>One <break time="750ms"/> two <break strength="weak"/> three. <break/> Four.</speak>')
    assert [(s.spoken, s.pause_seconds) for s in segments] == [
        ("One", 0.75),
        ("two", 0.25),
        ("three.", 0.5),
        ("Four.", 0.0),
    ]


def test_a_break_before_any_text_is_a_silent_segment() -> None:
    silence, word = read_all('<speak><break time="1s"/>Hi.</speak>')
    assert (silence.phonemes, silence.pause_seconds, silence.words) == ("", 1.0, ())
    assert word.phonemes == "hˈI."


def test_paragraphs_and_sentences_are_segments_with_pauses() -> None:
    segments = read_all("<speak><p><s>First one</s><s>second one</s></p><p>third one</p></speak>")
    assert [(s.spoken, s.pause_seconds) for s in segments] == [
        ("First one", 0.6),
        ("second one", 1.0),
        ("third one", 1.0),
    ]


def test_prosody_around_a_whole_segment_is_the_segments_own() -> None:
    segments = read_all('<speak><prosody rate="80%" volume="-6dB">Go slowly now.</prosody> And now as usual.</speak>')
    assert [(s.spoken, round(s.rate, 3), s.volume_db, s.delivery) for s in segments] == [
        ("Go slowly now.", 0.8, -6.0, None),
        ("And now as usual.", 1.0, 0.0, None),
    ]


def test_prosody_on_words_stays_inside_the_sentence_and_nests() -> None:
    inner = '<prosody rate="80%" volume="-6dB">three</prosody>'
    text = f'<speak>one <prosody rate="fast">two {inner} four</prosody> five</speak>'
    (segment,) = read_all(text)
    assert segment.delivery is not None and (segment.rate, segment.volume_db) == (1.0, 0.0)
    said = {
        text[w.text_start : w.text_end]: (
            round(segment.delivery.rate[w.phoneme_start], 3),
            segment.delivery.volume_db[w.phoneme_start],
        )
        for w in segment.words
    }
    assert said == {"one": (1, 0), "two": (1.25, 0), "three": (1, -6), "four": (1.25, 0), "five": (1, 0)}


def test_a_delivery_has_a_value_for_every_symbol() -> None:
    (segment,) = read_all(
        '<speak>I <prosody pitch="+2st" range="150%">never</prosody> said <emphasis>that</emphasis>.</speak>'
    )
    delivery = segment.delivery
    assert delivery is not None
    for values in (delivery.rate, delivery.volume_db, delivery.pitch, delivery.pitch_range):
        assert len(values) == len(segment.phonemes)
    never = segment.words[1]
    assert set(delivery.pitch[never.phoneme_start : never.phoneme_end]) == {2.0}
    assert set(delivery.pitch_range[never.phoneme_start : never.phoneme_end]) == {1.5}
    assert delivery.pitch[0] == 0.0


def test_a_contour_runs_over_the_words_of_its_element() -> None:
    (segment,) = read_all('<speak>well <prosody contour="(0%,-4st) (100%,+4st)">wonderful things</prosody></speak>')
    assert segment.delivery is not None
    first, last = segment.words[1].phoneme_start, segment.words[2].phoneme_end
    curve = list(segment.delivery.pitch[first:last])
    assert (curve[0], curve[-1]) == (-4.0, 4.0) and curve == sorted(curve)
    assert segment.delivery.pitch[0] == 0.0


@pytest.mark.parametrize(
    ("level", "louder", "longer", "higher"), [("strong", True, True, True), ("reduced", False, False, False)]
)
def test_emphasis_makes_the_stressed_syllable_longer_and_higher_and_the_word_louder(
    level: str, louder: bool, longer: bool, higher: bool
) -> None:
    (segment,) = read_all(f'<speak>They never <emphasis level="{level}">listened</emphasis> to us.</speak>')
    assert segment.delivery is not None
    word = segment.words[2]
    vowel = 1 + segment.phonemes.index("ˈ" if louder else "ˌ", word.phoneme_start)
    assert (segment.delivery.volume_db[vowel] > 0) is louder
    assert (segment.delivery.rate[vowel] < 1) is longer
    assert (segment.delivery.pitch[vowel] > 0) is higher
    assert segment.delivery.rate[word.phoneme_start] == 1.0, "only the stressed vowel is longer"


def test_a_voice_is_given_with_each_segment() -> None:
    segments = read_all('<speak xml:lang="en-US">first. <voice name="joe">second</voice> third</speak>')
    assert [(s.spoken, s.voice) for s in segments] == [("first.", None), ("second", "joe"), ("third", None)]


def test_words_of_another_language_are_read_by_it_inside_the_sentence() -> None:
    text = 'She said <lang xml:lang="es-ES">hasta mañana, 3 amigos</lang> and left.'
    (segment,) = read_all(f"<speak>{text}</speak>")
    assert segment.spoken == "She said hasta mañana, tres amigos and left."
    assert "ɐmˈiɡɔs" in segment.phonemes or "amˈiɡɔs" in segment.phonemes or "æmˈiɡɔs" in segment.phonemes
    assert [f"<speak>{text}</speak>"[w.text_start : w.text_end] for w in segment.words][2:6] == [
        "hasta", "mañana", "3", "amigos",
    ]  # fmt: skip


def test_the_documents_own_language_does_not_change_who_reads() -> None:
    assert spoken('<speak xml:lang="de-DE">It costs $5.</speak>') == "It costs five dollars."


@pytest.mark.parametrize(
    ("attributes", "sound"),
    [
        ('alphabet="ipa" ph="təˈmeɪtoʊ"', "təmˈAtO"),
        ('ph="təˈmɑːtəʊ"', "təmˈɑtQ"),
        ('alphabet="x-sampa" ph="t@&quot;mA:toU"', "təmˈɑtO"),
        ('alphabet="ipa" ph="ˈtʃɜːrtʃ"', "ʧˈɜɹʧ"),
    ],
)
def test_phonemes_are_said_as_given(attributes: str, sound: str) -> None:
    (segment,) = read_all(f"<speak>a <phoneme {attributes}>x</phoneme>!</speak>")
    assert segment.phonemes == f"ɐ {sound}!"


def test_emphasis_raises_the_stress_of_its_words_only() -> None:
    (plain,) = read_all("<speak>that is it</speak>")
    (strong,) = read_all('<speak>that <emphasis level="strong">is</emphasis> it</speak>')
    assert plain.phonemes == "ðˈæt ɪz ɪt"
    assert strong.phonemes == "ðˈæt ˈɪz ɪt"


def test_marks_stand_before_the_word_that_follows_them() -> None:
    (segment,) = read_all('<speak><mark name="a"/>one <mark name="b"/>two<mark name="c"/></speak>')
    assert segment.phonemes == "wˈʌn tˈu"
    assert [(mark.name, mark.phoneme_start) for mark in segment.marks] == [("a", 0), ("b", 5), ("c", 8)]


def test_every_mark_is_given_exactly_once() -> None:
    text = "<speak>" + "".join(f'<mark name="m{i}"/>Sentence number {i} is here. ' for i in range(30)) + "</speak>"
    assert [mark.name for s in read_all(text, max_chars=50) for mark in s.marks] == [f"m{i}" for i in range(30)]


def test_words_stand_where_they_are_in_the_source() -> None:
    text = '<speak>Tom &amp; <emphasis>Jerry</emphasis> <sub alias="three euros">3 EUR</sub> &#233;t\u00e9</speak>'
    words = [text[w.text_start : w.text_end] for s in read_all(text) for w in s.words]
    assert words == ["Tom", "&amp;", "Jerry", "3 EUR", "&#233;t\u00e9"]


def test_inline_pronunciations_work_in_plain_text() -> None:
    text = "I say [tomato](/təˈmɑːtoʊ/), see [docs](/docs/)."
    (segment,) = read_all(text)
    assert segment.phonemes.startswith("ˌI sˈA təmˈɑtO,")
    assert "docs" in segment.spoken


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("<speak>a", "line 1, column 9: no element found"),
        ("<speak>\n<p></s></speak>", "line 2, column 6: mismatched tag"),
        ("<speak>5 < 6</speak>", "not well-formed"),
        ("<speak>&custom;</speak>", "undefined entity"),
        ('<speak><break time="1 hour"/></speak>', "is not a time such as"),
        ('<speak><break strength="huge"/></speak>', "allowed: none, x-weak"),
        ('<speak><prosody volume="very">x</prosody></speak>', 'prosody volume "very" is unknown'),
        ('<speak><prosody pitch="squeaky">x</prosody></speak>', 'prosody pitch "squeaky" is unknown; allowed: x-low'),
        ('<speak><prosody contour="up">x</prosody></speak>', 'prosody contour "up" is unknown; allowed: points'),
        ('<speak><emphasis level="total">x</emphasis></speak>', "allowed: strong, moderate, none, reduced"),
        ('<speak><phoneme ph="ʘ">x</phoneme></speak>', "line 1, column 25: phoneme .* is not known"),
        ("<speak><mark/></speak>", "a mark needs a name"),
        ("<speak>" + "<p>" * 60, "nested deeper than 40"),
        ("<speak>" + "a" * 400_000 + "</speak>", "longer than 400000"),
        ("<speak>\ud800</speak>", "surrogate"),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(document: str, message: str) -> None:
    with pytest.raises(InvalidMarkup, match=message):
        FRONTEND.read(document)


@pytest.mark.parametrize(
    "document",
    [
        '<!DOCTYPE speak [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><speak>&b;</speak>',
        '<!DOCTYPE speak SYSTEM "file:///etc/passwd"><speak/>',
        '<?xml version="1.0"?><!DOCTYPE speak [<!ENTITY x SYSTEM "file:///etc/passwd">]><speak>&x;</speak>',
        '<!DOCTYPE speak [<!ENTITY % p SYSTEM "http://127.0.0.1/x"> %p;]><speak/>',
    ],
)
def test_entity_attacks_are_refused(document: str) -> None:
    with pytest.raises(InvalidMarkup, match="document type or entities"):
        FRONTEND.read(document)


@pytest.mark.parametrize(
    ("inside", "said", "warning"),
    [
        ("<x>one</x><x>two</x>", "one two", "<x> is unknown; its text is read"),
        ('One.<break time="20s"/> Two.', "One. Two.", 'break time "20s" is longer than 10s'),
        ('<prosody rate="500%">quick words</prosody>', "quick words", 'prosody rate "500%" is out of range'),
        ('<prosody rate="20%">slow words</prosody>', "slow words", 'prosody rate "20%" is out of range'),
        ('<prosody volume="+120dB">loud words</prosody>', "loud words", 'prosody volume "+120dB" is out of range'),
        ('<prosody pitch="+3000Hz">high words</prosody>', "high words", 'prosody pitch "+3000Hz" is out of range'),
        (
            '<phoneme alphabet="x-amazon-pinyin" ph="bao2">thin</phoneme>',
            "thin",
            'alphabet "x-amazon-pinyin" is unknown',
        ),
        ('<phoneme alphabet="cmu-arpabet" ph="QX1">word</phoneme>', "word", '"QX1" is no ARPAbet symbol'),
        ("<sub>W3C</sub> rules", "W three C rules", "<sub> without an alias"),
        ('<mstts:express-as style="sad">so sad</mstts:express-as>', "so sad", "<mstts:express-as> is unknown"),
        ('<amazon:effect name="whispered">psst now</amazon:effect>', "psst now", "<amazon:effect> is unknown"),
        ('<google:style name="lively">so glad</google:style>', "so glad", "<google:style> is unknown"),
        ('<audio src="moo.mp3">a cow</audio> here', "a cow here", "<audio> is not played"),
        ('I <w role="amazon:VB">read</w> it', "I read it", '<w role="amazon:VB"> is not heard'),
        ('<say-as interpret-as="nonsense">5</say-as>', "five", 'interpret-as="nonsense" is unknown'),
        ('<voice gender="female">hello</voice>', "hello", "<voice> without a name"),
        ('<lang xml:lang="tlh">word</lang>', "word", 'language "tlh" cannot be read on this server'),
    ],
)
def test_what_other_services_know_is_spoken_with_a_warning(inside: str, said: str, warning: str) -> None:
    passage = FRONTEND.read(f"<speak>{inside}</speak>")
    assert " ".join(segment.spoken for segment in passage.segments) == said
    assert len(passage.warnings) == 1 and warning in passage.warnings[0]


@pytest.mark.parametrize(
    ("attributes", "rate", "volume_db"),
    [
        ('rate="0%"', 1.0, 0.0),
        ('rate="+0.5"', 1.5, 0.0),
        ('rate="-20%"', 0.8, 0.0),
        ('rate="+20.00%"', 1.2, 0.0),
        ('volume="50"', 1.0, -6.02),
        ('volume="100"', 1.0, 0.0),
        ('volume="0"', 1.0, -96.0),
        ('volume="+20%"', 1.0, 1.58),
        ('volume="+20.00%"', 1.0, 1.58),
        ('volume="+10"', 1.0, 0.83),
        ('volume="-50%"', 1.0, -6.02),
        ('volume="x-loud"', 1.0, 8.0),
    ],
)
def test_azures_and_w3cs_values_mean_what_they_mean_there(attributes: str, rate: float, volume_db: float) -> None:
    passage = FRONTEND.read(f"<speak><prosody {attributes}>some words</prosody></speak>")
    assert passage.warnings == ()
    assert passage.segments[0].rate == pytest.approx(rate, abs=0.01)
    assert passage.segments[0].volume_db == pytest.approx(volume_db, abs=0.01)


@pytest.mark.parametrize(
    ("pitch", "semitones"),
    [
        ("+2st", 2),
        ("-3st", -3),
        ("+12.25%", 2),
        ("high", 3),
        ("default", 0),
        ("+24.5Hz", 2),
        ("178.2Hz", -2),
        ("110%", 1.65),
    ],
)
def test_pitch_is_in_semitones_however_it_is_written(pitch: str, semitones: float) -> None:
    (segment,) = read_all(f'<speak>say <prosody pitch="{pitch}">this</prosody></speak>')
    value = segment.delivery.pitch[segment.words[1].phoneme_start] if segment.delivery else 0.0
    assert value == pytest.approx(semitones, abs=0.02)


@pytest.mark.parametrize(
    ("alphabet", "pronunciation"),
    [
        ("cmu-arpabet", "T AH0 M EY1 T OW2"), ("sapi", "t ax m ey 1 t ow"), ("ups", "T AX S1 M EI T OU"),
        ("x-sampa", 't@&quot;meItoU'), ("ipa", "təˈmeɪtoʊ"),
    ],
)  # fmt: skip
def test_pronunciations_come_in_the_alphabets_of_all_dialects(alphabet: str, pronunciation: str) -> None:
    passage = FRONTEND.read(f'<speak>a <phoneme alphabet="{alphabet}" ph="{pronunciation}">x</phoneme></speak>')
    assert passage.warnings == ()
    assert passage.segments[0].phonemes.replace("ˌ", "").endswith("təmˈAtO")


def test_what_is_not_to_be_spoken_is_not() -> None:
    text = "<speak><metadata><title>No</title></metadata>Yes <desc>no</desc>meow <lexicon>no</lexicon>now</speak>"
    assert spoken(text) == "Yes meow now"


def test_a_tag_never_glues_two_words_together() -> None:
    assert spoken("<speak>one<audio/>two<x>three</x>four</speak>") == "one two three four"
    assert spoken("<speak>to<emphasis>night</emphasis></speak>") == "tonight"


def test_azures_bookmark_and_silence_are_a_mark_and_a_pause() -> None:
    first, second = read_all(
        '<speak>One. <bookmark mark="b"/> <mstts:silence type="Sentenceboundary" value="700ms"/>Two.</speak>'
    )
    assert first.pause_seconds == 0.7 and [mark.name for mark in (*first.marks, *second.marks)] == ["b"]


def test_a_document_of_breaks_only_is_silence() -> None:
    (silence,) = read_all('<speak><break time="1s"/><break time="1500ms"/></speak>')
    assert (silence.phonemes, silence.pause_seconds, silence.words) == ("", 2.5, ())


def test_a_warning_is_told_with_the_first_passage_only() -> None:
    text = "<speak><x>Now.</x> " + "A sentence of some length follows here. " * 10 + "</speak>"
    first = FRONTEND.read(text, 0, 50)
    assert len(first.warnings) == 1 and first.next_start is not None
    assert FRONTEND.read(text, first.next_start, 50).warnings == first.warnings  # a stream tells each of them once


@pytest.mark.parametrize(
    ("text", "is_it"),
    [
        ("<speak>x</speak>", True),
        ("\ufeff<speak>x</speak>", True),
        (" \n<?xml version='1.0'?>\n<speak version='1.1'>x</speak>", True),
        ("<speaker>x</speaker>", False),
        ("Say <speak>", False),
        ("", False),
    ],
)
def test_ssml_is_known_by_its_first_element(text: str, is_it: bool) -> None:
    assert is_ssml(text) is is_it


_PARTS = st.sampled_from(
    ["<p>", "</p>", "<s>", "</s>",
     '<break time="1s"/>', "word ", "$5 ", "&amp;", '<mark name="m"/>', "Dr. X. ", "<emphasis>",
     "</emphasis>",
     '<sub alias="b">a</sub>', '<prosody rate="slow">', "</prosody>", "é", "<!-- c -->", "\r\n", "<x>", "</x>"]
)  # fmt: skip


@given(st.lists(_PARTS, max_size=25))
@settings(max_examples=200, deadline=None)
def test_any_ssml_is_read_in_order_or_refused(parts: list[str]) -> None:
    text = f"<speak>{''.join(parts)}</speak>"
    try:
        segments = read_all(text, max_chars=20)
    except InvalidMarkup:
        return
    position = 0
    for segment in segments:
        assert position <= segment.text_start < segment.text_end <= len(text)
        assert len(segment.phonemes) <= MAX_PHONEMES
        position = segment.text_end
        written = segment.text_start
        for word in segment.words:
            assert written <= word.text_start < word.text_end <= segment.text_end
            written = word.text_end
    assert sum(len(s.marks) for s in segments) == (text.count("<mark") if segments else 0)
    assert " ".join(s.spoken for s in segments).count("word") == text.count("word ")
