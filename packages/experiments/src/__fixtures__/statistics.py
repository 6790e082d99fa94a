"""Writes statistics.json with scipy and lifelines: python statistics.py > statistics.json
Reference numbers of the statistics over seeds; tests by permutation are enumerated here by brute force."""
import itertools
import json
import lifelines
import numpy as np
import scipy
from lifelines import KaplanMeierFitter
from lifelines.utils import restricted_mean_survival_time
from lifelines.statistics import logrank_test
from scipy import special, stats

random = np.random.default_rng(7)


def rounded(size, scale=1.0):
    return [round(float(x) * scale, 4) for x in random.random(size)]


beta = [
    dict(x=x, a=a, b=b, value=float(special.betainc(a, b, x)))
    for x in (1e-6, 0.001, 0.05, 0.3, 0.5, 0.77, 0.99, 0.99999)
    for a in (0.5, 1, 1.37, 4, 30, 250)
    for b in (0.5, 1, 2.6, 9, 120)
]
student = [
    dict(df=df, tail=tail, t=float(stats.t.isf(tail / 2, df)))
    for df in (0.7, 1, 1.5, 2, 2.31, 3, 4, 5.9, 9, 20, 99, 1000, 1e5)
    for tail in (0.9, 0.3, 0.1, 0.05, 0.01, 1e-4, 1e-8)
]
gamma = [dict(x=x, value=float(special.gammaln(x))) for x in (0.01, 0.4, 0.5, 1, 1.5, 2, 3.3, 10, 99.5, 1e4)]

means = []
for n in (2, 3, 5, 12):
    values = rounded(n)
    ci = stats.ttest_1samp(values, 0).confidence_interval(0.95)
    means.append(dict(values=values, mean=float(np.mean(values)), sd=float(np.std(values, ddof=1)), low=float(ci.low), high=float(ci.high)))

welch, paired = [], []
for n, m, scale in ((2, 2, 1), (3, 3, 0.1), (3, 5, 2), (8, 4, 0.5), (10, 12, 1)):
    a, b = rounded(n), rounded(m, scale)
    r = stats.ttest_ind(a, b, equal_var=False)
    ci = r.confidence_interval(0.95)
    welch.append(dict(a=a, b=b, difference=float(np.mean(a) - np.mean(b)), df=float(r.df), p=float(r.pvalue), low=float(ci.low), high=float(ci.high)))
    b = rounded(n, scale)
    r = stats.ttest_rel(a, b)
    ci = r.confidence_interval(0.95)
    paired.append(dict(a=a, b=b, difference=float(np.mean(a) - np.mean(b)), df=float(r.df), p=float(r.pvalue), low=float(ci.low), high=float(ci.high)))

permutations = []
for a, b in (
    ([1.0, 1.0, 1.0], [0.1, 0.2, 0.1]),
    ([1.0] * 4, [0.0] * 4),
    (rounded(3), rounded(5)),
    (rounded(6), [x + 0.3 for x in rounded(5)]),
    ([0.5, 0.5, 0.7], [0.5, 0.5, 0.5]),
):
    r = stats.permutation_test((a, b), lambda x, y, axis: abs(np.mean(x, axis=axis) - np.mean(y, axis=axis)), vectorized=True, alternative="greater", n_resamples=np.inf)
    g = stats.permutation_test((a, b), lambda x, y, axis: np.mean(x, axis=axis) - np.mean(y, axis=axis), vectorized=True, alternative="greater", n_resamples=np.inf)
    permutations.append(dict(a=a, b=b, p=float(r.pvalue), pGreater=float(g.pvalue)))

fisher = [
    dict(a=a, b=b, p=float(stats.fisher_exact([[a[0], a[1] - a[0]], [b[0], b[1] - b[0]]]).pvalue))
    for a, b in (([3, 3], [0, 3]), ([4, 4], [0, 4]), ([5, 5], [1, 5]), ([2, 3], [2, 7]), ([0, 5], [0, 5]), ([40, 100], [61, 120]), ([1, 1], [0, 9]))
]
proportions = []
for k, n in ((0, 3), (3, 3), (2, 3), (1, 5), (17, 20), (500, 1000)):
    ci = stats.binomtest(k, n).proportion_ci(0.95, method="exact")
    proportions.append(dict(correct=k, count=n, lower=float(ci.low), upper=float(ci.high)))

survival, logrank = [], []
GROUPS = [
    [(200, 1), (300, 1), (300, 1), (1000, 0)],
    [(500, 1), (1000, 0), (1000, 0)],
    [(1000, 0), (1000, 0), (1000, 0)],
    [(100, 1), (250, 0), (400, 1), (400, 0), (700, 1)],
    [(50, 1), (50, 1), (75, 1)],
    [(900, 1), (900, 1), (1000, 0), (600, 0), (300, 1)],
]


