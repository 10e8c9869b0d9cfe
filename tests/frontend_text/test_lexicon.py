"""Pronunciation lexicons: from mappings and files, what wins, and what is refused."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest

from frontend_text import Frontend, InvalidMarkup, Lexicon
from frontend_text.pronunciation.alphabets import from_ipa, from_x_sampa

PLS = """<?xml version="1.0" encoding="UTF-8"?>
<lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon" alphabet="ipa" xml:lang="en-US">
  <lexeme><grapheme>GIF</grapheme><grapheme>gif</grapheme><phoneme>dʒɪf</phoneme></lexeme>
  <lexeme><grapheme>W3C</grapheme><alias>World Wide Web Consortium</alias></lexeme>
  <lexeme><grapheme>SQL</grapheme><phoneme>ˌɛskjuːˈɛl</phoneme><phoneme prefer="true">ˈsiːkwəl</phoneme></lexeme>
</lexicon>
"""


def phonemes(text: str, lexicon: Lexicon, frontend: Frontend | None = None) -> str:
    pytest.importorskip("hibari")
    (segment,) = (frontend or american()).read(text, lexicon=lexicon).segments
    return segment.phonemes


@functools.cache
def american() -> Frontend:
    """Its dictionaries take half a second to load."""
    return Frontend("en-us")


def test_words_and_phrases_are_said_as_the_lexicon_tells() -> None:
    lexicon = Lexicon({"GIF": "/dʒɪf/", "kubectl": "cube control", "New York": "/nuˈjɔːk/"})
    assert phonemes("a GIF, kubectl!", lexicon) == "ɐ ʤɪf, kjˈub kəntɹˈOl!"
    assert phonemes("New York", lexicon) == "nujˈɔk"


def test_an_entry_in_small_letters_serves_the_word_capitalised_but_not_the_other_way_round() -> None:
    assert phonemes("Tritone", Lexicon({"tritone": "/ˈtraɪtoʊn/"})) == "tɹˈItOn"
    assert phonemes("polish", Lexicon({"Polish": "/ˈpoʊlɪʃ/"})) != "pˈOlɪʃ"


def test_the_requests_lexicon_goes_before_the_servers() -> None:
    pytest.importorskip("hibari")
    server = Frontend("en-us", Lexicon({"GIF": "/dʒɪf/"}))
    assert server.read("GIF").segments[0].phonemes == "ʤɪf"
    assert phonemes("GIF", Lexicon({"GIF": "/ɡɪf/"}), server) == "ɡɪf"


def test_a_possessive_is_made_from_the_word() -> None:
    lexicon = Lexicon({"GIF": "/dʒɪf/", "Siobhan": "/ʃɪˈvɔːn/", "kubectl": "cube control"})
    assert phonemes("GIF's Siobhan's kubectl's", lexicon) == "ʤɪfs ʃɪvˈɔnz kjˈub kəntɹˈOlz"


@pytest.mark.parametrize(
    "text", ["www.GIF.com", "a/GIF/b", "GIF@foo.org", "my_GIF", "GIF-rpc", "https://x.org/GIF?GIF=1"]
)
def test_a_word_inside_an_address_is_left_to_the_address(text: str) -> None:
    assert "ʤɪf" not in phonemes(text, Lexicon({"GIF": "/dʒɪf/"}))


def test_words_that_the_engine_gets_wrong_are_in_the_own_list() -> None:
    assert phonemes("JSON, nginx; Siobhan", Lexicon()) == "ʤˈAsən, ˈɛnʤən ˈɛks; ʃɪvˈɔn"


def test_pls_files_are_read(tmp_path: Path) -> None:
    file = tmp_path / "words.pls"
    file.write_text(PLS, encoding="utf-8")
    lexicon = Lexicon.from_file(file)
    assert len(lexicon) == 4
    assert phonemes("SQL gif", lexicon) == "sˈikwəl ʤɪf"


def test_plain_files_are_read(tmp_path: Path) -> None:
    file = tmp_path / "words.txt"
    file.write_text("# a comment\nGIF\t/dʒɪf/\nkubectl  cube control\n", encoding="utf-8")
    assert phonemes("GIF kubectl", Lexicon.from_file(file)) == "ʤɪf kjˈub kəntɹˈOl"


def test_a_files_name_is_taken_as_text_too(tmp_path: Path) -> None:
    file = tmp_path / "words.txt"
    file.write_text("kubectl  cube control\n", encoding="utf-8")
    assert len(Lexicon.from_file(str(file))) == 1


def test_json_files_are_read(tmp_path: Path) -> None:
    file = tmp_path / "words.json"
    file.write_text('\n{"GIF": "/dʒɪf/", "kubectl": "cube control"}', encoding="utf-8")
    assert phonemes("GIF kubectl", Lexicon.from_file(file)) == "ʤɪf kjˈub kəntɹˈOl"


@pytest.mark.parametrize(
    ("content", "message"),
    [('{"GIF": ', "words.json is no JSON"), ('{"GIF": ["x"]}', '"GIF" is not said by a text'), ("{" * 9999, "no JSON")],
)
def test_what_is_wrong_in_a_json_file_is_told(tmp_path: Path, content: str, message: str) -> None:
    file = tmp_path / "words.json"
    file.write_text(content)
    with pytest.raises(InvalidMarkup, match=message):
        Lexicon.from_file(file)


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (PLS.replace("</lexicon>", ""), "malformed at line"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><lexicon/>', "document type"),
        ("<lexicon><lexeme><grapheme>x</grapheme></lexeme></lexicon>", "needs a grapheme and a phoneme"),
        ("<lexicon><lexeme><grapheme>x</grapheme><phoneme>ʘ</phoneme></lexeme></lexicon>", 'entry "x": phoneme "ʘ"'),
    ],
)
def test_what_is_wrong_in_a_pls_file_is_refused(document: str, message: str) -> None:
    with pytest.raises(InvalidMarkup, match=message):
        Lexicon.from_pls(document)


def test_a_line_without_a_pronunciation_is_named(tmp_path: Path) -> None:
    file = tmp_path / "words.txt"
    file.write_text("GIF\n")
    with pytest.raises(InvalidMarkup, match="words.txt, line 1"):
        Lexicon.from_file(file)


@pytest.mark.parametrize(
    ("ipa", "voice"),
    [
        ("həˈloʊ", "həlˈO"),
        ("/ˈwɜːld/", "wˈɜɹld"),
        ("ˈdʒʌdʒ", "ʤˈʌʤ"),
        ("t͡ʃaɪ", "ʧI"),
        ("ˌɪn.təˈnæʃ.nəl", "ˌɪntənˈæʃnəl"),
        ("bɛd", "bɛd"),
        ("həlˈO", "həlˈO"),
    ],
)
def test_ipa_becomes_the_voices_alphabet(ipa: str, voice: str) -> None:
    assert from_ipa(ipa) == voice


@pytest.mark.parametrize(
    ("sampa", "ipa"), [('h@"l@U', "həˈləʊ"), ('"tSIldr@n', "ˈtʃɪldrən"), ("TIN", "θɪŋ"), ("r\\Ed", "ɹɛd")]
)
def test_x_sampa_becomes_ipa(sampa: str, ipa: str) -> None:
    assert from_x_sampa(sampa) == ipa
