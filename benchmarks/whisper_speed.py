#!/usr/bin/env python3
"""How fast are Whisper's sizes on this machine? Models of the true shapes with random weights tell.

    python benchmarks/whisper_speed.py [--sizes base.en small.en] [--threads 2]

Prints, for each size, the seconds that 30 s of speech take (encoder, beam search over a hundred tokens,
word alignment), the real-time factor, the size on disk in int8 and the peak memory. Random weights
rarely end a sentence, so the number of tokens is fixed: 100, what 30 s of brisk speech need.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

SHAPES = {  # layers, width, heads
    "tiny.en": (4, 384, 6),
    "base.en": (6, 512, 8),
    "small.en": (12, 768, 12),
    "medium.en": (24, 1024, 16),
}
TOKENS = 100
VOCABULARY = 51864
END_OF_TEXT, START, NO_SPEECH, NO_TIMESTAMPS = 50256, 50257, 50361, 50362


def make(folder: Path, size: str) -> None:
    """Write a CTranslate2 int8 Whisper model of that size with random weights."""
    import numpy as np
    from ctranslate2.specs import common_spec, whisper_spec

    layers, width, heads = SHAPES[size]
    rng = np.random.default_rng(0)

    def random(*shape: int) -> np.ndarray:
        return rng.normal(0, 0.02, shape).astype(np.float32)

    def linear(spec: common_spec.LinearSpec, rows: int, columns: int) -> None:
        spec.weight, spec.bias = random(rows, columns), random(rows)

    def norm(spec: common_spec.LayerNormSpec) -> None:
        spec.gamma, spec.beta = np.ones(width, np.float32), np.zeros(width, np.float32)

    def attention(spec: Any, *, own: bool) -> None:
        norm(spec.layer_norm)
        rows = [3 * width] if own else [width, 2 * width]
        for part, n in zip(spec.linear, [*rows, width], strict=True):
            linear(part, n, width)

    def feed_forward(spec: Any) -> None:
        norm(spec.layer_norm)
        linear(spec.linear_0, 4 * width, width)
        linear(spec.linear_1, width, 4 * width)

    spec = whisper_spec.WhisperSpec(layers, heads, layers, heads)
    encoder, decoder = spec.encoder, spec.decoder
    encoder.conv1.weight, encoder.conv1.bias = random(width, 80, 3), random(width)
    encoder.conv2.weight, encoder.conv2.bias = random(width, width, 3), random(width)
    encoder.position_encodings.encodings = random(1500, width)
    norm(encoder.layer_norm)
    decoder.embeddings.weight = random(VOCABULARY, width)
    decoder.position_encodings.encodings = random(448, width)
    norm(decoder.layer_norm)
    decoder.projection.weight = decoder.embeddings.weight
    for layer in encoder.layer:
        attention(layer.self_attention, own=True)
        feed_forward(layer.ffn)
    for layer in decoder.layer:
        attention(layer.self_attention, own=True)
        attention(layer.attention, own=False)
        feed_forward(layer.ffn)
    names = {END_OF_TEXT: "<|endoftext|>", START: "<|startoftranscript|>", NO_TIMESTAMPS: "<|notimestamps|>"}
    names |= {NO_SPEECH: "<|nospeech|>", NO_TIMESTAMPS + 1: "<|0.00|>"}
    spec.register_vocabulary([names.get(k, f"t{k}") for k in range(VOCABULARY)])
    spec.config.suppress_ids = [END_OF_TEXT]
    spec.config.alignment_heads = [(layers - 1, k) for k in range(min(4, heads))]
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(folder))


def clock(folder: Path, threads: int) -> tuple[float, float, float]:
    """Seconds for the encoder, for the beam search and for the alignment of one window of 30 s."""
    import ctranslate2
    import numpy as np

    model = ctranslate2.models.Whisper(str(folder), device="cpu", compute_type="int8", intra_threads=threads)
    features = ctranslate2.StorageView.from_array(
        np.random.default_rng(0).normal(0, 1, (1, 80, 3000)).astype(np.float32)
    )
    times = []
    for _ in range(3):
        began = time.perf_counter()
        encoded = model.encode(features)
        after_encoder = time.perf_counter()
        prompt = [START, NO_TIMESTAMPS]
        result = model.generate(encoded, [prompt], beam_size=5, max_length=len(prompt) + TOKENS, suppress_blank=False)
        after_search = time.perf_counter()
        model.align(encoded, [START], [result[0].sequences_ids[0]], [3000], median_filter_width=7)
        times.append((after_encoder - began, after_search - after_encoder, time.perf_counter() - after_search))
    return min(times)


def one(size: str, threads: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, __file__, "--make", folder, "--sizes", size], check=True)
        megabytes = sum(f.stat().st_size for f in Path(folder).iterdir()) / 1e6
        encoder_s, search_s, align_s = clock(Path(folder), threads)
    total_s = encoder_s + search_s + align_s
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"| {size} | {encoder_s:.2f} | {search_s:.2f} | {align_s:.2f} | {total_s / 30:.3f} "
        f"| {total_s * 4:.1f} | {megabytes:.0f} | {peak_mb:.0f} |",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Time Whisper's sizes with random weights.")
    parser.add_argument("--sizes", nargs="+", choices=SHAPES, default=["tiny.en", "base.en", "small.en"])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--make", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.make:
        make(options.make, options.sizes[0])
    elif options.one:
        one(options.sizes[0], options.threads)
    else:
        print(
            "| size | encoder s | search s | alignment s | real-time factor | 2 min of speech, s | int8 MB | peak MB |"
        )
        print("|---|---|---|---|---|---|---|---|", flush=True)
        for size in options.sizes:
            command = [sys.executable, __file__, "--one", "--sizes", size, "--threads", str(options.threads)]
            subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