def runs(group):
    return [dict(reached=t, until=1000 if t < 1000 else t) if e else dict(until=t) for t, e in group]


def excess(first, second):
    everyone = first + second
    total = 0.0
    for t in sorted({t for t, e in everyone if e}):
        risk = sum(s >= t for s, _ in everyone)
        events = sum(s == t and e for s, e in everyone)
        total += sum(s == t and e for s, e in first) - events * sum(s >= t for s, _ in first) / risk
    return total


for group in GROUPS:
    times, events = zip(*group)
    kmf = KaplanMeierFitter().fit(times, events)
    median = float(kmf.median_survival_time_)
    horizon = max(r["until"] for r in runs(group))
    survival.append(
        dict(
            runs=runs(group),
            median=median if np.isfinite(median) else None,
            horizon=horizon,
            restrictedMean=float(restricted_mean_survival_time(kmf, t=horizon)),
            curve=[dict(step=float(t), surviving=float(kmf.predict(t))) for t in sorted({t for t, e in group if e})],
        )
    )
for i, j in ((0, 1), (0, 4), (3, 5), (1, 4), (5, 0)):
    a, b = GROUPS[i], GROUPS[j]
    r = logrank_test([t for t, _ in a], [t for t, _ in b], [e for _, e in a], [e for _, e in b])
    # permuting runs keeps each run's score, which the pooled table gives, so the statistic is recomputed as a whole
    both = a + b
    observed, count, all_ = excess(a, b), 0, 0
    mean = 0.0
    for chosen in itertools.combinations(range(len(both)), len(a)):
        first = [both[k] for k in chosen]
        second = [both[k] for k in range(len(both)) if k not in chosen]
        count += abs(excess(first, second)) >= abs(observed) - 1e-9
        all_ += 1
    logrank.append(dict(a=runs(a), b=runs(b), excess=observed, chiSquare=float(r.test_statistic), p=count / all_))


def synchronised(cells):
    """Exchanges k numbers between the rows in the first column, and k in the second, for every k."""
    (a0, a1), (b0, b1) = cells
    n = len(a0)
    observed = sum(b1) - sum(b0) - sum(a1) + sum(a0)
    count = all_ = 0
    for k in range(n + 1):
        choices = list(itertools.combinations(range(n), k))
        for i, j, l, m in itertools.product(choices, repeat=4):
            first = sum(a0[x] for x in i) - sum(b0[x] for x in j)
            second = sum(a1[x] for x in l) - sum(b1[x] for x in m)
            value = observed - 2 * first + 2 * second
            count += abs(value) >= abs(observed) - 1e-9
            all_ += 1
    return count / all_


def contrast(cells):
    (a0, a1), (b0, b1) = cells
    parts = [np.var(c, ddof=1) / len(c) for c in (a0, a1, b0, b1)]
    d = np.mean(b1) - np.mean(b0) - np.mean(a1) + np.mean(a0)
    df = sum(parts) ** 2 / sum(v**2 / (len(c) - 1) for v, c in zip(parts, (a0, a1, b0, b1)))
    half = stats.t.isf(0.025, df) * np.sqrt(sum(parts))
    return dict(difference=float(d), df=float(df), low=float(d - half), high=float(d + half), p=float(2 * stats.t.sf(abs(d) / np.sqrt(sum(parts)), df)))


interactions = []
for n in (2, 3, 4):
    cells = [[rounded(n), rounded(n)], [rounded(n, 0.3), [x + 1 for x in rounded(n)]]]
    interactions.append(dict(cells=cells, **contrast(cells), permutationP=synchronised(cells)))
cells = [[rounded(3), rounded(4)], [rounded(2), rounded(5)]]
interactions.append(dict(cells=cells, **contrast(cells)))
solved = [[[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]], [[0.0, 0.0, 0.0], [1.0, 1.0, 1.0]]]

ps = [0.01, 0.04, 0.03, 0.005, 0.8, 0.04]
try:
    from statsmodels.stats.multitest import multipletests

    holm = multipletests(ps, method="holm")[1].tolist()
except ImportError:  # Holm's step-down by its definition
    order = np.argsort(ps)
    holm, highest = [0.0] * len(ps), 0.0
    for rank, at in enumerate(order):
        highest = max(highest, min(1.0, (len(ps) - rank) * ps[at]))
        holm[at] = highest

print(
    json.dumps(
        dict(
            madeBy=f"statistics.py, scipy {scipy.__version__}, lifelines {lifelines.__version__}",
            beta=beta,
            student=student,
            gamma=gamma,
            means=means,
            welch=welch,
            paired=paired,
            permutations=permutations,
            fisher=fisher,
            proportions=proportions,
            survival=survival,
            logRank=logrank,
            interactions=interactions,
            solved=dict(cells=solved, permutationP=synchronised(solved)),
            holm=dict(ps=ps, corrected=holm),
        )
    )
)
