"""hibari's own library, one thread, sentence by sentence as its `stream` yields them."""

import hibari
from line_worker import serve

voice = hibari.Hibari(threads=1)
list(voice.stream("Warm up."))
serve(lambda text: (len(samples) / hibari.SAMPLE_RATE for samples in voice.stream(text)))
