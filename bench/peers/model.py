"""A GPT-2 style decoder as a PyTorch user would write it.

Every block is pre-norm: `h += proj(attention(ln_1(h)))`, `h += mlp(ln_2(h))`, with
one fused linear layer for q, k and v (no bias), scaled_dot_product_attention, and
an exact GELU. With `tied`, one block is applied `passes` times; otherwise each
pass has a block of its own. Dropout: attention probabilities, after the projection
and after the feed-forward network.

For decoding, a pass may be given a cache: keys and values [B, n_head, positions,
head size] that were allocated for all positions before.
"""

from dataclasses import dataclass

import torch
import torch.nn as nn
import torch.nn.functional as F

IGNORE_INDEX = -100


@dataclass(frozen=True)
class Config:
    vocab_size: int
    block_size: int  # positions
    n_embd: int
    n_head: int
    passes: int  # block applications
    tied: bool
    dropout: float


def attend_cache(q, k, v, cache, place, mask):
    """Attention of the one new position `place` over the whole cache.

    All positions of the cache are read and later ones masked, so that shapes never
    change; for a single query, plain products are faster than
    scaled_dot_product_attention.
    """
    for kept, new in zip(cache, (k, v)):
        kept.index_copy_(2, place, new)
    scores = (q * q.shape[-1] ** -0.5) @ cache[0].mT + mask
    return scores.softmax(-1) @ cache[1]


class Attention(nn.Module):
    def __init__(self, config: Config):
        super().__init__()
        self.n_head = config.n_head
        self.dropout = config.dropout
        self.qkv = nn.Linear(config.n_embd, 3 * config.n_embd, bias=False)
        self.proj = nn.Linear(config.n_embd, config.n_embd)

    def attend(self, q, k, v, cache):
        """Attention among positions from the first on, which the cache remembers."""
        if cache is not None:
            for kept, new in zip(cache, (k, v)):
                kept[:, :, : new.shape[2]] = new
        dropout = self.dropout if self.training else 0.0
        return F.scaled_dot_product_attention(
            q, k, v, dropout_p=dropout, is_causal=True
        )

    def forward(self, x, cache=None, place=None, mask=None):
        B, T, C = x.shape
        qkv = self.qkv(x).view(B, T, 3, self.n_head, C // self.n_head)
        q, k, v = qkv.permute(2, 0, 3, 1, 4)  # each [B, n_head, T, head size]
        if place is None:
            out = self.attend(q, k, v, cache)
        else:
            out = attend_cache(q, k, v, cache, place, mask)
        out = self.proj(out.transpose(1, 2).reshape(B, T, C))
        return F.dropout(out, self.dropout, self.training)


class Block(nn.Module):
    def __init__(self, config: Config):
        super().__init__()
        self.dropout = config.dropout
        self.ln_1 = nn.LayerNorm(config.n_embd)
        self.attn = Attention(config)
        self.ln_2 = nn.LayerNorm(config.n_embd)
        self.up = nn.Linear(config.n_embd, 4 * config.n_embd)
        self.down = nn.Linear(4 * config.n_embd, config.n_embd)

    def forward(self, x, cache=None, place=None, mask=None):
        x = x + self.attn(self.ln_1(x), cache, place, mask)
        out = self.down(F.gelu(self.up(self.ln_2(x))))
        return x + F.dropout(out, self.dropout, self.training)


class Transformer(nn.Module):
    def __init__(self, config: Config):
        super().__init__()
        self.config = config
        self.wte = nn.Embedding(config.vocab_size, config.n_embd)
        self.wpe = nn.Embedding(config.block_size, config.n_embd)
        count = 1 if config.tied else config.passes
        self.blocks = nn.ModuleList(Block(config) for _ in range(count))
        self.ln_f = nn.LayerNorm(config.n_embd)
        self.head = nn.Linear(config.n_embd, config.vocab_size)

    def hidden(self, tokens, caches=None, place=None, mask=None):
        """Tokens [B, T] to states [B, T, C]."""
        positions = self.wpe.weight[: tokens.shape[1]]
        h = self.wte(tokens) + (positions if place is None else self.wpe(place))
        for i in range(self.config.passes):
            block = self.blocks[i % len(self.blocks)]
            h = block(h, caches and caches[i], place, mask)
        return h

    def forward(self, tokens, targets):
        """Mean cross entropy over the targets that are not ignored."""
        logits = self.head(self.ln_f(self.hidden(tokens)))
        return F.cross_entropy(
            logits.flatten(0, 1), targets.flatten(), ignore_index=IGNORE_INDEX
        )

    def next_token(self, tokens, caches=None, place=None, mask=None):
        """The likeliest token after tokens [B, T], as [B, 1].

        With caches and no place, the tokens are the first ones; with a place [1],
        they are the one token there, and the mask [positions] hides what is later.
        """
        last = self.hidden(tokens, caches, place, mask)[:, -1:]
        return self.head(self.ln_f(last)).argmax(-1)

    def new_caches(self, B, positions):
        """Keys and values of every pass; a mask cannot hide NaN, so they start at 0."""
        config = self.config
        shape = B, config.n_head, positions, config.n_embd // config.n_head
        return [
            (torch.zeros(shape), torch.zeros(shape)) for _ in range(config.passes)
        ]
