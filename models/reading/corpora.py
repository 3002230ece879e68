"""Labelled words to learn from and to test on: meetings (AMI), spoken English with gold classes (GUM), and our own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from saywell.english import english, is_filled_pause, uses
from saywell.model import Word

HEADS = "reparandum", "repair", "editing", "filler"
"""What the network says of each word, in this order; as in `saywell.reading.Reading`."""
LABELLED = Path(__file__).parent / "labelled"
_OWN_MARKS = re.compile(r"([\[{])([^\]}]*)[\]}]")
_AMI = {"reparandum": "r", "repair": "s", "editing": "e", "filler": "d"}
_AMI_WEIGHT = {"like": 0.05, "well": 0.05}
"""Its annotators call a filler what others don't; "you know" and its kind are left to our own labels."""
_CONTRACTS = ("n't", "n’t")
_GLUED = {"gon": "na", "wan": "na", "got": "ta", "kin": "da", "sor": "ta"}


@dataclass(frozen=True)
class Stream:
    """Words of one speaker in a row, with labels.

    Attributes:
        source: ami, gum, or the name of one of our own files.
        group: what must not be split between training and test: a team, a document, a line.
        words: with their punctuation; cut-off words end in a dash.
        labels: head -> word -> (label, weight); a word without one says nothing of that head.
    """

    source: str
    group: str
    words: list[str]
    labels: dict[str, dict[int, tuple[bool, float]]] = field(default_factory=lambda: {head: {} for head in HEADS})
    start_s: list[float] | None = None

    def label(self, head: str, k: int, label: bool, weight: float = 1.0) -> None:
        self.labels[head][k] = (label, weight)


def as_words(texts: Sequence[str], start_s: Sequence[float] | None = None) -> list[Word]:
    """Words as saywell has them; where nobody knows, one begins every 0.3 s."""
    at = start_s or [0.3 * k for k in range(len(texts))]
    return [Word(text, s, s + 0.25) for text, s in zip(texts, at, strict=True)]


def judged(texts: Sequence[str]) -> dict[int, str]:
    """Where a word stands that may be a filler: index -> word."""
    words = [(k, word) for k, word in enumerate(as_words(texts)) if not is_filled_pause(word)]
    return {used[0][0]: phrase for phrase, used in uses(english()["fillers"]["judged"], words)}


def ami(data: Path) -> list[Stream]:
    """The meetings of disfluency/: the sides of 7 teams."""
    out = []
    for line in (data / "disfluency/manifest.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        texts = [_cut_off(text, "t" in labels) for text, _, _, labels in row["words"]]
        stream = Stream("ami", row["group"], texts, start_s=[start_s for _, start_s, _, _ in row["words"]])
        for k, (_, _, _, labels) in enumerate(row["words"]):
            for head in ("reparandum", "repair", "editing"):
                stream.label(head, k, _AMI[head] in labels)
        for k, phrase in judged(texts).items():
            labels = row["words"][k][3]
            if phrase in _AMI_WEIGHT and "e" not in labels:
                stream.label("filler", k, "d" in labels, _AMI_WEIGHT[phrase])
        out.append(stream)
    return out


def _cut_off(text: str, is_cut_off: bool) -> str:
    text = text.replace("~", "-").replace("_", "")
    return re.sub(r"-?([.,?!]*)$", r"-\1", text, count=1) if is_cut_off else text


def gum(data: Path) -> list[Stream]:
    """The documents of like/, contractions joined again."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for line in (data / "like/manifest.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        rows.setdefault(row["doc"], []).append(row)
    likes: dict[str, list[bool]] = {}
    for line in (data / "like/like_tokens.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        likes.setdefault(row["doc"], []).append(bool(row["label"]))
    out = []
    for document, sentences in rows.items():
        texts: list[str] = []
        kept: list[dict[str, Any]] = []
        for token in (token for sentence in sentences for token in sentence["tokens"]):
            form = token["form"]
            if token["upos"] == "PUNCT" or not re.search(r"\w", form):
                if texts and form in (",", ".", "?", "!", ";", ":", "...", "…"):
                    texts[-1] += form
                elif texts and form in ("–", "—", "-"):
                    texts[-1] += ","
            elif texts and texts[-1][-1] not in ".,?!" and _joins(texts[-1], form):
                texts[-1] += form
            else:
                texts.append(form)
                kept.append(token)
        stream = Stream("gum", document, texts)
        for k, token in enumerate(kept):
            stream.label("reparandum", k, bool(token["rep_span"]))
        own = likes.get(document, [])
        places = judged(texts)
        wanted = [k for k, phrase in places.items() if phrase == "like"]
        assert len(own) == len(wanted), document
        for k, is_filler in zip(wanted, own, strict=True):
            stream.label("filler", k, is_filler, 1.5)
        for k, phrase in places.items():
            if phrase == "well":
                stream.label("filler", k, bool(kept[k]["disc"]))
        out.append(stream)
    return out


def _joins(before: str, form: str) -> bool:
    return form[0] in "'’" or form.lower() in _CONTRACTS or _GLUED.get(before.lower()) == form.lower()


def fillers(name: str) -> list[Stream]:
    """Sentences of our own with every judged use marked: {filler} or [meaning]."""
    return [_own_fillers(name, number, line) for number, line in lines(name)]


def _own_fillers(name: str, number: int, line: str) -> Stream:
    texts, marks = marked(line)
    stream = Stream(name, str(number), texts)
    for k, (in_braces, _) in marks.items():
        stream.label("filler", k, in_braces, 1.5)
    return stream


def marked(line: str) -> tuple[list[str], dict[int, tuple[bool, str]]]:
    """The words of a line, and where a marked phrase begins: is it in braces, and the phrase in lower case."""
    texts: list[str] = []
    marks = {}
    at = 0
    for mark in _OWN_MARKS.finditer(line):
        texts += line[at : mark.start()].split()
        marks[len(texts)] = (mark[1] == "{", mark[2].lower())
        texts += mark[2].split()
        at = mark.end()
        if glued := re.match(r"\S+", line[at:]):
            texts[-1] += glued[0]
            at += len(glued[0])
    return texts + line[at:].split(), marks


def repairs(name: str) -> list[Stream]:
    """Sentences of our own with <reparanda> and (editing terms)."""
    out = []
    for number, line in lines(name):
        stream = Stream(name, str(number), [])
        inside = ""
        for token in re.findall(r"[<>()]|[^\s<>()]+", line):
            if token in "<>()":
                inside = token if token in "<(" else ""
            elif not re.search(r"\w", token):
                if stream.words:
                    stream.words[-1] += token
            else:
                stream.label("reparandum", len(stream.words), inside == "<")
                stream.label("editing", len(stream.words), inside == "(")
                stream.words.append(token)
        out.append(stream)
    return out


def lines(name: str) -> Iterator[tuple[int, str]]:
    """The lines of one of our own files, numbered from 1."""
    for number, line in enumerate((LABELLED / name).read_text("utf-8").splitlines(), 1):
        if line.strip():
            yield number, line.strip()
