"""Trains a tiny dense transformer with PyTorch in every way that a run can be optimised, and keeps the numbers.

    python make.py

Writes start.safetensors, batches.safetensors, one <case>.safetensors per case and cases.json beside this file, all in float32 on one
thread. Needs torch, numpy and safetensors. The model is first held against the golden case gpt.plain, so that what is
trained here is what the golden numbers define.
"""

import json
import math
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import nn
from torch.nn import functional as F
from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, SequentialLR

HERE = Path(__file__).parent
GOLDEN = HERE.parent / "golden" / "gpt.plain"

MODEL = dict(vocab_size=14, block_size=12, n_embd=8, n_head=2, n_layer=2)
UPDATES, BATCH_SIZE, LENGTH = 8, 8, 10
IGNORED = -100

ADAM_W = dict(learningRate=0.01, beta1=0.9, beta2=0.999, eps=1e-8, weightDecay=0.1)
COSINE = dict(schedule="cosine", warmupSteps=3, finalLearningRateRatio=0.1)
# Between the smallest and the largest norm, so that some updates are clipped and some are not.
CLIP = dict(clipNorm=0.3)
EMA = dict(emaDecay=0.9)
PARTS = dict(accumulationSteps=4)

CASES = {
    "schedule": COSINE,
    # A warm-up of one step is none: the cosine begins at the full rate.
    "cosine": COSINE | dict(warmupSteps=1),
    "warmup": dict(schedule="constant", warmupSteps=3, finalLearningRateRatio=0),
    "clip": CLIP,
    "ema": EMA,
    "accumulation": PARTS,
    "all": COSINE | CLIP | EMA | PARTS,
    # A parameter that nothing uses: its gradient is None, which is not a gradient of zeros.
    "no-gradient": CLIP | EMA | PARTS,
}


