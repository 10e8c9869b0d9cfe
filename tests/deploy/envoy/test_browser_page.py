"""The page of examples/browser in a real browser behind the real Envoy: it speaks, shows words, stops, saves."""

import base64
import io
import time
import wave

import pytest

from loadtest.fleet.envoy import KEY
from tests.deploy.envoy.browser import browser_page, find_browser
from tests.deploy.envoy.replica import RATE_HZ
from tests.waiting import until

pytestmark = pytest.mark.slow
WORDS = "One two three: it speaks."
SAVED = """(async () => {
    const bytes = new Uint8Array(await speech.wav().arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
})()"""


@pytest.fixture(scope="module")
def browser():
    program = find_browser()
    if program is None:
        pytest.skip("there is no Chromium on this machine (Debian: apt install chromium)")
    with browser_page(program) as page:
        yield page


@pytest.fixture
def page(browser, envoy, replicas):
    """The page with its key, as it is when somebody comes who has been there before."""
    browser.look(1200, 900)
    browser.open(envoy.https_url + "/")
    browser.run(f"sessionStorage.setItem('key', '{KEY}')")
    browser.open(envoy.https_url + "/?again")
    browser.wait_for("document.querySelectorAll('#voice option').length > 1")
    browser.complaints.clear()
    yield browser
    browser.run("speech?.end(); sessionStorage.clear()")


def told(page):
    return page.run("document.getElementById('told').textContent")


def wrong(page):
    page.wait_for("document.getElementById('wrong').textContent !== ''")
    return page.run("document.getElementById('wrong').textContent")


def speak(page, text):
    page.run(f"document.getElementById('text').value = {text!r}; document.getElementById('speak').click()")


def test_it_speaks_and_tells_how_soon_and_how_much(page):
    speak(page, WORDS)
    page.wait_for("/First sound after \\d+ ms/.test(document.getElementById('told').textContent)")
    page.wait_for("speech.isOver")
    assert " · 1.3 s spoken" in told(page) and page.complaints == []


def test_the_chunks_join_without_a_gap(page):
    speak(page, WORDS)
    page.wait_for("speech.isComplete")
    seams = page.run("speech.chunks.map((chunk, index) => (speech.chunks[index + 1]?.at ?? speech.next) - chunk.at)")
    assert seams == pytest.approx([0.25] * 5, abs=1e-9)
    assert page.run("speech.context.sampleRate") == RATE_HZ  # nothing is resampled at the seams


def test_words_light_up_while_they_sound_and_the_text_stays_whole(page):
    speak(page, WORDS)
    lit = set()
    while not page.run("speech.isOver"):
        lit.add(page.run("document.querySelector('#words .now')?.textContent"))
        assert page.run("document.getElementById('words').textContent") == WORDS
    assert lit - {None} and lit <= {None, "One", "two", "three:", "it", "speaks."}
    assert page.run("document.querySelectorAll('#words > .heard').length") == 5
    assert page.run("document.querySelectorAll('#words .now').length") == 0


def test_voices_are_those_of_the_server(page):
    groups = page.run("[...document.querySelectorAll('#voice optgroup')].map((group) => group.label)")
    assert groups == ["American English", "Polish"] and page.run("document.getElementById('voice').value") == "heart"
    page.run("voice = document.getElementById('voice'); voice.value = 'ewa'; voice.dispatchEvent(new Event('change'))")
    about = page.run("document.getElementById('about').textContent")
    assert about == "24 kHz · Apache-2.0 · check before commercial use · loaded when first asked for"


def test_what_is_chosen_is_asked_for(page, replicas):
    page.run("document.getElementById('voice').value = 'ewa'; document.getElementById('speed').value = '1.5'")
    speak(page, "asked for")
    page.wait_for("speech.isComplete")
    asked = [body for replica in replicas for _, _, body in replica.posts if b"asked for" in body]
    assert asked == [b'{"text":"asked for","encoding":"base64","timestamps":"word","speed":1.5,"voice":"ewa"}']


def test_stop_frees_the_stream_on_the_server(page, replicas):
    for replica in replicas:
        replica.ended_by_caller.clear()
    speak(page, "one two hang")
    page.wait_for("speech.seconds >= 0.5")
    page.run("document.getElementById('stop').focus(); document.getElementById('stop').click()")
    until(lambda: any(replica.ended_by_caller.is_set() for replica in replicas))
    assert told(page).startswith("Stopped after ") and page.run("document.activeElement.id") == "speak"
    assert page.run("speech.context.state") == "closed"


