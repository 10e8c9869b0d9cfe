"""SSML, pronunciations and word timings through the real server."""

import json

import numpy as np
import pytest

from loadtest.engines.sound_distance import signal_to_noise_db
from tests.end_to_end.plain_client import refusal, say, say_http
from tritone.client import synthesize_stream

pytestmark = pytest.mark.triton

RATE = 24_000


def timed(server, text, **inputs):
    heard = say(server.grpc_url, text=text, timestamps="word", seed=1, **inputs)
    assert heard.error is None, heard.error
    for chunk in heard.chunks:
        begins = float(chunk["start_seconds"])
        for item in json.loads(chunk["timestamps"]):
            assert begins - 1e-3 <= item["start"] <= begins + float(chunk["duration_seconds"]) + 1e-3
    return heard, [item for chunk in heard.chunks for item in json.loads(chunk["timestamps"])]


def level(samples, start, end):
    """RMS in dB below full scale."""
    part = samples[int(start * RATE) : max(int(end * RATE), int(start * RATE) + 1)] / 32768
    return 20 * np.log10(np.sqrt(np.mean(part**2)) + 1e-9)


@pytest.mark.parametrize("speed", [0.8, 1.0, 1.6])
def test_words_sound_where_their_timestamps_say(server, speed):
    text = "Harbour. Dr. Smith paid $3.50 on 2024-03-15 for eleven lemons! Nobody knew why, until the morning came."
    heard, told = timed(server, text, speed=speed)
    samples = heard.samples()
    assert [item["word"] for item in told][:5] == ["Harbour", "Dr", "Smith", "paid", "$3.50"]
    # every word of the input once, in order, and nothing between them but blanks and punctuation
    position = 0
    for item in told:
        assert text[item["text_start"] : item["text_end"]] == item["word"]
        assert text[position : item["text_start"]].strip(" .,!?") == ""
        position = item["text_end"]
    assert text[position:].strip(" .") == ""
    assert "".join(item["display"] for item in told) == text
    for item, following in zip(told, told[1:], strict=False):
        assert item["start"] < item["end"] <= following["start"] + 1e-6
    assert told[-1]["end"] <= len(samples) / RATE
    # words are loud, pauses between sentences are silent
    for item in told:
        assert level(samples, item["start"], item["end"]) > -45, item
    for before, after in ((told[0], told[1]), (told[told_index(told, "lemons")], told[told_index(told, "Nobody")])):
        middle = (before["end"] + after["start"]) / 2
        assert after["start"] - before["end"] > 0.1 and level(samples, middle - 0.03, middle + 0.03) < -60


def told_index(told, word):
    return next(index for index, item in enumerate(told) if item["word"] == word)


def test_ssml_breaks_marks_and_prosody(server):
    heard, told = timed(
        server,
        '<speak>One <mark name="here"/> two.<break time="1500ms"/>'
        '<prosody volume="-20dB">Quietly three.</prosody></speak>',
    )
    words = {item.get("word", item.get("mark")): item for item in told}
    assert words["One"]["start"] < words["here"]["start"] <= words["two"]["start"]
    gap = words["Quietly"]["start"] - words["two"]["end"]
    assert 1.4 < gap < 2.2
    samples = heard.samples()
    loud = level(samples, words["two"]["start"], words["two"]["end"])
    assert level(samples, words["three"]["start"], words["three"]["end"]) < loud - 10


def test_ssml_rate_is_heard(server):
    slow, fast = (
        len(
            say(
                server.grpc_url,
                text=f'<speak><prosody rate="{rate}">A sentence to be timed, with some words.</prosody></speak>',
            ).samples()
        )
        for rate in ("70%", "180%")
    )
    assert slow > 1.8 * fast


def test_malformed_ssml_is_refused_with_line_and_column(server):
    status, said = refusal(server.grpc_url, text="<speak>\n<p>one</s></speak>")
    assert status == "StatusCode.INVALID_ARGUMENT" and 'input "text"' in said and "line 2" in said
    bomb = '<?xml version="1.0"?><!DOCTYPE speak [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><speak>&b;</speak>'
    status, said = refusal(server.grpc_url, text=bomb)
    assert status == "StatusCode.INVALID_ARGUMENT"


def chunks_of(server, text, **inputs):
    return list(synthesize_stream(server.grpc_url, text, **inputs))


