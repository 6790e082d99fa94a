"""A training step."""

import torch

from contestant import Contestant


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
