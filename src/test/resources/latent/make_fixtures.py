"""Makes fixtures.json and the .npy files beside it: what scikit-learn computes on small inputs.

Run it in this folder with scikit-learn 1.9 and NumPy 2.
"""
import json
import warnings

import numpy as np
from scipy.optimize import linear_sum_assignment
from sklearn import metrics
from sklearn.cluster import KMeans, MiniBatchKMeans, kmeans_plusplus
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

warnings.filterwarnings("ignore")
rng = np.random.default_rng(42)
out = {}


def floats(a):
    return np.asarray(a, dtype=np.float64).ravel().tolist()


def ints(a):
    return np.asarray(a).ravel().astype(int).tolist()


# Blobs that overlap, away from the origin.
means = rng.normal(size=(6, 5)) * 2.5 + 10
truth = rng.integers(0, 6, 300)
blobs = (means[truth] + rng.normal(size=(300, 5))).astype(np.float32)
np.save("blobs.npy", blobs)
np.save("truth.npy", truth.astype(np.int32))

init = blobs[rng.permutation(300)[:7]]
np.save("init.npy", init)
weights = (rng.random(300) * 3).astype(np.float32)
np.save("weights.npy", weights[:, None])


def steps(start, w, k):
    result = []
    for iterations in range(1, 40):
        m = KMeans(k, init=start, n_init=1, max_iter=iterations, tol=0).fit(blobs, sample_weight=w)
        result.append({"labels": ints(m.labels_), "inertia": float(m.inertia_), "iterations": int(m.n_iter_),
                       "centers": floats(m.cluster_centers_)})
        if m.n_iter_ < iterations:
            break
    return result


out["kmeans"] = steps(init, None, 7)
out["kmeans_weighted"] = steps(init, weights, 7)
far = init.copy()
far[2] += 1000
far[5] -= 1000
np.save("far.npy", far)
out["kmeans_empty"] = steps(far, None, 7)
m = KMeans(7, init=init, n_init=1, tol=1e-2).fit(blobs)
out["kmeans_tolerance"] = {"iterations": int(m.n_iter_), "inertia": float(m.inertia_), "labels": ints(m.labels_)}
out["kmeans_mean_inertia"] = float(np.mean([KMeans(6, n_init=1, random_state=s).fit(blobs).inertia_ for s in range(50)]))
out["plusplus_mean_potential"] = float(np.mean([
    metrics.pairwise_distances(blobs, kmeans_plusplus(blobs, 6, random_state=s)[0]).min(axis=1).__pow__(2).sum()
    for s in range(200)]))

mini = MiniBatchKMeans(7, init=init, n_init=1, reassignment_ratio=0)
for batch in range(5):
    mini.partial_fit(blobs[batch * 60:batch * 60 + 60])
out["minibatch_centers"] = floats(mini.cluster_centers_)

labels = np.array(out["kmeans"][2]["labels"])
alone = labels.copy()
alone[17] = 7
out["cluster_measures"] = [
    {"labels": ints(l), "silhouette": float(metrics.silhouette_score(blobs, l)),
     "davies_bouldin": float(metrics.davies_bouldin_score(blobs, l)),
     "calinski_harabasz": float(metrics.calinski_harabasz_score(blobs, l))}
    for l in (labels, alone, truth)]


def agreement(a, b):
    table = metrics.cluster.contingency_matrix(a, b)
    r, c = linear_sum_assignment(-table)
    return {"truth": ints(a), "labels": ints(b), "accuracy": float(table[r, c].sum() / len(a)),
            "nmi": float(metrics.normalized_mutual_info_score(a, b)),
            "ari": float(metrics.adjusted_rand_score(a, b)),
            "homogeneity": float(metrics.homogeneity_score(a, b)),
            "completeness": float(metrics.completeness_score(a, b)),
            "v": float(metrics.v_measure_score(a, b))}


out["agreement"] = [agreement(truth, labels), agreement(truth, truth), agreement(truth, np.zeros(300, int)),
                    agreement(np.zeros(5, int), np.zeros(5, int)), agreement(np.zeros(5, int), np.arange(5)),
                    agreement(np.arange(5), np.arange(5)), agreement(np.array([3, 3, 9, 9]), np.array([0, 1, 0, 1])),
                    agreement(truth[:40], rng.integers(0, 9, 40))]

# Classes: standardised, five of six.
scaled = ((blobs - blobs.mean(axis=0)) / blobs.std(axis=0)).astype(np.float32)
np.save("scaled.npy", scaled)
target = np.minimum(truth, 4)
train, test = scaled[:200], scaled[200:]


def softmax(y):
    m = LogisticRegression(C=1.0, tol=1e-10, max_iter=100000).fit(train.astype(np.float64), y[:200])
    p = m.predict_proba(test.astype(np.float64))
    return {"target": ints(y), "coefficients": floats(m.coef_), "intercepts": floats(m.intercept_), "probabilities": floats(p),
            "log_loss": float(metrics.log_loss(y[200:], p)), "predicted": ints(m.predict(test.astype(np.float64)))}


out["softmax"] = [softmax(target), softmax((truth > 2).astype(int))]

knn = KNeighborsClassifier(5, algorithm="brute").fit(train, target[:200])
distances, indices = knn.kneighbors(test)
out["neighbors"] = {"indices": ints(indices), "distances": floats(distances), "predicted": ints(knn.predict(test)),
                    "predicted_4": ints(KNeighborsClassifier(4, algorithm="brute").fit(train, target[:200]).predict(test))}

predicted = np.array(out["neighbors"]["predicted"])
predicted = np.where(predicted == 3, 1, predicted)
p, r, f, s = metrics.precision_recall_fscore_support(target[200:], predicted, labels=range(5), zero_division=0)
out["report"] = {"truth": ints(target[200:]), "predicted": ints(predicted),
                 "confusion": ints(metrics.confusion_matrix(target[200:], predicted, labels=range(5))),
                 "accuracy": float(metrics.accuracy_score(target[200:], predicted)), "precision": floats(p), "recall": floats(r),
                 "f1": floats(f), "support": ints(s)}

pca = PCA(3, svd_solver="full").fit(blobs.astype(np.float64))
codes = pca.transform(blobs.astype(np.float64))
flip = np.sign(pca.components_[range(3), np.abs(pca.components_).argmax(axis=1)])
out["pca"] = {"mean": floats(pca.mean_), "components": floats(pca.components_ * flip[:, None]),
              "explained_variance": floats(pca.explained_variance_),
              "explained_variance_ratio": floats(pca.explained_variance_ratio_), "codes": floats(codes[:20] * flip),
              "inverse": floats(pca.inverse_transform(codes[:20]))}

scores = np.round(rng.normal(size=120) * 2) / 2
positive = (scores + rng.normal(size=120) > 1).astype(int)
out["ranks"] = {"scores": floats(scores), "positive": ints(positive), "auroc": float(metrics.roc_auc_score(positive, scores)),
                "average_precision": float(metrics.average_precision_score(positive, scores))}

with open("fixtures.json", "w") as f:
    json.dump(out, f, separators=(",", ":"))
    f.write("\n")
