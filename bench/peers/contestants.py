"""What is measured: a training step, and greedy decoding in two ways."""

import platform
import time

import torch

from model import Config, Transformer
from weights import load_weights


def tensor_file(path, shape, dtype):
    """A file of raw numbers in native byte order, as a tensor in memory."""
    count = 1
    for size in shape:
        count *= size
    return torch.from_file(path, size=count, dtype=dtype).view(shape).clone()


class Contestant:
    """A model with given weights and a pool of different batches."""

    def __init__(self, params):
        torch.set_num_threads(params["threads"])
        torch.manual_seed(params["seed"])
        self.params = params
        self.model = Transformer(Config(**params["config"]))
        self.reset()
        # [batches, parts, B, T]; int32 as in the file, so that making the int64
        # tensors PyTorch wants is part of receiving a batch.
        self.pool = tensor_file(params["pool"], params["poolShape"], torch.int32)
        self.next = 0

    def reset(self):
        load_weights(self.model, self.params["weights"], self.params["layout"])

    def receive(self):
        """The next batch of the pool as int64."""
        batch = self.pool[self.next % len(self.pool)].long()
        self.next += 1
        return batch

    def describe(self):
        return {
            "parameters": sum(p.numel() for p in self.model.parameters()),
            "versions": {
                "torch": torch.__version__,
                "python": platform.python_version(),
            },
            "threads": torch.get_num_threads(),
        }

    def round(self, count):
        """Milliseconds of each of `count` iterations; one more, not timed, before."""
        self.iterate()
        times = []
        for _ in range(count):
            start = time.perf_counter()
            self.iterate()
            times.append((time.perf_counter() - start) * 1e3)
        return times


class Step(Contestant):
    """New batch, forward, backward, AdamW, and the loss as a number."""

    def __init__(self, params):
        super().__init__(params)
        self.optimizer = self.adamw()
        self.loss = torch.compile(self.model) if params["compile"] else self.model

    def adamw(self):
        optimizer = self.params["optimizer"]
        return torch.optim.AdamW(
            self.model.parameters(),
            lr=optimizer["learningRate"],
            betas=(optimizer["beta1"], optimizer["beta2"]),
            eps=optimizer["eps"],
            weight_decay=optimizer["weightDecay"],
            fused=True,
        )

    def iterate(self):
        tokens, targets = self.receive()
        self.optimizer.zero_grad(set_to_none=True)
        loss = self.loss(tokens, targets)
        loss.backward()
        self.optimizer.step()
        return loss.item()

    def check(self, count):
        """Losses of the first steps without dropout; then all is as before."""
        self.model.eval()
        losses = [self.iterate() for _ in range(count)]
        self.model.train()
        self.reset()
        self.optimizer = self.adamw()
        self.next = 0
        return {"losses": losses}


class Decode(Contestant):
    """New prompts, answered greedily as one batch, without a cache."""

    def __init__(self, params):
        super().__init__(params)
        self.model.eval()
        logits = self.model.new_logits
        self.logits = torch.compile(logits) if params["compile"] else logits
        self.new_tokens = params["maxNewTokens"]
        self.passes = 0

    @torch.inference_mode()
    def iterate(self):
        prompts = self.receive()[0]
        return self.answer(prompts).tolist()

    def check(self):
        tokens = self.iterate()
        self.next = 0
        return {"tokens": tokens, "passes": self.passes}


class TokenByToken(Decode):
    """One pass over the growing sequence for every new token."""

    def answer(self, prompts):
        tokens = prompts
        for _ in range(self.new_tokens):
            new = self.logits(tokens, 1).argmax(-1)
            tokens = torch.cat([tokens, new], 1)
        self.passes = self.new_tokens
        return tokens[:, prompts.shape[1] :]


class FixedPoint(Decode):
    """Guesses the whole answer and lets passes correct it until none changes it.

    When a pass changes only last tokens, or nothing, every token was chosen after
    the very tokens before it, as if decoded one by one.
    """

    def answer(self, prompts):
        guess = prompts.new_zeros(len(prompts), self.new_tokens)
        changed, self.passes = True, 0
        while changed:
            tokens = torch.cat([prompts, guess[:, :-1]], 1)
            new = self.logits(tokens, self.new_tokens).argmax(-1)
            changed = (new != guess)[:, :-1].any().item()
            guess = new
            self.passes += 1
        return guess


CONTESTANTS = {
    "step": Step,
    "token-by-token": TokenByToken,
    "fixed-point": FixedPoint,
}
