"""A program that asks espeak-ng for phonemes: one JSON line in, one JSON line out.

    worker.py LIBRARY DATA SECONDS

LIBRARY is espeak-ng's shared library (GPL-3.0-or-later), DATA its data folder. The service starts this file as a
script and never imports it: only text passes between the two.

    {"id": 7, "voice": "de", "texts": ["Guten Tag, Welt."]}
    {"id": 7, "voice": "de", "clauses": [[["ɡˈuːtən tˈɑːk", ","], ["vˈɛlt", "."]]]}
    {"id": 8, "error": "…"}

It ends when its input does (the service is gone), and by the kernel's alarm when one request takes longer than SECONDS,
or CPU_SECONDS of the processor: a library that hangs holds the interpreter, and nothing else could end it.
"""

from __future__ import annotations

import ctypes
import json
import re
import signal
import sys

CPU_SECONDS = 0.5
"""A request takes about a millisecond, and everybody's next one waits for it."""
SYNCHRONOUS, DO_NOT_EXIT = 2, 0x8000  # espeak_AUDIO_OUTPUT, espeakINITIALIZE_DONT_EXIT
UTF_8, IPA = 1, 2  # espeakCHARS_UTF8, phoneme mode bit 1
LANGUAGE_SWITCH = re.compile(r"\([^)]*\)")
"""espeak's `(en)` around a word that it reads as another language's."""
CLOSING_MARK = re.compile(r"([.,:;?!])(?:[^\w\s]*$|[^\w]*\s[^\w\s]*\w?$)")
"""What ends a clause in the text that espeak consumed for it; it reads the first letter of the next one as well."""


class Espeak:
    """The library, with one voice at a time."""

    def __init__(self, library: str, data: str) -> None:
        self._library = ctypes.CDLL(library)
        self._phonemes_of = self._library.espeak_TextToPhonemes
        self._phonemes_of.restype = ctypes.c_char_p
        self._phonemes_of.argtypes = [ctypes.POINTER(ctypes.c_void_p), ctypes.c_int, ctypes.c_int]
        if self._library.espeak_Initialize(SYNCHRONOUS, 0, data.encode(), DO_NOT_EXIT) <= 0:
            sys.exit(f"espeak-ng cannot use its data in {data} (a path may have 160 characters)")
        self._voice: str | None = None

    def set_voice(self, name: str) -> None:
        if name == self._voice:
            return
        self._voice = None
        if self._library.espeak_SetVoiceByName(name.encode()) != 0:
            raise ValueError(f'there is no voice "{name}"')
        self._voice = name

    def clauses(self, text: str) -> list[list[str]]:
        """The phonemes of each clause of a text, and the mark that ends it ("" for none)."""
        written = text.encode() + b"\0"
        buffer = ctypes.create_string_buffer(written)
        address = start = ctypes.addressof(buffer)
        place = ctypes.c_void_p(address)
        found: list[list[str]] = []
        while place.value:
            phonemes = (self._phonemes_of(ctypes.byref(place), UTF_8, IPA) or b"").decode()
            end = place.value or address + len(written) - 1
            mark = CLOSING_MARK.search(written[start - address : end - address].decode("utf-8", "ignore"))
            found.append([LANGUAGE_SWITCH.sub("", phonemes).strip(), mark[1] if mark else ""])
            start = end
        return found


def main() -> None:
    library, data, seconds = sys.argv[1:]
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the service, which then closes the input
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.signal(signal.SIGVTALRM, signal.SIG_DFL)
    espeak = Espeak(library, data)
    for line in sys.stdin.buffer:
        signal.setitimer(signal.ITIMER_REAL, float(seconds))
        signal.setitimer(signal.ITIMER_VIRTUAL, CPU_SECONDS)
        request = json.loads(line)
        answer = {"id": request["id"], "voice": request["voice"]}
        try:
            espeak.set_voice(request["voice"])
            answer["clauses"] = [espeak.clauses(text) for text in request["texts"]]
        except ValueError as error:
            answer["error"] = str(error)
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
