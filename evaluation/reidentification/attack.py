"""Attackers that learned from pairs: identification and reconstruction. See README.md.

python3 attack.py DEPTHS: prints two tables. Needs numpy.
"""
import math
import sys
from pathlib import Path

import numpy as np

VARIANTS = ["original", "shaved", "keep-ears", "quickshear", "scalp", "probability", "template", "refaced"]
VIEWS, HEIGHT, WIDTH = 5, 120, 100  # front, 45 degrees to both sides, both sides; pixels of 2 mm
PIXEL_MM = 2.0
PLANE_MM = 200.0
CLIP_MM = 110.0
FOLDS = 5
COMPONENTS = 40
SHRINK = 0.1
FACE, EAR = 1, 2
# The face in the front view: |x| up to 48 mm, from brow to chin (atlas z 33 to -90; the cameras look at z = -10).
ROWS = slice(round(59.5 - 43 / 2), round(59.5 + 80 / 2))
COLUMNS = slice(round(49.5 - 48 / 2), round(49.5 + 48 / 2) + 1)


def load(folder, variant, names):
    """Depth behind the middle of the face, mm: [people, views, height, width]."""
    maps = np.stack([np.fromfile(folder / variant / (name + ".f32"), "<f4") for name in names])
    maps = np.nan_to_num(maps - PLANE_MM, nan=CLIP_MM).clip(-CLIP_MM, CLIP_MM)
    return maps.reshape(len(names), VIEWS, HEIGHT, WIDTH)


def shading(maps):
    """Brightness of a matt surface that is lit from where it is seen."""
    down, right = np.gradient(maps, PIXEL_MM, axis=(2, 3))
    return 1 / np.sqrt(1 + down**2 + right**2)


def shown(maps, seen):
    """Depth and shading, each of unit variance over people, of what is seen; views do not tell how far away it is."""
    count = np.maximum(seen.sum(axis=(2, 3), keepdims=True), 1)
    mean = (maps * seen).sum(axis=(2, 3), keepdims=True) / count
    channels = [((maps - mean) * seen).reshape(len(maps), -1), (shading(maps) * seen).reshape(len(maps), -1)]
    return np.concatenate([c / (np.linalg.norm(c - c.mean(axis=0)) + 1e-9) for c in channels], axis=1)


def face(maps):
    """Depth of the face seen from the front, without how far away it is."""
    window = maps[:, 0, ROWS, COLUMNS].clip(-80, 40).reshape(len(maps), -1)
    return window - window.mean(axis=1, keepdims=True)


def compact(*parts):
    """The same points, as far from one another as before, by as many coordinates as there are points."""
    points = np.concatenate(parts).astype(np.float64)
    w, v = np.linalg.eigh(points @ points.T)
    found = v * np.sqrt(np.maximum(w, 0))
    return np.split(found, np.cumsum([len(part) for part in parts])[:-1])


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


def linear_discriminants(p, g, shrink):
    """One projection of both, each about its own mean, that makes a person's two alike (PCA before, LDA here)."""
    apart = p - g
    within = apart.T @ apart
    within += shrink * np.trace(within) / len(within) * np.eye(len(within))
    return root_inverse(within)


def alike(a, b):
    a = a / (np.linalg.norm(a, axis=1, keepdims=True) + 1e-12)
    b = b / (np.linalg.norm(b, axis=1, keepdims=True) + 1e-12)
    scores = a @ b.T
    return (scores - scores.mean()) / (scores.std() + 1e-12)


def ranks(probe, gallery, same_place):
    """
    Rank of the right person among those of a fold, by what was learned from other people's pairs: what the whole probe
    and the gallery have in common, and how alike the two are where the gallery shows something.
    """
    n = len(probe)
    out = np.zeros(n, int)
    (probe,) = compact(probe)
    same_place, gallery = compact(same_place, gallery)
    for test in folds(n):
        train = np.setdiff1d(np.arange(n), test)
        p = components(probe[train], probe, COMPONENTS)[0]
        g = components(gallery[train], gallery, COMPONENTS)[0]
        a, b = canonical(p[train], g[train], SHRINK)
        # Trained people fit too well to be fair distractors or probes: the gallery is the people left out.
        scores = alike((p @ a)[test], (g @ b)[test])
        mp, mg = same_place[train].mean(axis=0), gallery[train].mean(axis=0)
        _, basis, mean = components(np.concatenate([same_place[train] - mp, gallery[train] - mg]), gallery[:1], COMPONENTS)
        q, h = (same_place - mp) @ basis.T, (gallery - mg) @ basis.T
        w = linear_discriminants(q[train], h[train], SHRINK)
        scores += alike((q @ w)[test], (h @ w)[test])
        own = np.diag(scores)[:, None]
        out[test] = 1 + (scores > own).sum(axis=1)
    return out