def test_what_markup_asks_for_and_does_not_get_comes_as_a_warning_beside_the_sound(server):
    chunks = chunks_of(
        server, '<speak><voice name="nobody">Hi</voice> <mstts:express-as>there.</mstts:express-as></speak>'
    )
    told = [warning for chunk in chunks for warning in chunk.warnings]
    assert len(told) == 2 and "<mstts:express-as> is unknown" in told[0] and '"nobody" is unknown here' in told[1]
    assert sum(chunk.duration_seconds for chunk in chunks) > 0.4
    assert not any(chunk.warnings for chunk in chunks_of(server, "Hi there."))


def test_a_word_is_louder_or_slower_inside_its_sentence(server):
    text = "<speak>I never said {}she{} stole it.</speak>"
    plain = say(server.grpc_url, text=text.format("", ""), seed=1).samples()
    slow = say(server.grpc_url, text=text.format('<prosody rate="50%">', "</prosody>"), seed=1).samples()
    assert 0.05 < (len(slow) - len(plain)) / RATE < 0.5, "one word takes twice its time, the others theirs"
    heard, words = timed(server, text.format('<prosody volume="+6dB">', "</prosody>"))
    loud = heard.samples().astype(float)
    assert len(loud) == len(plain)
    she = next(word for word in words if word["word"] == "she")
    middle = slice(int((she["start"] + 0.03) * RATE), int((she["end"] - 0.03) * RATE))
    gain = np.sqrt(np.mean(loud[middle] ** 2) / np.mean(plain[middle].astype(float) ** 2))
    assert gain == pytest.approx(2.0, rel=0.02)
    before = slice(0, int((she["start"] - 0.07) * RATE))  # a word begins to sound in the blank before it
    assert np.abs(loud[before] - plain[before]).max() <= 1


def test_a_document_of_breaks_only_is_silence_of_that_length_and_a_leading_break_counts(server):
    silence = say(server.grpc_url, text='<speak><break time="1500ms"/></speak>').samples()
    assert len(silence) == 36_000 and not silence.any()
    plain = say(server.grpc_url, text="<speak>Open.</speak>", seed=1).samples()
    later = say(server.grpc_url, text='<speak><break time="500ms"/>Open.</speak>', seed=1).samples()
    assert len(later) - len(plain) == 12_000 and not later[:12_000].any()


def test_a_lexicon_of_the_request_changes_how_a_word_is_said(server):
    text = "We met at gnuthix today."
    plain = say(server.grpc_url, text=text, seed=1).samples()
    respelled = say(server.grpc_url, text=text, seed=1, lexicon=json.dumps({"gnuthix": "the new office"})).samples()
    written_out = say(server.grpc_url, text="We met at the new office today.", seed=1).samples()
    assert len(respelled) == len(written_out) and signal_to_noise_db(written_out, respelled) > 60
    assert len(plain) != len(respelled)
    ipa = say_http(server.http_url, text=text, encoding="base64", lexicon=json.dumps({"gnuthix": "/ˈnuθɪks/"}))
    assert ipa[0] == 200 and ipa[1].error is None
    status, said = refusal(server.grpc_url, text=text, lexicon="not a lexicon")
    assert status == "StatusCode.INVALID_ARGUMENT" and 'input "lexicon"' in said


def test_say_writes_subtitles_and_takes_ssml_and_a_lexicon(server, tmp_path):
    from tritone.cli import main

    lexicon = tmp_path / "names.json"
    lexicon.write_text(json.dumps({"gnuthix": "new things"}), encoding="utf-8")
    sound = tmp_path / "said.wav"
    common = ["say", "--url", server.grpc_url, "--output", str(sound), "--quiet"]
    assert (
        main(
            [
                *common,
                "--ssml",
                "--timestamps",
                "srt",
                "One gnuthix. <break time='2s'/> Two.",
                "--lexicon",
                str(lexicon),
            ]
        )
        == 0
    )
    said = sound.with_suffix(".srt").read_text(encoding="utf-8")
    assert (
        "\nOne gnuthix.\n" in said and "\nTwo.\n" in said and "\n2\n" in said and sound.stat().st_size > 24_000 * 2 * 2
    )
    assert main([*common, "--timestamps", "vtt", "Hello there."]) == 0
    assert sound.with_suffix(".vtt").read_text(encoding="utf-8").startswith("WEBVTT\n\n00:00:00.")


def test_the_servers_lexicon_serves_every_caller(tmp_path):
    from tritone.server.launcher import running_server
    from tritone.server.options import ServeOptions

    lexicon = tmp_path / "words.txt"
    lexicon.write_text("gnuthix\tthe new office\n", encoding="utf-8")
    with running_server(ServeOptions(lexicon=lexicon)) as own:
        heard = say(own.grpc_url, text="We met at gnuthix today.", seed=1).samples()
        assert len(heard) == len(say(own.grpc_url, text="We met at the new office today.", seed=1).samples())
