"""Floating-point operations per second of torch's matrix products, in shapes given as m,k,n; prints a JSON list."""

import json
import sys
import time

import torch

dtype = getattr(torch, sys.argv[1])
rates = []
for shape in sys.argv[2:]:
    m, k, n = (int(size) for size in shape.split(","))
    x, w = torch.randn(m, k).to(dtype), torch.randn(n, k).to(dtype)
    best = 0.0
    for _ in range(3):
        torch.nn.functional.linear(x, w)
        began, times = time.time(), 0
        while time.time() - began < 0.4:
            torch.nn.functional.linear(x, w)
            times += 1
        best = max(best, 2 * m * k * n * times / (time.time() - began))
    rates.append(best)
print(json.dumps(rates))