def wilson(hits, n, z=1.96):
    p = hits / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return 100 * max(0, middle - half), 100 * min(1, middle + half)


def reconstruction(probe, truth):
    """RMS error in mm per person of ridge regression, and of the average face of the people learned from."""
    n = len(probe)
    (probe,) = compact(probe)
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


def identification(folder, names):
    n = len(names)
    other = load(folder, "other", names)
    regions = np.stack([np.fromfile(folder / "other" / (name + ".u8"), "u1") for name in names]).reshape(other.shape)
    galleries = {
        "face": regions == FACE,
        "ears": regions == EAR,
        "face and ears": regions > 0,
        "another scan": np.ones(other.shape, bool),
    }
    rows = {variant: [] for variant in VARIANTS}
    for seen in galleries.values():
        gallery = shown(other, seen)
        # Where at least half of the people show it: a probe must not be told by the shape of its own gallery.
        usual = np.broadcast_to(seen.mean(axis=0) >= 0.5, seen.shape)
        for variant in VARIANTS:
            probe = load(folder, variant, names)
            rows[variant].append(ranks(shown(probe, np.ones(probe.shape, bool)), gallery, shown(probe, usual)))
    sizes = [len(test) for test in folds(n)]
    print(f"{n} people; each is looked for among the {min(sizes)} to {max(sizes)} of a fold; chance {100 * FOLDS / n:.1f} %\n")
    print("| probe | " + " | ".join(f"{name}: rank-1 | rank <= 5" for name in galleries) + " |")
    print("|---|" + "---|" * 2 * len(galleries))
    for variant, found in rows.items():
        cells = []
        for rank in found:
            low, high = wilson((rank == 1).sum(), n)
            cells.append(f"{100 * (rank == 1).mean():.1f} % ({low:.0f} to {high:.0f}) | {100 * (rank <= 5).mean():.0f} %")
        print(f"| {variant} | " + " | ".join(cells) + " |")
    print("\nFound more often than in the default, people won and lost, exact sign test:\n")
    print("| probe | " + " | ".join(galleries) + " |")
    print("|---|" + "---|" * len(galleries))
    for variant, found in rows.items():
        cells = []
        for rank, default in zip(found, rows["template"]):
            won, lost = ((rank == 1) & (default > 1)).sum(), ((rank > 1) & (default == 1)).sum()
            cells.append(f"+{won} -{lost}, p = {sign_test(won, lost):.2g}")
        print(f"| {variant} | " + " | ".join(cells) + " |")


def sign_test(won, lost):
    """Two-sided (McNemar, exact)."""
    n, k = int(won + lost), int(min(won, lost))
    return min(1.0, 2 * sum(math.comb(n, i) for i in range(k + 1)) / 2**n)


def rebuilding(folder, names):
    n = len(names)
    print("\n| from | error, mm | of the average face, mm | better than the average by | people for whom it is |")
    print("|---|---|---|---|---|")
    truth = face(load(folder, "original", names))
    draw = np.random.default_rng(3).integers(0, n, (2000, n))
    for variant in VARIANTS:
        error, average = reconstruction(load(folder, variant, names).reshape(n, -1), truth)
        gain = 100 * (1 - error.mean() / average.mean())
        spread = np.percentile(100 * (1 - error[draw].mean(axis=1) / average[draw].mean(axis=1)), [2.5, 97.5])
        print(
            f"| {variant} | {error.mean():.2f} | {average.mean():.2f} | {gain:.0f} % ({spread[0]:.0f} to {spread[1]:.0f}) |"
            f" {100 * (error < average).mean():.0f} % |"
        )


def main(folder):
    names = [line.split("\t")[0] for line in (folder / "heads.tsv").read_text().split("\n") if line]
    identification(folder, names)
    rebuilding(folder, names)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
