"""Expected values of operators, optimizer, clipping and schedules, in float64.

operators.safetensors holds CASE.INPUT, CASE.out and, for differentiable cases, CASE.weight and CASE.grad.INPUT: the
gradient of sum(out * weight).
"""

import json
import os

import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from transformers.models.llama.modeling_llama import apply_rotary_pos_emb
from transformers.optimization import get_scheduler


def differentiable(case, f, **inputs):
    generator = torch.Generator().manual_seed(sum(map(ord, case)))
    leaves = {k: v.clone().requires_grad_(v.is_floating_point()) for k, v in inputs.items()}
    out = f(**leaves)
    weight = torch.randn(out.shape, generator=generator, dtype=torch.float64)
    (out * weight).sum().backward()
    found = {f"{case}.{k}": v for k, v in inputs.items()}
    found.update({f"{case}.out": out.detach(), f"{case}.weight": weight})
    found.update({f"{case}.grad.{k}": v.grad for k, v in leaves.items() if v.grad is not None})
    return found


def operators():
    g = torch.Generator().manual_seed(11)

    def rand(*shape):
        return torch.randn(shape, generator=g, dtype=torch.float64)

    found = {}
    q, k, v = rand(2, 4, 5, 8), rand(2, 4, 5, 8), rand(2, 4, 5, 8)
    found |= differentiable(
        "sdpa_causal", lambda q, k, v: F.scaled_dot_product_attention(q, k, v, is_causal=True), q=q, k=k, v=v
    )
    k, v = rand(2, 2, 5, 8), rand(2, 2, 5, 8)  # 4 query heads on 2 key/value heads: heads 0, 1 read the first
    found |= differentiable(
        "sdpa_gqa",
        lambda q, k, v: F.scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=True),
        q=q,
        k=k,
        v=v,
    )
    i = torch.arange(5)
    window = (i[:, None] >= i[None, :]) & (
        i[:, None] - i[None, :] < 2
    )  # the sliding window of 2: itself and one before
    found |= differentiable(
        "sdpa_window",
        lambda q, k, v, mask: F.scaled_dot_product_attention(q, k, v, attn_mask=mask, enable_gqa=True),
        q=q,
        k=k,
        v=v,
        mask=window,
    )
    found |= differentiable("rms_norm", lambda x, w: F.rms_norm(x, (8,), w, 1e-5), x=rand(3, 4, 8), w=1 + 0.3 * rand(8))
    inv = 1.0 / 10000.0 ** (torch.arange(0, 8, 2, dtype=torch.float64) / 8)
    angles = torch.arange(3, 8, dtype=torch.float64)[:, None] * inv  # positions 3 .. 7
    angles = torch.cat((angles, angles), -1)[None]
    cos, sin = angles.cos(), angles.sin()
    found |= {"rotary.cos": cos[0], "rotary.sin": sin[0]}
    found |= differentiable("rotary", lambda q: apply_rotary_pos_emb(q, q, cos, sin)[0], q=rand(2, 4, 5, 8))
    found |= differentiable(
        "silu", F.silu, input=torch.cat((rand(6), torch.tensor([0.0, 30.0, -30.0], dtype=torch.float64)))
    )
    found |= differentiable("swiglu", lambda gate, up: F.silu(gate) * up, gate=rand(3, 6), up=rand(3, 6))
    index = torch.tensor([[0, 6, 3], [2, 2, 5]])
    found |= differentiable(
        "log_softmax_gather",
        lambda logits, index: logits.log_softmax(-1).gather(-1, index[..., None])[..., 0],
        logits=3 * rand(2, 3, 7),
        index=index,
    )
    return found


