"""The networks of saywell.reading: layers of all-MiniLM-L6 that words and sentences share, and what each adds."""

from __future__ import annotations

from pathlib import Path

import torch
from models.reading.corpora import HEADS
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional

from saywell.reading import copies

WIDTH, ATTENTION_HEADS, INNER, LAYERS = 384, 12, 1536, 6
SHARED = 2
"""The embedding and so many layers stay as they were: words and sentences share them."""
SQUEEZED, RECURRENT = 128, 96
_NAMES = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "mixed": "attention.output.dense",
    "norm_mixed": "attention.output.LayerNorm",
    "inner": "intermediate.dense",
    "outer": "output.dense",
    "norm": "output.LayerNorm",
}


class Layer(nn.Module):
    """One layer of the transformer (Devlin and others 2019, BERT)."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.mixed = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.inner, self.outer = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.norm_mixed, self.norm = nn.LayerNorm(WIDTH, 1e-12), nn.LayerNorm(WIDTH, 1e-12)
        self.drop = nn.Dropout(0.1)

    def forward(self, x: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
        batch, length, _ = x.shape

        def heads(y: torch.Tensor) -> torch.Tensor:
            return y.view(batch, length, ATTENTION_HEADS, -1).transpose(1, 2)

        mixed = functional.scaled_dot_product_attention(
            heads(self.query(x)), heads(self.key(x)), heads(self.value(x)), attn_mask=mask
        )
        x = self.norm_mixed(x + self.drop(self.mixed(mixed.transpose(1, 2).reshape(batch, length, WIDTH))))
        return self.norm(x + self.drop(self.outer(functional.gelu(self.inner(x)))))


def layers(known: dict[str, torch.Tensor], numbers: range) -> nn.ModuleList:
    """Some layers of the encoder as they were published."""
    out = nn.ModuleList([Layer() for _ in numbers])
    for number, layer in zip(numbers, out, strict=True):
        for name, theirs in _NAMES.items():
            own = {k: known[f"encoder.layer.{number}.{theirs}.{k}"] for k in ("weight", "bias")}
            getattr(layer, name).load_state_dict(own)
    return out


class Shared(nn.Module):
    """What every use of the encoder begins with: pieces of words -> states of shape (batch, pieces, 384)."""

    def __init__(self, weights: Path) -> None:
        """
        Args:
            weights: model.safetensors of all-MiniLM-L6-v2.
        """
        super().__init__()
        known = load_file(weights)
        self.embedding = nn.Embedding.from_pretrained(known["embeddings.word_embeddings.weight"], freeze=True)
        places = known["embeddings.position_embeddings.weight"] + known["embeddings.token_type_embeddings.weight"][0]
        self.places = nn.Parameter(places, requires_grad=False)
        self.norm = nn.LayerNorm(WIDTH, 1e-12)
        self.norm.load_state_dict({k: known[f"embeddings.LayerNorm.{k}"] for k in ("weight", "bias")})
        self.layers = layers(known, range(SHARED))
        self.requires_grad_(requires_grad=False)

    def forward(self, pieces: torch.Tensor, mask: torch.Tensor | None = None) -> torch.Tensor:
        x = self.norm(self.embedding(pieces) + self.places[: pieces.shape[1]])
        for layer in self.layers:
            x = layer(x, mask)
        return x


class Sentences(nn.Module):
    """States of one sentence -> its vector, shape (384,), of length 1, as sentence-transformers makes it."""

    def __init__(self, weights: Path) -> None:
        super().__init__()
        self.layers = layers(load_file(weights), range(SHARED, LAYERS))

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        for layer in self.layers:
            states = layer(states, None)
        return functional.normalize(states.mean(1), dim=1)[0]


class Words(nn.Module):
    """States and the signs of their words -> log-odds of each head for each word."""

    def __init__(self, weights: Path) -> None:
        """
        Args:
            weights: model.safetensors of all-MiniLM-L6-v2.
        """
        super().__init__()
        self.layers = layers(load_file(weights), range(SHARED, LAYERS))
        self.signs = nn.Linear(copies.SIGNS, WIDTH)
        nn.init.normal_(self.signs.weight, std=0.02)
        self.squeeze = nn.Linear(WIDTH + copies.SIGNS, SQUEEZED)
        self.recurrent = nn.LSTM(SQUEEZED + copies.SIGNS, RECURRENT, bidirectional=True, batch_first=True)
        self.out = nn.Linear(2 * RECURRENT + SQUEEZED, len(HEADS))
        self.drop, self.drop_more = nn.Dropout(0.1), nn.Dropout(0.2)

    def encoder(self) -> list[nn.Parameter]:
        """What is learned of the transformer itself."""
        return list(self.layers.parameters())

    def new(self) -> list[nn.Parameter]:
        """What is learned from nothing."""
        parts = (self.signs, self.squeeze, self.recurrent, self.out)
        return [p for part in parts for p in part.parameters()]

    def forward(
        self,
        states: torch.Tensor,
        signs: torch.Tensor,
        firsts: torch.Tensor,
        mask: torch.Tensor | None = None,
        lengths: torch.Tensor | None = None,
    ) -> torch.Tensor:
        """
        Args:
            states: shape (batch, pieces, 384), of `Shared`.
            signs: shape (batch, pieces, 26), firsts: (batch, words): as `saywell.reading.encoder.inputs` makes them.
            mask: shape (batch, 1, 1, pieces), which pieces there are; None for all.
            lengths: shape (batch,), how many words there are; None for all.

        Returns:
            shape (batch, words, heads).
        """
        x = states + self.signs(signs)
        for layer in self.layers:
            x = layer(x, mask)
        x = functional.gelu(self.squeeze(self.drop(torch.cat([x, signs], -1))))
        words = torch.gather(x, 1, firsts.unsqueeze(-1).expand(-1, -1, SQUEEZED))
        of_words = torch.gather(signs, 1, firsts.unsqueeze(-1).expand(-1, -1, copies.SIGNS))
        both = torch.cat([words, of_words], -1)
        if lengths is None:
            around, _ = self.recurrent(both)
        else:
            packed = nn.utils.rnn.pack_padded_sequence(both, lengths, batch_first=True, enforce_sorted=False)
            around, _ = nn.utils.rnn.pad_packed_sequence(
                self.recurrent(packed)[0], batch_first=True, total_length=both.shape[1]
            )
        return self.out(self.drop_more(torch.cat([around, words], -1)))


class Network(nn.Module):
    """Both together, as they are taught."""

    def __init__(self, weights: Path) -> None:
        super().__init__()
        self.shared, self.words = Shared(weights), Words(weights)

    def forward(
        self,
        pieces: torch.Tensor,
        signs: torch.Tensor,
        firsts: torch.Tensor,
        mask: torch.Tensor | None = None,
        lengths: torch.Tensor | None = None,
    ) -> torch.Tensor:
        return self.words(self.shared(pieces, mask), signs, firsts, mask, lengths)
