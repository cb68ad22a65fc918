"""A peer in Python, in a process of its own: does what it is told on standard input, answers a JSON object a line.

Every peer is a subclass of Peer that names its tasks. peers/README.md has the protocol.
"""

import json
import os
import sys
import time

SIZES = [784, 256, 128, 20, 128, 256, 784]
ENCODER = 3
SLOPES = [0.2, 0.2, 0.01, 0.2, 0.2]


class Peer:
    def __init__(self, folder, threads):
        self.folder = folder
        self.threads = threads
        self.works = {}
        self.next = 0

    def path(self, name):
        return os.path.join(self.folder, name)

    def version(self):
        raise NotImplementedError

    def rows(self):
        """The number of rows of the data."""
        return os.path.getsize(self.path("rows.f32")) // (4 * SIZES[0])

    def work(self, task, batch):
        """A function of the first row of a batch."""
        raise NotImplementedError("does not do " + task)

    def check(self, count):
        return {"codes": [], "scores": []}

    def loss(self, batch):
        return {}

    def kmeans(self, rows, columns, clusters, iterations, tolerance):
        raise NotImplementedError("does not do kmeans")

    def measure(self, task, batch, seconds):
        work = self.works.get((task, batch))
        if work is None:
            work = self.works[task, batch] = self.work(task, batch)
        rows = self.rows()
        times = []
        begin = last = time.perf_counter()
        while last - begin < seconds or len(times) < 3:
            if self.next + batch > rows:
                self.next = 0
            work(self.next)
            self.next += batch
            now = time.perf_counter()
            times.append(now - last)
            last = now
        calls = len(times)
        times.sort()
        return {"rows_per_second": calls * batch / (last - begin), "p50_us": times[calls // 2] * 1e6,
                "p99_us": times[int(calls * 0.99)] * 1e6}

    def answer(self, words):
        name, numbers = words[0], words[1:]
        if name == "hello":
            return {"version": self.version()}
        if name == "check":
            return self.check(int(numbers[0]))
        if name == "loss":
            return self.loss(int(numbers[0]))
        if name in ("step", "encode", "score"):
            return self.measure(name, int(numbers[0]), float(numbers[1]))
        if name == "kmeans":
            return self.kmeans(*map(int, numbers[:-1]), float(numbers[-1]))
        return {"error": "unknown request " + name}

    def serve(self):
        out = os.fdopen(os.dup(1), "w")
        os.dup2(2, 1)  # what libraries print belongs to the log
        for line in sys.stdin:
            try:
                answer = self.answer(line.split())
            except Exception as e:  # the driver leaves the task out and says why
                answer = {"error": (type(e).__name__ + ": " + str(e)).split("\n")[0]}
            out.write(json.dumps(answer) + "\n")
            out.flush()