def kto_loss():
    """KTO's rows with z0 clamped and detached: beta 0.25, weights 1.5 and 0.75; `loss` is the mean over rows."""
    g = torch.Generator().manual_seed(12)
    found = {}
    for name, shift in (("positive_kl", 1.5), ("negative_kl", -1.5)):
        u = (4 * torch.randn(6, generator=g, dtype=torch.float64)).requires_grad_()
        u_kl = torch.randn(6, generator=g, dtype=torch.float64) + shift
        label = torch.tensor([True, False, True, True, False, False])
        z0 = u_kl.mean().clamp(min=0)
        rows = torch.where(label, 1.5 * torch.sigmoid(-0.25 * (u - z0)), 0.75 * torch.sigmoid(-0.25 * (z0 - u)))
        rows.mean().backward()
        found |= {
            f"kto_{name}.u": u.detach(),
            f"kto_{name}.u_kl": u_kl,
            f"kto_{name}.label": label,
            f"kto_{name}.z0": z0,
        }
        found |= {
            f"kto_{name}.rows": rows.detach(),
            f"kto_{name}.loss": rows.mean().detach(),
            f"kto_{name}.grad.u": u.grad,
        }
    return found


def adamw():
    """Five steps with a learning rate that changes; `decayed` has weight decay 0.1, `plain` has none."""
    g = torch.Generator().manual_seed(13)
    start = {
        "decayed": torch.randn(3, 4, generator=g, dtype=torch.float64),
        "plain": torch.randn(4, generator=g, dtype=torch.float64),
    }
    grads = [
        {k: torch.randn(v.shape, generator=g, dtype=torch.float64) * 10.0 ** (-i) for k, v in start.items()}
        for i in range(5)
    ]
    rates = [0.01, 0.02, 0.015, 0.0, 0.005]
    runs = []
    for fused in (False, True):
        p = {k: v.clone().requires_grad_() for k, v in start.items()}
        groups = [{"params": [p["decayed"]], "weight_decay": 0.1}, {"params": [p["plain"]], "weight_decay": 0.0}]
        opt = torch.optim.AdamW(groups, betas=(0.9, 0.95), eps=1e-6, fused=fused)
        states = []
        for grad, lr in zip(grads, rates, strict=True):
            for group in opt.param_groups:
                group["lr"] = lr
            for k in p:
                p[k].grad = grad[k].clone()
            opt.step()
            states.append({k: v.detach().clone() for k, v in p.items()})
        runs.append(states)
    found = {"adamw.learning_rates": torch.tensor(rates, dtype=torch.float64)}
    for k in start:
        if max((a[k] - b[k]).abs().max().item() for a, b in zip(*runs, strict=True)) > 1e-14:
            raise AssertionError("fused AdamW differs")
        found |= {f"adamw.{k}.start": start[k]}
        for i in range(5):
            found |= {f"adamw.{k}.grad{i + 1}": grads[i][k], f"adamw.{k}.after{i + 1}": runs[0][i][k]}
    return found


def clipping():
    g = torch.Generator().manual_seed(14)
    grads = [torch.randn(s, generator=g, dtype=torch.float64) for s in ((3, 4), (5,), (2, 2, 2))]
    found = {f"clip.grad{i}": v for i, v in enumerate(grads)}
    for name, limit in (("to1", 1.0), ("to100", 100.0)):
        p = [v.clone().requires_grad_() for v in grads]
        for x, v in zip(p, grads, strict=True):
            x.grad = v.clone()
        found[f"clip.{name}.norm"] = torch.nn.utils.clip_grad_norm_(p, limit)
        found |= {f"clip.{name}.grad{i}": x.grad for i, x in enumerate(p)}
    return found


def schedules():
    """Factor of the learning rate at every step, from transformers' get_scheduler."""
    cases = []
    for name in ("constant", "constant_with_warmup", "linear", "cosine", "inverse_sqrt"):
        for total, warmup in ((10, 0), (10, 3), (7, 7), (1, 0), (25, 5)):
            opt = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
            s = get_scheduler(name, opt, num_warmup_steps=warmup, num_training_steps=total)
            factors = []
            for _ in range(total):
                factors.append(s.get_last_lr()[0])
                opt.step()
                s.step()
            cases.append({"type": name, "warmup_steps": warmup, "total_steps": total, "factors": factors})
    return cases


def make(out):
    os.makedirs(out, exist_ok=True)
    found = {k: v.detach().contiguous().clone() for k, v in (operators() | kto_loss() | adamw() | clipping()).items()}
    save_file(found, os.path.join(out, "operators.safetensors"))
    with open(os.path.join(out, "schedules.json"), "w") as f:
        f.write("[\n" + ",\n".join(json.dumps(c) for c in schedules()) + "\n]\n")
