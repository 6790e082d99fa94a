"""What all contestants share: a model with given weights and a pool of batches."""

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

    def round(self, count, **setting):
        """Milliseconds of each of `count` iterations; one more, not timed, before."""
        self.iterate(**setting)
        times = []
        for _ in range(count):
            start = time.perf_counter()
            self.iterate(**setting)
            times.append((time.perf_counter() - start) * 1e3)
        return times
