"""Attackers that learned from pairs: identification and reconstruction. See README.md.

python3 attack.py DEPTHS: prints two tables. Needs numpy.
"""
import sys
from pathlib import Path

import numpy as np

VARIANTS = ["original", "shaved", "keep-ears", "quickshear", "scalp", "probability", "template", "refaced"]
SIDES, HEIGHT, WIDTH = 3, 80, 66  # front, left, right; pixels of 3 mm
PLANE_MM = 200.0
CLIP_MM = 110.0
FOLDS = 5
COMPONENTS = 40
# The face in the front view: |x| up to 48 mm, from brow to chin (atlas z 33 to -90; the cameras look at z = -10).
ROWS = slice(round(39.5 - 43 / 3), round(39.5 + 80 / 3))
COLUMNS = slice(round(32.5 - 48 / 3), round(32.5 + 48 / 3) + 1)


def load(folder, variant, names):
    maps = np.stack([np.fromfile(folder / variant / (name + ".f32"), "<f4") for name in names])
    maps = np.nan_to_num(maps - PLANE_MM, nan=CLIP_MM).clip(-CLIP_MM, CLIP_MM)
    return maps.reshape(len(names), SIDES, HEIGHT, WIDTH)


def face(maps):
    """Depth of the face seen from the front, without how far away it is."""
    window = maps[:, 0, ROWS, COLUMNS].clip(-80, 40).reshape(len(maps), -1)
    return window - window.mean(axis=1, keepdims=True)


def components(train, every, count):
    mean = train.mean(axis=0)
    _, s, vt = np.linalg.svd(train - mean, full_matrices=False)
    count = min(count, (s > 1e-6 * s[0]).sum())
    return (every - mean) @ vt[:count].T, vt[:count], mean


def folds(n, seed=1):
    order = np.random.default_rng(seed).permutation(n)
    return [order[f::FOLDS] for f in range(FOLDS)]


def root_inverse(a):
    w, v = np.linalg.eigh(a)
    return v @ np.diag(w ** -0.5) @ v.T


def canonical(p, g, shrink):
    """Projections of probe and gallery onto what they have in common (regularised CCA), weighted by correlation."""
    cpp = p.T @ p + shrink * np.trace(p.T @ p) / p.shape[1] * np.eye(p.shape[1])
    cgg = g.T @ g + shrink * np.trace(g.T @ g) / g.shape[1] * np.eye(g.shape[1])
    rp, rg = root_inverse(cpp), root_inverse(cgg)
    u, s, vt = np.linalg.svd(rp @ (p.T @ g) @ rg)
    k = min(len(s), 30)
    return rp @ u[:, :k] * s[:k], rg @ vt[:k].T * s[:k]


def ranks(probe, gallery, shrink=0.1):
    """Rank of the right person among all, each probe by projections learned from other people's pairs."""
    n = len(probe)
    out = np.zeros(n, int)
    for test in folds(n):
        train = np.setdiff1d(np.arange(n), test)
        p = components(probe[train], probe, COMPONENTS)[0]
        g = components(gallery[train], gallery, COMPONENTS)[0]
        a, b = canonical(p[train], g[train], shrink)
        pa, gb = p @ a, g @ b
        pa /= np.linalg.norm(pa, axis=1, keepdims=True) + 1e-12
        gb /= np.linalg.norm(gb, axis=1, keepdims=True) + 1e-12
        # Trained people fit too well to be fair distractors or probes: the gallery is the people left out.
        scores = pa[test] @ gb[test].T
        own = np.diag(scores)[:, None]
        out[test] = 1 + (scores > own).sum(axis=1)
    return out


def wilson(hits, n, z=1.96):
    p = hits / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return 100 * (middle - half), 100 * (middle + half)


def reconstruction(probe, truth):
    """RMS error in mm per person of ridge regression, and of the average face of the people learned from."""
    n = len(probe)
    error, average = np.zeros(n), np.zeros(n)
    for test in folds(n):
        train = np.setdiff1d(np.arange(n), test)
        p = components(probe[train], probe, COMPONENTS)[0]
        t, basis, mean = components(truth[train], truth, COMPONENTS)
        best = None
        inner = np.array_split(np.random.default_rng(2).permutation(train), 5)
        for ridge in (0.01, 0.03, 0.1, 0.3, 1, 3, 10, 100):
            lost = 0
            for left in inner:
                fit = np.setdiff1d(train, left)
                lost += ((predict(p, t, fit, left, ridge) - t[left]) ** 2).sum()
            if best is None or lost < best[0]:
                best = (lost, ridge)
        guess = predict(p, t, train, test, best[1]) @ basis + mean
        error[test] = np.sqrt(((guess - truth[test]) ** 2).mean(axis=1))
        average[test] = np.sqrt(((mean - truth[test]) ** 2).mean(axis=1))
    return error, average


def predict(p, t, fit, wanted, ridge):
    scale = ridge * np.trace(p[fit].T @ p[fit]) / p.shape[1]
    weights = np.linalg.solve(p[fit].T @ p[fit] + scale * np.eye(p.shape[1]), p[fit].T @ t[fit])
    return p[wanted] @ weights


def main(folder):
    names = [line.split("\t")[0] for line in (folder / "heads.tsv").read_text().split("\n") if line]
    n = len(names)
    other, whole = load(folder, "other", names), load(folder, "original", names)
    sizes = np.array([len(test) for test in folds(n)])
    chance = 100 * FOLDS / n
    print(f"{n} people; each is looked for among the {sizes.min()} to {sizes.max()} of a fold; chance {chance:.1f} %\n")
    print("| probe | face: rank-1 | rank <= 5 | median rank | whole head: rank-1 | rank <= 5 | median rank |")
    print("|---|---|---|---|---|---|---|")
    for variant in VARIANTS:
        probe = load(folder, variant, names).reshape(n, -1)
        cells = []
        for gallery in (face(other), other.reshape(n, -1)):
            rank = ranks(probe, gallery)
            low, high = wilson((rank == 1).sum(), n)
            cells.append(f"{100 * (rank == 1).mean():.1f} % ({low:.0f} to {high:.0f}) | {100 * (rank <= 5).mean():.0f} % | {np.median(rank):.0f}")
        print(f"| {variant} | " + " | ".join(cells) + " |")
    print("\n| from | error, mm | of the average face, mm | better than the average by | people for whom it is |")
    print("|---|---|---|---|---|")
    truth = face(whole)
    draw = np.random.default_rng(3).integers(0, n, (2000, n))
    for variant in VARIANTS:
        error, average = reconstruction(load(folder, variant, names).reshape(n, -1), truth)
        gain = 100 * (1 - error.mean() / average.mean())
        spread = np.percentile(100 * (1 - error[draw].mean(axis=1) / average[draw].mean(axis=1)), [2.5, 97.5])
        print(
            f"| {variant} | {error.mean():.2f} | {average.mean():.2f} | {gain:.0f} % ({spread[0]:.0f} to {spread[1]:.0f}) |"
            f" {100 * (error < average).mean():.0f} % |"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
