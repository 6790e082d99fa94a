"""Fills the model from a raw float32 file with the reference's parameter names.

The layout is a list of `{"name", "shape", "offset"}`, offsets in numbers. Linear
weights are [out, in]; q, k and v are separate per head, here they are one matrix
[3C, C]: all heads' q, then k, then v.
"""

import re

import torch

OUTER = {
    "token_embedding_table.weight": "wte.weight",
    "position_embedding_table.weight": "wpe.weight",
    "ln_f.weight": "ln_f.weight",
    "ln_f.bias": "ln_f.bias",
    "lm_head.weight": "head.weight",
    "lm_head.bias": "head.bias",
}
INNER = {
    "ln1": "ln_1",
    "ln2": "ln_2",
    "sa.proj": "attn.proj",
    "ffwd.net.0": "up",
    "ffwd.net.2": "down",
}
BLOCK = re.compile(r"(?:blocks\.(\d+)|shared_block)\.(.+)\.(weight|bias)")
HEAD = re.compile(r"sa\.heads\.(\d+)\.(query|key|value)")


def read_tensors(path, layout):
    count = sum(torch.Size(entry["shape"]).numel() for entry in layout)
    flat = torch.from_file(path, size=count, dtype=torch.float32).clone()
    return {
        entry["name"]: flat[entry["offset"] :][
            : torch.Size(entry["shape"]).numel()
        ].view(entry["shape"])
        for entry in layout
    }


def convert(tensors):
    """Reference names to the names of model.Transformer."""
    state, heads = {}, {}
    for name, tensor in tensors.items():
        if name in OUTER:
            state[OUTER[name]] = tensor
            continue
        match = BLOCK.fullmatch(name)
        if match is None:
            raise ValueError(f"no place for the parameter {name}")
        block, inner, kind = match[1] or "0", match[2], match[3]
        if head := HEAD.fullmatch(inner):
            heads.setdefault(block, {})[head[2], int(head[1])] = tensor
        else:
            state[f"blocks.{block}.{INNER[inner]}.{kind}"] = tensor
    for block, parts in heads.items():
        count = len(parts) // 3
        state[f"blocks.{block}.attn.qkv.weight"] = torch.cat(
            [parts[p, h] for p in ("query", "key", "value") for h in range(count)]
        )
    return state


def load_weights(model, path, layout):
    """Raises when a parameter is missing, unexpected, or of another shape."""
    model.load_state_dict(convert(read_tensors(path, layout)), strict=True)
