"""Greedy decoding: one example after the other without a cache, or batches with one."""

import torch

from contestant import Contestant


class Decode(Contestant):
    """Prompts in, the likeliest tokens after them out; an end token stops nothing."""

    def __init__(self, params):
        super().__init__(params)
        self.model.eval()
        self.new_tokens = params["newTokens"]

    @torch.inference_mode()
    def iterate(self, examples, batch):
        """Answers the first `examples` prompts of the next batch of the pool."""
        prompts = self.receive()[0, :examples]
        answers = [self.answer(part).tolist() for part in prompts.split(batch)]
        return [answer for part in answers for answer in part]

    def check(self, **setting):
        self.next = 0
        tokens = self.iterate(**setting)
        self.next = 0
        return {"tokens": tokens}


class Uncached(Decode):
    """One pass over the growing sequence, at its exact length, for every new token."""

    def answer(self, prompts):
        tokens = prompts
        for _ in range(self.new_tokens):
            tokens = torch.cat([tokens, self.model.next_token(tokens)], 1)
        return tokens[:, prompts.shape[1] :]


class Cached(Decode):
    """A pass over the prompts, then one over each new token, with preallocated caches."""

    def __init__(self, params):
        super().__init__(params)
        self.caches = []
        if params["compile"]:
            # Block by block, so that one compilation serves all of them.
            for block in self.model.blocks:
                block.compile(dynamic=False)

    def room(self, B, positions):
        """Caches of B sequences, one per pass; allocated anew only to grow."""
        if not self.caches or len(self.caches[0][0]) < B:
            self.caches = self.model.new_caches(B, positions)
        return [(k[:B], v[:B]) for k, v in self.caches]

    def answer(self, prompts):
        B, P = prompts.shape
        # The last token is never fed.
        positions = P + self.new_tokens - 1
        caches = self.room(B, positions)
        # What a position adds to the scores of those after it.
        masks = torch.full((positions, positions), -torch.inf).triu(1)
        answers = prompts.new_empty(B, self.new_tokens)
        answers[:, :1] = self.model.next_token(prompts, caches)
        for i in range(1, self.new_tokens):
            place = torch.tensor([P + i - 1])
            answers[:, i : i + 1] = self.model.next_token(
                answers[:, i - 1 : i], caches, place, masks[P + i - 1]
            )
        return answers
