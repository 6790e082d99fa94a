"""Writes carried-loss.json with PyTorch: python carried-loss.py > carried-loss.json
The loss of one step with halting in float64, one sequence after the other as TRM sums it; halted ones are left out."""
import json
import torch
from torch.nn import functional as F

B, T, C, V = 4, 5, 6, 7
torch.manual_seed(11)


def draw(*shape):
    return torch.randn(shape, dtype=torch.float64).float().double()


def case(running, steps, minimum, weight):
    parameters = dict(
        y=draw(B, T, C), gain=1 + 0.3 * draw(C), bias=0.3 * draw(C), headWeight=draw(C, V), headBias=draw(V),
        qWeight=draw(C, 1), qBias=0.2 * draw(1),
    )
    p = {n: v.float().double().requires_grad_() for n, v in parameters.items()}
    logits = F.layer_norm(p["y"], (C,), p["gain"], p["bias"], 1e-5) @ p["headWeight"] + p["headBias"]
    targets = torch.randint(0, V, (B, T))
    # The second and the last sequence are right, the third but for one position.
    targets[1:] = logits[1:].argmax(-1)
    targets[2, T - 2] = (targets[2, T - 2] + 1) % V
    targets[:, :2] = -100
    total, entropy, after = torch.zeros((), dtype=torch.float64, requires_grad=True), 0.0, []
    for b in range(B):
        counted = targets[b] != -100
        mean = F.cross_entropy(logits[b][counted], targets[b][counted], reduction="mean")
        right = bool((logits[b][counted].argmax(-1) == targets[b][counted]).all())
        q = p["y"][b, T - 1] @ p["qWeight"][:, 0] + p["qBias"][0]
        if running[b]:
            total = total + mean + weight * F.binary_cross_entropy(torch.sigmoid(q), torch.tensor(float(right)).double())
        entropy += mean.item() / B
        after.append(int(running[b] and not (q.item() > 0 and steps >= minimum[b])))
    loss = total / B
    loss.backward()
    return dict(
        running=running, steps=steps, minimum=minimum, weight=weight,
        parameters={n: dict(shape=list(v.shape), data=v.flatten().tolist()) for n, v in p.items()},
        targets=targets.flatten().tolist(), loss=loss.item(), crossEntropy=entropy, after=after,
        gradients={n: (torch.zeros_like(v) if v.grad is None else v.grad).flatten().tolist() for n, v in p.items()},
    )


cases = [
    case([1, 1, 1, 1], 1, [1, 1, 1, 1], 0.5),
    case([1, 0, 1, 1], 2, [1, 1, 3, 2], 0.5),
    case([0, 1, 1, 0], 3, [4, 4, 3, 3], 2.0),
    case([0, 0, 0, 0], 2, [1, 1, 1, 1], 0.5),
]
print(json.dumps(dict(madeBy=f"carried-loss.py, torch {torch.__version__.split('+')[0]}", cases=cases)))
