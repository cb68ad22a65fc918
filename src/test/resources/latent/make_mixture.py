"""Makes mixture_rows.npy and mixture_groups.npy and prints what GaussianMixtureTest expects (scikit-learn 1.9, numpy 2.4)."""
import warnings

import numpy as np
from sklearn.mixture import GaussianMixture

random = np.random.default_rng(7)
parts = [random.multivariate_normal(m, c, n) for m, c, n in (
    ([0, 0, 0], [[1, .6, 0], [.6, 1, .2], [0, .2, .5]], 120),
    ([3, 1, -1], [[.4, 0, .1], [0, 2, 0], [.1, 0, .3]], 90),
    ([0, 4, 1], [[2, -.9, 0], [-.9, 1, 0], [0, 0, 1]], 60))]
rows = np.concatenate(parts).astype(np.float32)
groups = (rows @ np.array([1., .5, .2]) > 2).astype(np.int32) + (rows[:, 1] > 2.5)
np.save("mixture_rows.npy", rows)
np.save("mixture_groups.npy", groups.astype(np.int32))


class FromGroups(GaussianMixture):
    def _initialize_parameters(self, x, random_state, xp=None):
        self._initialize(x, np.eye(self.n_components)[groups])


for iterations, tol in ((5, 0.0), (1000, 1e-9)):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = FromGroups(3, tol=tol, max_iter=iterations, reg_covar=1e-6).fit(rows.astype(float))
    print(iterations, repr(model.score(rows.astype(float))), repr(model.bic(rows.astype(float))), model.weights_.tolist(), model.means_[0].tolist())

from sklearn.manifold import trustworthiness
from sklearn.neighbors import NearestNeighbors

print("trustworthiness", repr(trustworthiness(rows, rows[:, :2], n_neighbors=12)))
a, b = (NearestNeighbors(n_neighbors=10).fit(x).kneighbors(return_distance=False) for x in (rows, rows[:, :2]))
print("kept", sum(len(set(p) & set(q)) for p, q in zip(a, b)) / a.size)
b = NearestNeighbors(n_neighbors=5).fit(rows[:, :2]).kneighbors(return_distance=False)
print("accuracy", np.mean([np.bincount(groups[r]).argmax() == g for r, g in zip(b, groups)]))
