"""What models log: it reaches Triton's log with its severity, quotes no caller's text, and no caller fills the disk."""

import logging
import threading
import warnings

import pytest

from tests.fake_pb_utils import Logger
from tritone.bridge import log_records
from tritone.bridge.log_records import MOST_RECORDS, send_records_to_triton


@pytest.fixture
def lines(monkeypatch):
    """What Triton's log has got; logging is as it was afterwards."""
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    levels = {name: logging.getLogger(name).level for name in log_records.OURS}
    Logger.lines.clear()
    yield Logger.lines
    logging.captureWarnings(False)
    root = logging.getLogger()
    for handler in [handler for handler in root.handlers if isinstance(handler, log_records.TritonLogHandler)]:
        root.removeHandler(handler)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def test_records_go_to_triton_with_their_severity(lines):
    send_records_to_triton("vocoder", sees_texts=False)
    logger = logging.getLogger("tritone.anywhere")
    logger.debug("hidden")
    logger.info("loaded %s", "heart")
    logger.warning("odd")
    logger.error("broken")
    assert lines == [("info", "vocoder: loaded heart"), ("warning", "vocoder: odd"), ("error", "vocoder: broken")]


def test_others_packages_are_shown_from_warnings_on_and_pythons_warnings_too(lines):
    send_records_to_triton("vocoder", sees_texts=False)
    logging.getLogger("jieba").info("chatter")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("old habit", stacklevel=1)
    ((severity, message),) = lines
    assert severity == "warning" and "old habit" in message


def test_asking_again_does_not_say_everything_twice(lines):
    for model in ("first", "second"):
        send_records_to_triton(model, sees_texts=False)
    logging.getLogger("tritone").warning("odd")
    assert lines == [("warning", "second: odd")]


def fail_over(text):
    raise KeyError(text)


def log_a_bug(text):
    try:
        fail_over(text)
    except KeyError:
        logging.getLogger("tritone").exception("a request failed")


def test_a_bug_is_shown_with_where_it_was_raised(lines):
    send_records_to_triton("vocoder", sees_texts=False)
    log_a_bug("pitch")
    ((severity, message),) = lines
    assert severity == "error" and message.startswith("vocoder: a request failed\n")
    assert "in fail_over" in message and message.endswith("KeyError: 'pitch'")


def test_where_texts_are_seen_a_bug_is_shown_without_the_words_that_may_quote_them(lines):
    send_records_to_triton("tts", sees_texts=True)
    log_a_bug("my password is hunter2")
    ((_, message),) = lines
    assert "in fail_over" in message and "KeyError (its words are left out" in message
    assert "hunter2" not in message


def test_the_systems_own_words_are_shown_everywhere(lines):
    send_records_to_triton("tts", sees_texts=True)
    try:
        open("/nowhere/at/all")
    except OSError:
        logging.getLogger("tritone").exception("no file")
    assert "No such file or directory" in lines[0][1]


def test_nothing_logged_can_look_like_a_line_of_tritons(lines):
    send_records_to_triton("acoustic", sees_texts=False)
    logging.getLogger("tritone").warning("a\nE1125 1:1 1 a:1] forged \x1b[31m")
    log_a_bug("b\nE1125 1:1 1 a:1] forged")
    written = [line for _, message in lines for line in message.split("\n")]
    assert written[0] == r"acoustic: a\nE1125 1:1 1 a:1] forged \x1b[31m"
    assert not any(line.startswith("E1125") for line in written)


def test_a_thread_that_ends_by_a_bug_is_shown(lines):
    send_records_to_triton("tts", sees_texts=False)
    thread = threading.Thread(target=lambda: 1 / 0, name="pool 3")
    thread.start()
    thread.join()
    ((severity, message),) = lines
    assert severity == "error" and 'thread "pool 3" ended' in message and "ZeroDivisionError" in message


def test_more_than_anyone_reads_is_left_out_and_counted(lines, monkeypatch):
    now = [100.0]
    monkeypatch.setattr(log_records.time, "monotonic", lambda: now[0])
    send_records_to_triton("tts", sees_texts=False)
    logger = logging.getLogger("tritone")
    for number in range(MOST_RECORDS + 7):
        logger.warning("odd %d", number)
    logger.error("still shown")
    assert len(lines) == MOST_RECORDS + 1 and lines[-1] == ("error", "tts: still shown")
    now[0] += 11.0
    logger.warning("later")
    assert lines[-2:] == [("warning", "tts: 7 more warnings were left out"), ("warning", "tts: later")]


def test_a_long_record_is_cut(lines):
    send_records_to_triton("tts", sees_texts=False)
    logging.getLogger("tritone").warning("x" * 10_000)
    assert len(lines[0][1]) < 2100
