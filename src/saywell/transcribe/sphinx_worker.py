"""A process that decodes: windows of 16-bit samples in on stdin, a line of JSON out for each.

In: eight bytes of length (little endian), then that many bytes of sound at 16 kHz. Out: a list of
[word, start_s, end_s, probability], silences and noises included. Ends when stdin does.
"""

from __future__ import annotations

import json
import signal
import sys

_FRAMES_PER_S = 100


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    from pocketsphinx import Decoder

    decoder = Decoder(samprate=16_000, loglevel="FATAL")
    while head := sys.stdin.buffer.read(8):
        sound = sys.stdin.buffer.read(int.from_bytes(head, "little"))
        decoder.start_utt()
        decoder.process_raw(sound, full_utt=True)
        decoder.end_utt()
        segments = [
            (segment.word, segment.start_frame / _FRAMES_PER_S, (segment.end_frame + 1) / _FRAMES_PER_S, segment.prob)
            for segment in decoder.seg() or ()
        ]
        print(json.dumps(segments), flush=True)


if __name__ == "__main__":
    main()