class Head(nn.Module):
    def __init__(self, width, size):
        super().__init__()
        self.key = nn.Linear(width, size, bias=False)
        self.query = nn.Linear(width, size, bias=False)
        self.value = nn.Linear(width, size, bias=False)

    def forward(self, x):
        return F.scaled_dot_product_attention(
            self.query(x), self.key(x), self.value(x), is_causal=True
        )


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = nn.ModuleList(Head(width, width // heads) for _ in range(heads))
        self.proj = nn.Linear(width, width)

    def forward(self, x):
        return self.proj(torch.cat([head(x) for head in self.heads], -1))


class FeedForward(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width)
        )

    def forward(self, x):
        return self.net(x)


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.ln1 = nn.LayerNorm(width)
        self.sa = Attention(width, heads)
        self.ln2 = nn.LayerNorm(width)
        self.ffwd = FeedForward(width)

    def forward(self, x):
        x = x + self.sa(self.ln1(x))
        return x + self.ffwd(self.ln2(x))


class Unused(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.q_head = nn.Linear(width, 1)


class Dense(nn.Module):
    """A pre-norm decoder whose parameters have the names of the golden cases."""

    def __init__(self, vocab_size, block_size, n_embd, n_head, n_layer, unused=False):
        super().__init__()
        self.token_embedding_table = nn.Embedding(vocab_size, n_embd)
        self.position_embedding_table = nn.Embedding(block_size, n_embd)
        self.blocks = nn.ModuleList(Block(n_embd, n_head) for _ in range(n_layer))
        self.ln_f = nn.LayerNorm(n_embd)
        self.lm_head = nn.Linear(n_embd, vocab_size)
        if unused:
            self.halt = Unused(n_embd)

    def loss(self, tokens, targets):
        places = torch.arange(tokens.shape[1])
        x = self.token_embedding_table(tokens) + self.position_embedding_table(places)
        for block in self.blocks:
            x = block(x)
        logits = self.lm_head(self.ln_f(x))
        return F.cross_entropy(
            logits.flatten(0, 1), targets.flatten(), ignore_index=IGNORED
        )


def check_model():
    """The golden case's loss and gradients, in float64 as they were made."""
    kwargs = json.loads((GOLDEN / "config.json").read_text())["kwargs"]
    expected = json.loads((GOLDEN / "expected.json").read_text())
    numbers = load_file(GOLDEN / "expected.safetensors")
    model = Dense(**{key: kwargs[key] for key in MODEL})
    model.load_state_dict(load_file(GOLDEN / "model.safetensors"))
    model.double()
    batch = load_file(GOLDEN / "batch.safetensors")
    loss = model.loss(batch["tokens"].long(), batch["targets"].long())
    loss.backward()
    assert math.isclose(loss.item(), expected["loss"], rel_tol=1e-9), loss.item()
    for name, parameter in model.named_parameters():
        golden = numbers[f"grad.{name}"].double()
        # The golden gradients are kept as float32.
        torch.testing.assert_close(parameter.grad, golden, rtol=1e-6, atol=1e-8)


def make_batches():
    """Sequences whose prompts, which have no loss, differ in length: parts of a batch have means over unlike counts."""
    generator = torch.Generator().manual_seed(1)
    shape = (UPDATES, BATCH_SIZE, LENGTH + 1)
    text = torch.randint(MODEL["vocab_size"], shape, generator=generator)
    prompts = torch.randint(LENGTH - 1, shape[:2] + (1,), generator=generator)
    tokens, targets = text[..., :-1], text[..., 1:].clone()
    targets[torch.arange(LENGTH) < prompts] = IGNORED
    return tokens.contiguous(), targets


def make_model(unused):
    """All start from the same weights; the unused ones, which come last, are drawn after the others."""
    model = Dense(**MODEL, unused=unused)
    generator = torch.Generator().manual_seed(2)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.normal_(0, 0.3, generator=generator)
        if unused:
            # A head that asked to halt would end a recurrence.
            model.halt.q_head.bias.fill_(-5)
    return model


def make_schedule(optimizer, case):
    if "schedule" not in case:
        return None
    warmup = case["warmupSteps"]
    least = ADAM_W["learningRate"] * case["finalLearningRateRatio"]
    if warmup == 1:
        return CosineAnnealingLR(optimizer, UPDATES - 1, eta_min=least)
    rise = LinearLR(optimizer, 1 / warmup, 1, total_iters=warmup - 1)
    if case["schedule"] == "constant":
        return rise
    fall = CosineAnnealingLR(optimizer, UPDATES - warmup, eta_min=least)
    return SequentialLR(optimizer, [rise, fall], milestones=[warmup - 1])


class EMAHelper:
    """The moving average of TRM's authors: every parameter, after every update, from a copy of the first weights."""

    def __init__(self, model, mu):
        self.mu = mu
        self.shadow = {n: p.data.clone() for n, p in model.named_parameters()}

    def update(self, model):
        for name, parameter in model.named_parameters():
            self.shadow[name] = (
                1 - self.mu
            ) * parameter.data + self.mu * self.shadow[name]


def train(case, unused, tokens, targets):
    model = make_model(unused)
    optimizer = torch.optim.AdamW(
        model.parameters(),
        lr=ADAM_W["learningRate"],
        betas=(ADAM_W["beta1"], ADAM_W["beta2"]),
        eps=ADAM_W["eps"],
        weight_decay=ADAM_W["weightDecay"],
    )
    schedule = make_schedule(optimizer, case)
    ema = EMAHelper(model, case["emaDecay"]) if "emaDecay" in case else None
    parts = case.get("accumulationSteps", 1)
    log = dict(losses=[], gradientNorms=[], learningRates=[])
    for x, y in zip(tokens, targets):
        optimizer.zero_grad()
        total = 0.0
        for part_x, part_y in zip(x.chunk(parts), y.chunk(parts)):
            loss = model.loss(part_x, part_y) / parts
            loss.backward()
            total += loss.item()
        norm = nn.utils.clip_grad_norm_(
            model.parameters(), case.get("clipNorm", math.inf)
        )
        log["losses"].append(total)
        log["gradientNorms"].append(norm.item())
        log["learningRates"].append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if ema:
            ema.update(model)
        if schedule:
            schedule.step()
    tensors = {}
    for name, parameter in model.named_parameters():
        state = optimizer.state.get(parameter, {})
        tensors[f"param.{name}"] = parameter.detach()
        tensors[f"m.{name}"] = state.get("exp_avg", torch.zeros_like(parameter))
        tensors[f"v.{name}"] = state.get(
            "exp_avg_sq", torch.zeros_like(parameter)
        )
        if ema:
            tensors[f"ema.{name}"] = ema.shadow[name]
    log["noGradient"] = [n for n, p in model.named_parameters() if p.grad is None]
    return log, tensors


def main():
    torch.set_num_threads(1)
    check_model()
    tokens, targets = make_batches()
    batches = dict(tokens=tokens.int(), targets=targets.int())
    save_file(batches, HERE / "batches.safetensors")
    save_file(make_model(unused=True).state_dict(), HERE / "start.safetensors")
    cases = []
    for name, case in CASES.items():
        unused = name == "no-gradient"
        log, tensors = train(case, unused, tokens, targets)
        save_file(tensors, HERE / f"{name}.safetensors")
        training = ADAM_W | dict(steps=UPDATES, batchSize=BATCH_SIZE) | case
        cases.append(dict(name=name, training=training, **log))
    version = torch.__version__.split("+")[0]
    record = dict(madeBy=f"make.py, torch {version}", model=MODEL, cases=cases)
    (HERE / "cases.json").write_text(json.dumps(record, indent=1) + "\n")


main()
