"""k-means: kmeans_peer.py FOLDER THREADS sklearn|faiss. Both begin with the first rows as centres."""

import sys
import time

import numpy as np

from peer import Peer


class KMeansPeer(Peer):
    def __init__(self, folder, threads, library):
        super().__init__(folder, threads)
        self.library = library
        if library == "sklearn":
            import sklearn
            import threadpoolctl
            from sklearn.cluster import KMeans
            self.KMeans = KMeans
            self.limits = threadpoolctl.threadpool_limits(threads)
            self.module = sklearn
        else:
            import faiss
            faiss.omp_set_num_threads(threads)
            self.module = faiss

    def version(self):
        return self.module.__version__

    def kmeans(self, rows, columns, clusters, iterations, tolerance):
        x = np.fromfile(self.path("kmeans-%dx%d.f32" % (rows, columns)), dtype="<f4").reshape(rows, columns)
        centres = x[:clusters].copy()
        begin = time.perf_counter()
        if self.library == "sklearn":
            import warnings
            warnings.simplefilter("ignore")  # that it did not converge is what was asked for
            fit = self.KMeans(clusters, init=centres, n_init=1, max_iter=iterations, tol=tolerance,
                              algorithm="lloyd").fit(x)
            seconds = time.perf_counter() - begin
            return {"seconds": seconds, "inertia": float(fit.inertia_), "iterations": int(fit.n_iter_)}
        if tolerance > 0:
            return {"error": "faiss does not end by itself"}
        km = self.module.Kmeans(columns, clusters, niter=iterations, nredo=1, max_points_per_centroid=rows)
        km.train(x, init_centroids=centres)
        seconds = time.perf_counter() - begin
        distances, _ = km.index.search(x, 1)
        return {"seconds": seconds, "inertia": float(distances.astype("f8").sum())}


if __name__ == "__main__":
    KMeansPeer(sys.argv[1], int(sys.argv[2]), sys.argv[3]).serve()