def test_what_was_heard_is_saved_as_a_file(page):
    speak(page, WORDS)
    page.wait_for("speech.isComplete")
    with wave.open(io.BytesIO(base64.b64decode(page.run(SAVED)))) as file:
        assert (file.getframerate(), file.getnchannels(), file.getnframes()) == (RATE_HZ, 1, 5 * RATE_HZ // 4)
    assert page.run("document.getElementById('save').disabled") is False


def test_all_of_it_works_without_a_mouse(page):
    page.run("document.getElementById('text').focus(); document.getElementById('text').select()")
    page.write("Without a mouse hang")
    page.press("Enter", 13, control=True)
    page.wait_for("speech && speech.seconds >= 0.5")
    page.press("Escape", 27)
    page.wait_for("speech.isOver")
    order = []
    page.run("document.getElementById('text').focus()")
    for _ in range(6):
        page.press("Tab", 9)
        order.append(page.run("document.activeElement.id || document.activeElement.tagName"))
    assert order == ["voice", "speed", "speak", "SUMMARY", "words", "save"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("refuse", "The server cannot use this speed: 9 is out of range; allowed: 0.25 to 4.0."),
        ("one fault", "The server could not do it: model vocoder failed: out of memory"),
        ("   ", "There is no text to speak yet."),
    ],
)
def test_what_is_wrong_is_said_in_words(page, text, expected):
    speak(page, text)
    assert wrong(page) == expected


def test_a_full_server_is_told_as_one(page, replicas):
    for replica in replicas:
        replica.is_full = True
    speak(page, "hello")
    assert wrong(page) == "The server has no room right now. Try again in a moment."


def test_without_a_key_it_says_where_to_put_one(browser, envoy, replicas):
    browser.open(envoy.https_url + "/")
    browser.run("sessionStorage.clear()")
    browser.open(envoy.https_url + "/?new")
    assert wrong(browser) == "This server asks for a key. Put yours in under Connection."
    assert browser.run("document.getElementById('connection').open") is True
    browser.run(f"key = document.getElementById('key'); key.value = '{KEY}'; key.dispatchEvent(new Event('change'))")
    browser.wait_for("document.querySelectorAll('#voice option').length > 1")
    assert browser.run("document.getElementById('wrong').textContent") == ""


def test_everything_has_a_name_and_fits_a_phone(page):
    controls = "[...document.querySelectorAll('button, select, textarea, input')]"
    assert page.run(f"{controls}.filter((each) => !(each.labels?.length || each.textContent.trim())).length") == 0
    for width in (320, 390, 1200):
        page.look(width, 800)
        time.sleep(0.1)
        assert page.run("document.documentElement.scrollWidth <= innerWidth")
        small = page.run(
            f"{controls}.filter((each) => each.offsetHeight && each.offsetHeight < 44).map((each) => each.id)"
        )
        assert small == []


CONTRAST = """(() => {
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const light = (colour) => {
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        const part = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3)
            .map((value) => value / 255)
            .map((value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
        return 0.2126 * part[0] + 0.7152 * part[1] + 0.0722 * part[2];
    };
    const style = getComputedStyle(document.documentElement), of = (name) => light(style.getPropertyValue(name));
    const ratio = (one, other) => (Math.max(of(one), of(other)) + 0.05) / (Math.min(of(one), of(other)) + 0.05);
    const least = (pairs) => Math.min(...pairs.map((pair) => ratio(...pair)));
    return {
        text: least([["--ink", "--paper"], ["--ink", "--card"], ["--soft", "--paper"], ["--soft", "--card"],
            ["--on-accent", "--accent"], ["--on-mark", "--mark"], ["--wrong", "--wrong-back"]]),
        edges: least([["--edge", "--card"], ["--edge", "--paper"], ["--accent", "--card"]]),
    };
})()"""


@pytest.mark.parametrize("dark", [False, True])
def test_it_can_be_read_by_day_and_by_night(page, dark):
    page.look(390, 844, dark)
    contrast = page.run(CONTRAST)
    assert contrast["text"] >= 4.5 and contrast["edges"] >= 3  # WCAG 2.2, AA
