"""A GPT-2 style decoder as a PyTorch user would write it.

Every block is pre-norm: `h += proj(attention(ln_1(h)))`, `h += mlp(ln_2(h))`, with
one fused linear layer for q, k and v (no bias), scaled_dot_product_attention, and
an exact GELU. With `tied`, one block is applied `passes` times; otherwise each
pass has a block of its own. Dropout: attention probabilities, after the projection
and after the feed-forward network.
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


class Attention(nn.Module):
    def __init__(self, config: Config):
        super().__init__()
        self.n_head = config.n_head
        self.dropout = config.dropout
        self.qkv = nn.Linear(config.n_embd, 3 * config.n_embd, bias=False)
        self.proj = nn.Linear(config.n_embd, config.n_embd)

    def forward(self, x):
        B, T, C = x.shape
        qkv = self.qkv(x).view(B, T, 3, self.n_head, C // self.n_head)
        q, k, v = qkv.permute(2, 0, 3, 1, 4)  # each [B, n_head, T, head size]
        out = F.scaled_dot_product_attention(
            q, k, v, dropout_p=self.dropout if self.training else 0.0, is_causal=True
        )
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

    def forward(self, x):
        x = x + self.attn(self.ln_1(x))
        out = self.down(F.gelu(self.up(self.ln_2(x))))
        return x + F.dropout(out, self.dropout, self.training)


class Transformer(nn.Module):
    def __init__(self, config: Config):
        super().__init__()
        self.passes = config.passes
        self.wte = nn.Embedding(config.vocab_size, config.n_embd)
        self.wpe = nn.Embedding(config.block_size, config.n_embd)
        count = 1 if config.tied else config.passes
        self.blocks = nn.ModuleList(Block(config) for _ in range(count))
        self.ln_f = nn.LayerNorm(config.n_embd)
        self.head = nn.Linear(config.n_embd, config.vocab_size)

    def hidden(self, tokens):
        """Tokens [B, T] to normalised states [B, T, C]."""
        h = self.wte(tokens) + self.wpe.weight[: tokens.shape[1]]
        for i in range(self.passes):
            h = self.blocks[i % len(self.blocks)](h)
        return self.ln_f(h)

    def forward(self, tokens, targets):
        """Mean cross entropy over the targets that are not ignored."""
        logits = self.head(self.hidden(tokens))
        return F.cross_entropy(
            logits.flatten(0, 1), targets.flatten(), ignore_index=IGNORE_INDEX
        )

    def new_logits(self, tokens, count):
        """Logits of the last `count` positions, [B, count, V]."""
        return self.head(self.hidden(tokens)[:, -count:])
