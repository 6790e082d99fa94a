"""Writes adam-w.json with PyTorch: python adam-w.py > adam-w.json
Ten steps of torch.optim.AdamW in float64; the parameter `frozen` never gets a gradient."""
import json
import torch

torch.manual_seed(7)
runs = []
for options in (
    dict(lr=0.1, betas=[0.9, 0.999], eps=1e-8, weight_decay=0.1),
    dict(lr=0.03, betas=[0.8, 0.95], eps=1e-2, weight_decay=0.0),
):
    shapes = {"first": [3, 4], "second": [5], "frozen": [6], "third": [2, 2]}
    params = {n: torch.randn(s, dtype=torch.float64).float().double() for n, s in shapes.items()}
    params = {n: torch.nn.Parameter(p) for n, p in params.items()}
    initial = {n: p.detach().flatten().tolist() for n, p in params.items()}
    optimizer = torch.optim.AdamW(params.values(), **{**options, "betas": tuple(options["betas"])})
    gradients, after = [], []
    for step in range(10):
        optimizer.zero_grad()
        for name, p in params.items():
            if name != "frozen":
                p.grad = (torch.randn(p.shape, dtype=torch.float64) * 10.0 ** (step % 3 - 2)).float().double()
        gradients.append({n: p.grad.flatten().tolist() for n, p in params.items() if p.grad is not None})
        optimizer.step()
        after.append({n: p.detach().flatten().tolist() for n, p in params.items()})
    runs.append(dict(options=options, shapes=shapes, initial=initial, gradients=gradients, after=after))
print(json.dumps(dict(madeBy=f"adam-w.py, torch {torch.__version__.split('+')[0]}", runs=runs)))
