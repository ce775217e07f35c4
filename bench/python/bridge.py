"""The rows of the comparison in Python.

    bridge.py ROW [SECONDS]     prints "Iteration N: T ns/op", as JMH does
"""

import sys
import time

import torch
import torch.nn.functional as functional

ITERATIONS = 10
SUMS = 20


def square(n):
    return torch.randn(n, n)


def loop(body):
    """Runs the body so many times. Its call is 30 ns on top, which the shortest rows avoid by loops of their own."""

    def run(times):
        for _ in range(times):
            body()

    return run


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


def scope():
    a, b = square(4), square(4)

    def run(times):
        for _ in range(times // SUMS + 1):
            [a.add(b) for _ in range(SUMS)]

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


def matmul(n):
    a, b = square(n), square(n)

    def run(times):
        for _ in range(times):
            a.matmul(b)

    return run


def copy_in():
    host = torch.zeros(1024).numpy().copy()
    return loop(lambda: torch.tensor(host))


def copy_out():
    x = torch.zeros(1024)
    return loop(lambda: x.numpy().copy())


def wrap():
    host = torch.zeros(1024).numpy().copy()

    def run(times):
        for _ in range(times):
            torch.from_numpy(host)

    return run


def segment():
    x = torch.zeros(1024)

    def run(times):
        for _ in range(times):
            x.numpy()[1]

    return run


def attention():
    tokens, projection, output = torch.randn(1, 64, 256), torch.randn(768, 256) * 0.05, torch.randn(256, 256) * 0.05

    def body():
        with torch.no_grad():
            q, k, v = functional.linear(tokens, projection).reshape(1, 64, 3, 4, 64).permute(2, 0, 3, 1, 4)
            attended = functional.scaled_dot_product_attention(q, k, v, is_causal=True)
            functional.linear(attended.transpose(1, 2).reshape(1, 64, 256), output)

    return loop(body)


def mlp_step():
    first, second = torch.nn.Linear(64, 128), torch.nn.Linear(128, 10)
    parameters = [*first.parameters(), *second.parameters()]
    optimizer = torch.optim.AdamW(parameters, lr=1e-3, weight_decay=0.01, fused=True)
    x, target = torch.randn(32, 64), torch.randn(32, 10)

    def body():
        difference = second(first(x).relu()) - target
        (difference * difference).mean().backward()
        optimizer.step()
        optimizer.zero_grad()

    return loop(body)


class Scale(torch.autograd.Function):
    """Multiplies by a constant, with its derivative in Python."""

    @staticmethod
    def forward(ctx, x, factor):
        ctx.factor = factor
        return x * factor

    @staticmethod
    def backward(ctx, gradient):
        return gradient * ctx.factor, None


def upcall():
    x = square(4).requires_grad_()

    def body():
        Scale.apply(x, 2.0).sum().backward()
        x.grad = None

    return loop(body)


ROWS = {
    "numel": numel,
    "size": size,
    "add": add,
    "addFree": add,
    "scope": scope,
    "door": door,
    "index": index,
    "copyIn": copy_in,
    "copyOut": copy_out,
    "wrap": wrap,
    "segment": segment,
    "matmul64": lambda: matmul(64),
    "matmul1024": lambda: matmul(1024),
    "attention": attention,
    "mlpStep": mlp_step,
    "upcall": upcall,
}


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
    elif row not in ROWS:
        sys.exit("no such row")
    else:
        measure(ROWS[row](), float(sys.argv[2]) if len(sys.argv) > 2 else 1.0)


if __name__ == "__main__":
    main()
