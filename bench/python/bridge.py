"""The rows of the comparison in Python.

    bridge.py ROW [SECONDS]     prints "Iteration N: T ns/op", as JMH does
"""

import sys
import time

import torch

ITERATIONS = 10


def square(n):
    return torch.randn(n, n)


def numel():
    a = square(4)

    def run(times):
        for _ in range(times):
            a.numel()

    return run


def size():
    a = square(4)

    def run(times):
        for _ in range(times):
            a.size(1)

    return run


def add():
    a, b = square(4), square(4)

    def run(times):
        for _ in range(times):
            a.add(b)

    return run


def door():
    a, b = square(4), square(4)
    operator = torch.ops.aten.add.Tensor

    def run(times):
        for _ in range(times):
            operator(a, b)

    return run


def index():
    a = square(4)

    def run(times):
        for _ in range(times):
            a[1, 1:3]

    return run


def _matmul(n):
    a, b = square(n), square(n)

    def run(times):
        for _ in range(times):
            a.matmul(b)

    return run


def matmul64():
    return _matmul(64)


def matmul1024():
    return _matmul(1024)


def measure(run, seconds):
    def timed(times):
        start = time.perf_counter()
        run(times)
        return time.perf_counter() - start

    batch = 1
    while (took := timed(batch)) < seconds / ITERATIONS / 2:
        batch *= 2
    batch = max(1, int(batch * seconds / ITERATIONS / took))
    for i in range(1, ITERATIONS + 1):
        print(f"Iteration {i:3d}: {timed(batch) * 1e9 / batch:.3f} ns/op")


def main():
    row = sys.argv[1]
    if row == "about":
        print(f"Python {sys.version.split()[0]}, torch {torch.__version__}")
        return
    made = ROWS.get(row)
    if made is None:
        sys.exit("no such row")
    measure(made(), float(sys.argv[2]) if len(sys.argv) > 2 else 1.0)


ROWS = {f.__name__: f for f in (numel, size, add, door, index, matmul64, matmul1024)}

if __name__ == "__main__":
    main()
