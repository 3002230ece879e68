#!/usr/bin/env python3
"""Teach the network of saywell.reading, and say what it reaches on teams, documents and sentences it never saw.

    python -m models.reading.train --data DIR --encoder DIR [--work build/reading] [--fold K]

`--data` is a folder with disfluency/ (AMI) and like/ (GUM); `--encoder` one with model.safetensors and tokenizer.json
of all-MiniLM-L6-v2. Needs torch, safetensors, onnx and onnxscript beside saywell. With `--fold` a third of the teams
and documents is left out, the network taught with the rest judges them, and its answers are kept in the work folder:
`python -m benchmarks.accuracy --only words` prints what they are worth. Without it all is learned, and the networks
are written to src/saywell/data, as int8.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import re
import shutil
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from models.reading.corpora import HEADS, Stream, ami, as_words, fillers, gum, repairs
from models.reading.folds import FOLDS, WAYS, altered, answers_file, split
from models.reading.network import Network, Sentences
from torch import nn
from torch.nn import functional

from saywell.english import is_filled_pause
from saywell.reading import encoder, windows

ROOT = Path(__file__).resolve().parents[2]
EPOCHS, BATCH = 6, 24
ENCODER_RATE, NEW_RATE = 1.2e-4, 1.5e-3
WORDS = 64
HEAD_WEIGHTS = {"reparandum": 1.0, "repair": 0.5, "editing": 0.5, "filler": 6.0}
TIMES = {"gum": 3}
"""How often a source is read in each round; once if it is not named."""
WRONG_SHARES = (0.0, 0.0, 0.0, 0.05, 0.12)
"""Shares of words that are replaced by others, as a recogniser would."""
Example = tuple[list[str], list[int]]
"""The words that are read, and where each stands in its stream."""


def main() -> None:
    parser = argparse.ArgumentParser(description="Teach the network that reads words.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=ROOT / "build/reading")
    parser.add_argument("--fold", type=int, choices=range(FOLDS), help="leave this third out, and judge it")
    parser.add_argument("--share", type=float, default=1.0, help="learn from so much of the rest only")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    data = ROOT / "src/saywell/data"
    shutil.copyfile(options.encoder / "tokenizer.json", data / encoder.VOCABULARY)
    learned, judged = split(streams(options.data), options.fold)
    learned = some(learned, options.share)
    weights = options.encoder / "model.safetensors"
    network = train(Network(weights), learned, options.epochs)
    if options.fold is None:
        torch.save(network.state_dict(), options.work / "network.pt")
        export(network, Sentences(weights), data)
    else:
        keep(network, judged, answers_file(options.work, options.fold, options.share))


def streams(data: Path) -> list[Stream]:
    """All there is to learn from; the test files of our own are not in it."""
    own = [*fillers("fillers-train-1.txt"), *fillers("fillers-train-2.txt"), *repairs("repairs-train.txt")]
    return [*ami(data), *gum(data), *own]


def some(learned: Sequence[Stream], share: float) -> list[Stream]:
    """A part of the streams, drawn the same every time."""
    return random.Random(1).sample(list(learned), round(share * len(learned)))


def train(network: Network, learned: Sequence[Stream], epochs: int) -> Network:
    """Teach it; prints the loss of each round."""
    rng = random.Random(0)
    torch.manual_seed(0)
    vocabulary = [text for stream in learned for text in stream.words]
    rates = ENCODER_RATE, NEW_RATE
    optimiser = torch.optim.AdamW(
        [{"params": network.words.encoder()}, {"params": network.words.new()}], weight_decay=0.01
    )
    step, total, began = 0, 0, time.perf_counter()
    for epoch in range(epochs):
        network.train()
        losses = []
        chosen = list(batches(learned, rng))
        total = total or len(chosen) * epochs
        for batch in chosen:
            loss = _loss(network, batch, vocabulary, rng)
            rise_and_fall = min(1.0, step / (0.06 * total)) * max(0.0, 1 - step / total)
            for group, rate in zip(optimiser.param_groups, rates, strict=True):
                group["lr"] = rate * rise_and_fall
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            step += 1
            losses.append(loss.item())
        print(f"round {epoch}: loss {np.mean(losses):.4f}, {time.perf_counter() - began:.0f} s", flush=True)
    network.eval()
    return network


def batches(learned: Sequence[Stream], rng: random.Random) -> Iterator[list[tuple[Stream, int, int]]]:
    """Stretches of 64 words, cut anew each time, those of like length together."""
    cuts = []
    for stream in learned:
        for _ in range(TIMES.get(stream.source, 1)):
            n = len(stream.words)
            at = [0, *range(rng.randrange(1, WORDS) if n > 2 * WORDS else WORDS, n, WORDS), n]
            cuts += [(stream, a, b) for a, b in itertools.pairwise(at) if a < b]
    rng.shuffle(cuts)
    out = []
    for k in range(0, len(cuts), 20 * BATCH):
        near = sorted(cuts[k : k + 20 * BATCH], key=lambda cut: cut[2] - cut[1])
        out += [near[j : j + BATCH] for j in range(0, len(near), BATCH)]
    rng.shuffle(out)
    yield from out


def spoiled(texts: Sequence[str], vocabulary: Sequence[str], rng: random.Random) -> Example:
    """Words as they may come: without punctuation, dashes or ums, some of them wrong."""
    places = list(range(len(texts)))
    words = as_words(texts)
    if rng.random() < 0.4:
        places = [k for k in places if not is_filled_pause(words[k])]
    wrong, dashes, stops = rng.choice(WRONG_SHARES), rng.random() < 0.6, rng.random() < 0.4
    out = []
    for k in places:
        text = rng.choice(vocabulary) if rng.random() < wrong and not is_filled_pause(words[k]) else texts[k]
        text = text if dashes else re.sub(r"-(?=\W*$)", "", text)
        out.append(text if stops else as_words([text])[0].bare or text.lower())
    return [text or "a" for text in out], places


def _loss(
    network: Network, batch: Sequence[tuple[Stream, int, int]], vocabulary: Sequence[str], rng: random.Random
) -> torch.Tensor:
    examples = [(stream, a, spoiled(stream.words[a:b], vocabulary, rng)) for stream, a, b in batch]
    examples = [example for example in examples if example[2][0]]
    out = network(*padded([texts for _, _, (texts, _) in examples]))
    wanted, weight = torch.zeros(out.shape), torch.zeros(out.shape)
    for row, (stream, a, (_, places)) in enumerate(examples):
        for h, head in enumerate(HEADS):
            known = stream.labels[head]
            for n, k in enumerate(places):
                if a + k in known:
                    wanted[row, n, h], weight[row, n, h] = known[a + k]
    of_repairs = weight[..., 0].sum().clamp(min=200)
    weight = weight * torch.tensor([HEAD_WEIGHTS[head] for head in HEADS])
    each = functional.binary_cross_entropy_with_logits(out, wanted, reduction="none")
    return (each * weight).sum() / of_repairs


def padded(many: Sequence[Sequence[str]]) -> tuple[torch.Tensor, ...]:
    """Several stretches as one batch: pieces, signs, firsts, mask, lengths."""
    made = [encoder.inputs(texts) for texts in many]
    most_pieces, most_words = (max(m[k].shape[1] for m in made) for k in (0, 1))
    pieces = torch.zeros(len(made), most_pieces, dtype=torch.long)
    signs = torch.zeros(len(made), most_pieces, made[0][2].shape[2])
    firsts = torch.zeros(len(made), most_words, dtype=torch.long)
    mask = torch.zeros(len(made), 1, 1, most_pieces, dtype=torch.bool)
    for row, (p, f, s) in enumerate(made):
        pieces[row, : p.shape[1]] = torch.from_numpy(p[0])
        signs[row, : s.shape[1]] = torch.from_numpy(s[0])
        firsts[row, : f.shape[1]] = torch.from_numpy(f[0])
        mask[row, ..., : p.shape[1]] = True
    return pieces, signs, firsts, mask, torch.tensor([f.shape[1] for _, f, _ in made])


def answers(network: Network, texts: Sequence[str], start_s: Sequence[float] | None = None) -> np.ndarray:
    """Log-odds of each head for each word, shape (words, heads), stretch by stretch as saywell reads."""
    parts = [texts[a:b] for a, b in windows(as_words(texts, start_s))]
    with torch.no_grad():
        return np.concatenate([network(*(torch.from_numpy(x) for x in _order(part)))[0].numpy() for part in parts])


def _order(texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    pieces, firsts, signs = encoder.inputs(texts)
    return pieces, signs, firsts


def keep(network: Network, judged: Sequence[Stream], file: Path) -> None:
    """Write what it says of streams that it never saw, a line each."""
    vocabulary = [text for stream in judged for text in stream.words]
    with file.open("w") as out:
        for stream in judged:
            for way in WAYS:
                rng = random.Random(stream.group)
                texts = altered(stream.words, way, vocabulary, rng)
                odds = answers(network, texts, stream.start_s)
                row: dict[str, Any] = {
                    "source": stream.source,
                    "group": stream.group,
                    "way": way,
                    "words": stream.words,
                }
                for h, head in enumerate(HEADS):
                    known = sorted(stream.labels[head].items())
                    row[head] = [[k, bool(label), round(float(odds[k, h]), 3)] for k, (label, _) in known]
                out.write(json.dumps(row) + "\n")


def export(network: Network, sentences: Sentences, folder: Path) -> None:
    """Write what words and sentences share, and what each has of its own, as int8 networks of onnxruntime."""
    pieces, signs, firsts = (torch.from_numpy(x) for x in _order(["we", "we", "had", "like", "six", "weeks"]))
    with torch.no_grad():
        states = network.shared(pieces)
    pieces_vary, words_vary = {1: "pieces"}, {1: "words"}
    _export(network.shared, {"pieces": pieces}, "states", folder / encoder.SHARED, {"pieces": pieces_vary})
    inputs = {"states": states, "signs": signs, "firsts": firsts}
    vary = {"states": pieces_vary, "signs": pieces_vary, "firsts": words_vary}
    _export(network.words, inputs, "log_odds", folder / encoder.WORDS, vary)
    _export(sentences, {"states": states}, "vector", folder / encoder.SENTENCES, {"states": pieces_vary})


def _export(
    part: nn.Module, inputs: dict[str, torch.Tensor], output: str, path: Path, vary: dict[str, dict[int, str]]
) -> None:
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    whole = path.with_suffix(".float.onnx")
    torch.onnx.export(
        part.eval(),
        tuple(inputs.values()),
        str(whole),
        input_names=list(inputs),
        output_names=[output],
        dynamic_axes=vary,
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(whole, path, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    onnx.checker.check_model(str(path))
    whole.unlink()
    print(f"{path}: {path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
