"""Measures Lanecoder and its peers in turns on the same data, prints one table of ratios and writes bench/RESULTS.md.

Every runner is a process that is stopped while others are measured. A round measures each runner once, in a rotating order;
a ratio is the median over the rounds of ours against theirs in the same round, so what slows the whole machine down
does not count.
"""

import argparse
import datetime
import json
import os
import platform
import re
import select
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
BENCH = os.path.dirname(HERE)
ROOT = os.path.dirname(BENCH)
ROWS = 10240
TIMEOUT = 300
OURS = "lanecoder"
KMEANS = {"small": [(60000, 20, 10)], "many-rows": [(1000000, 32, 100)], "many-clusters": [(200000, 64, 1000)]}
KMEANS["all"] = [shape for shapes in KMEANS.values() for shape in shapes]
# What a task asks of k-means: at most so many iterations, and the tolerance of scikit-learn and of ours, 0 for none.
KMEANS_ENDS = {"kmeans": (20, 0, "20 iterations"), "kmeans-converged": (300, 1e-4, "to convergence")}
DATA = {"digits": "the built-in digits: 81 % of their pixels are zeros, which Lanecoder leaves out where it can",
        "dense": "random numbers without a zero among them"}
TASKS = ["step", "encode", "score", *KMEANS_ENDS, "coldstart"]
FORCED = {"MALLOC_MMAP_THRESHOLD_": "33554432", "MALLOC_TRIM_THRESHOLD_": "4294967296",
          "MALLOC_TOP_PAD_": "67108864", "OMP_PROC_BIND": "TRUE", "OMP_PLACES": "cores"}


def say(text):
    print("bench: " + text, file=sys.stderr, flush=True)


class Spec:
    """How a runner is started: `tasks` are those it may be asked for, `cold` its command in the cold starts."""

    def __init__(self, name, what, command, tasks, env=None, cold=None):
        self.name, self.what, self.command, self.tasks = name, what, command, tasks
        self.env, self.cold = env or {}, cold


class Runner:
    """A process, and the lines that go to and fro. It is stopped but while it is asked something: some libraries' threads go on
    spinning after a call, on processors that are the next runner's."""

    def __init__(self, spec, folder, threads, log):
        env = dict(os.environ, OMP_NUM_THREADS=str(threads), MKL_NUM_THREADS=str(threads), **spec.env)
        self.name = spec.name
        self.tasks = spec.tasks
        self.process = subprocess.Popen(spec.command(folder, threads), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=log, env=env, bufsize=0, start_new_session=True)
        self.rest = b""

    def send(self, sign):
        try:
            os.killpg(self.process.pid, sign)
        except ProcessLookupError:
            pass  # it has ended

    def line(self, timeout):
        end = time.monotonic() + timeout
        while b"\n" not in self.rest:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.process.stdout], [], [], left)[0]:
                return None
            data = os.read(self.process.stdout.fileno(), 1 << 16)
            if not data:
                return None
            self.rest += data
        line, self.rest = self.rest.split(b"\n", 1)
        return line.decode("utf-8", "replace")

    def ask(self, *words, timeout=TIMEOUT):
        self.send(signal.SIGCONT)
        try:
            self.process.stdin.write((" ".join(map(str, words)) + "\n").encode())
        except OSError:
            return {"error": "the process has ended"}
        answer = self.answer(words, timeout)
        self.send(signal.SIGSTOP)
        return answer

    def answer(self, words, timeout):
        while True:
            line = self.line(timeout)
            if line is None:
                self.close()
                return {"error": "no answer to '%s'" % " ".join(map(str, words))}
            if line.startswith("{"):
                try:
                    return json.loads(line)
                except ValueError:
                    pass  # something else that a library has printed

    def close(self):
        self.send(signal.SIGCONT)
        if self.process.poll() is None:
            try:
                self.process.stdin.close()
                self.process.wait(timeout=5)
            except (OSError, subprocess.TimeoutExpired):
                self.process.kill()
                self.process.wait()


def java_command(java, options):
    """A peer's own start: its jars, and the options it asks for in its documentation."""
    def of(module, main, *words):
        classes = os.path.join(HERE, module, "target")
        jar = os.path.join(classes, "peer-%s-0.1.0-SNAPSHOT.jar" % module)

        def command(folder, threads, *more):
            return [java, "-XX:+UseParallelGC", "--enable-native-access=ALL-UNNAMED",
                    *[o.replace("THREADS", str(threads)) for o in options.get(module, [])],
                    "-cp", os.pathsep.join([jar, os.path.join(classes, "lib", "*")]), "io.lanecoder.peers." + main,
                    folder, str(threads), *words, *more]
        return command
    return of


def specs(java, intel):
    python = sys.executable
    nn = {"step", "encode", "score"}
    cache = os.path.join(HERE, "djl", "target", "cache")
    of = java_command(java, {
        "djl": ["-Dai.djl.pytorch.num_threads=THREADS", "-Dai.djl.pytorch.num_interop_threads=1",
                "-Dai.djl.offline=true", "-Doffline=true", "-DDJL_CACHE_DIR=" + cache, "-DENGINE_CACHE_DIR=" + cache],
        "dl4j": ["-Dorg.bytedeco.javacpp.cachedir=" + os.path.join(HERE, "dl4j", "target", "cache")],
    })

    def script(name, *words):
        return lambda folder, threads, *more: [python, os.path.join(HERE, name), folder, str(threads), *words, *more]

    forced = dict(FORCED, **({"LD_PRELOAD": intel} if intel else {}))
    run = os.path.join(BENCH, "run")
    onnx = of("onnxruntime", "OnnxRuntimePeer", "pinned")
    djl = of("djl", "DjlPeer")
    dl4j = of("dl4j", "Dl4jPeer")
    torch = script("torch_peer.py", "eager")
    return [
        Spec(OURS, "this library", lambda folder, threads: [run, "serve", "--out", folder, "--threads", str(threads)],
             nn | set(KMEANS_ENDS)),
        Spec("pytorch", "as installed, eager", torch, nn, cold=torch),
        Spec("pytorch-forced", "MKL forced, memory kept, threads bound; inference by the JIT, frozen",
             script("torch_peer.py", "jit"), {"encode", "score"}, forced),
        Spec("pytorch-forced-train", "the same, training", torch, {"step"}, forced),
        Spec("pytorch-forced-bf16", "the same, bf16 autocast: half the bits", script("torch_peer.py", "bf16"), {"step"},
             forced),
        Spec("pytorch-compile", "torch.compile, otherwise as installed", script("torch_peer.py", "compile"), nn),
        Spec("onnxruntime-pinned", "Java, tensors outside of the heap made beforehand", onnx, {"encode", "score"},
             cold=onnx),
        Spec("onnxruntime-simple", "Java, arrays in and out", of("onnxruntime", "OnnxRuntimePeer", "simple"),
             {"encode", "score"}),
        Spec("djl", "Deep Java Library, PyTorch engine", djl, nn, cold=djl),
        Spec("dl4j", "Deeplearning4j, native backend", dl4j, nn, cold=dl4j),
        Spec("scikit-learn", "Lloyd", script("kmeans_peer.py", "sklearn"), set(KMEANS_ENDS)),
        Spec("faiss", "Kmeans on all rows", script("kmeans_peer.py", "faiss"), {"kmeans"}),
        Spec("elki", "Hamerly", of("kmeans", "KMeansPeer", "elki"), {"kmeans"}),
        Spec("smile", "draws its first centres", of("kmeans", "KMeansPeer", "smile"), {"kmeans"}),
        Spec("commons-math", "draws its first centres", of("kmeans", "KMeansPeer", "commons-math"), {"kmeans"}),
    ]


def missing(spec, folder, intel):
    """Why a runner cannot even be started, or None."""
    if "forced" in spec.name and not intel:
        return "no C compiler for the library to preload"
    command = spec.command(folder, 1)
    if "-cp" in command:
        jar = command[command.index("-cp") + 1].split(os.pathsep)[0]
        if not os.path.exists(jar):
            return "not built: see peers/target/build.log"
    return None


def build_intel(folder):
    compiler = shutil.which("cc") or shutil.which("gcc")
    library = os.path.join(folder, "intel.so")
    if compiler and platform.system() == "Linux":
        done = subprocess.run([compiler, "-shared", "-fPIC", "-o", library, os.path.join(HERE, "intel.c")],
                              capture_output=True)
        if done.returncode == 0:
            return library
    return None


def build_java_peers(java):
    """Maven builds every module it can; what it cannot is left out."""
    sources = [os.path.join(d, f) for d, _, files in os.walk(HERE) if os.sep + "target" not in d for f in files
               if f.endswith((".java", ".xml"))]
    marker = os.path.join(HERE, "target", "built")
    if os.path.exists(marker) and all(os.path.getmtime(s) < os.path.getmtime(marker) for s in sources):
        return
    say("Building the Java peers (the first time Maven fetches some hundred MB)...")
    os.makedirs(os.path.join(HERE, "target"), exist_ok=True)
    with open(os.path.join(HERE, "target", "build.log"), "w") as log:
        home = os.path.dirname(os.path.dirname(java))
        done = subprocess.run([os.path.join(ROOT, "mvnw"), "-q", "-B", "-fae", "-f", os.path.join(HERE, "pom.xml"),
                               "package"], cwd=ROOT, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                              env=dict(os.environ, JAVA_HOME=home))
    if done.returncode != 0:
        say("some Java peers could not be built: see bench/peers/target/build.log")
    open(marker, "w").close()


def close_enough(ours, theirs):
    if not theirs:
        return True
    return len(ours) == len(theirs) and all(abs(a - b) <= 1e-4 * max(1, abs(a)) for a, b in zip(ours, theirs))


class Comparison:
    def __init__(self, options, folder, log):
        self.options, self.folder, self.log = options, folder, log
        self.rows = []       # of the table
        self.left_out = {}   # name -> why
        self.versions = {}
        self.lanes = None

    def start(self, all_specs, threads, tasks):
        runners = []
        for spec in all_specs:
            if spec.name in self.left_out or not spec.tasks & tasks:
                continue
            runner = Runner(spec, self.folder, threads, self.log)
            hello = runner.ask("hello")
            if "error" in hello:
                self.leave_out(spec.name, hello["error"] + self.last_words())
                runner.close()
                continue
            self.versions[spec.name] = "%s (%s)" % (hello["version"], spec.what)
            if spec.name == OURS:
                self.lanes = hello["lanes"]
            runners.append(runner)
        return runners

    def last_words(self):
        """The line of the log that says what went wrong, if one does."""
        self.log.flush()
        with open(self.log.name, errors="replace") as text:
            words = [line.strip() for line in text.readlines()[-20:] if re.search(r"Error|Exception", line)]
        return ": " + words[-1][:160] if words else ""

    def leave_out(self, name, why):
        if name not in self.left_out:
            say("%s is left out: %s" % (name, why))
            self.left_out[name] = why

    def check(self, runners):
        """Leaves out who computes something else."""
        ours = runners[0].ask("check", 3)
        loss = runners[0].ask("loss", 128).get("loss")
        for runner in runners[1:]:
            if not runner.tasks & {"step", "encode", "score"}:
                continue
            theirs = runner.ask("check", 3)
            if "error" in theirs:
                self.leave_out(runner.name, theirs["error"])
                continue
            if not close_enough(ours["codes"], theirs["codes"]) or not close_enough(ours["scores"], theirs["scores"]):
                self.leave_out(runner.name, "its codes or scores are not ours")
                continue
            if "step" in runner.tasks:
                other = runner.ask("loss", 128).get("loss")
                if other is not None and abs(other - loss) > 1e-3 * loss:
                    self.leave_out(runner.name, "the loss of its first epoch is %g, ours %g" % (other, loss))

    def warm_up(self, runner, task, batch):
        """At least the time asked for; on while it still gets faster, up to four times as long: compilers take time."""
        begin = time.monotonic()
        best = 0
        while True:
            answer = runner.ask(task, batch, self.options.seconds)
            if "error" in answer:
                return answer
            spent = time.monotonic() - begin
            faster = answer["rows_per_second"] > 1.03 * best
            best = max(best, answer["rows_per_second"])
            if spent > 4 * self.options.warm_up or (spent > self.options.warm_up and not faster):
                return answer

    def compare(self, runners, task, threads, batch):
        """Rounds of one task."""
        active = []
        for runner in runners:
            if task in runner.tasks and runner.name not in self.left_out:
                answer = self.warm_up(runner, task, batch)
                if "error" not in answer:
                    active.append(runner)
                elif "does not" not in answer["error"] and "as eager" not in answer["error"]:
                    self.leave_out(runner.name, "%s: %s" % (task, answer["error"]))
        found = {runner.name: [] for runner in active}
        for r in range(self.options.rounds):
            at = r % len(active)
            for runner in active[at:] + active[:at]:
                found[runner.name].append(runner.ask(task, batch, self.options.seconds))
        self.table(task, threads, batch, found, "p50_us" if batch == 1 else "rows_per_second")

    def kmeans(self, runners, threads, task, shape):
        iterations, tolerance, end = KMEANS_ENDS[task]
        active = [r for r in runners if task in r.tasks and r.name not in self.left_out]
        rounds = min(self.options.rounds, 5)
        found = {}
        slow = set()
        for r in range(-1, rounds):  # the first round warms up, as long as other tasks do: compilers take time
            for runner in active:
                if runner.name in slow or (r >= 0 and runner.name not in found):
                    continue
                begin = time.monotonic()
                answer = self.fit(runner, self.options.warm_up if r < 0 else self.options.seconds, *shape, iterations,
                                  tolerance)
                if "error" in answer:
                    if "does not" not in answer["error"]:
                        self.leave_out(runner.name, "kmeans: " + answer["error"])
                    continue
                if r < 0:
                    found[runner.name] = []
                    if time.monotonic() - begin > 60 and runner.name != OURS:
                        slow.add(runner.name)  # measured once, and that was it
                        found[runner.name].append(answer)
                else:
                    found[runner.name].append(answer)
        self.table("kmeans %dx%d k=%d, %s" % (*shape, end), threads, "", found, "seconds")

    @staticmethod
    def fit(runner, seconds, *words):
        """Fits until so many seconds have passed, once at least: the answer that took the median time."""
        answers = []
        begin = time.monotonic()
        while not answers or time.monotonic() - begin < seconds:
            answer = runner.ask("kmeans", *words, timeout=600)
            if "error" in answer:
                return answer
            answers.append(answer)
        return sorted(answers, key=lambda a: a["seconds"])[len(answers) // 2]

    def cold_starts(self, all_specs):
        """From the start of a process to its first encoded row."""
        found = {}
        commands = {OURS: ours_child(self.folder)}
        for spec in all_specs:
            if spec.cold and spec.name not in self.left_out:
                commands[spec.name] = spec.cold(self.folder, 1, "coldstart")
        env = dict(os.environ, OMP_NUM_THREADS="1", MKL_NUM_THREADS="1")
        for r in range(-1, max(self.options.rounds, 7)):  # the first round fills the system's file cache
            for name, command in commands.items():
                begin = time.perf_counter()
                with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.log, env=env) as process:
                    line = process.stdout.readline()
                    while line and not line.startswith(b"first"):
                        line = process.stdout.readline()
                    seconds = time.perf_counter() - begin
                    process.stdout.read()
                if not line:
                    self.leave_out(name, "coldstart: no first row")
                elif r >= 0:
                    found.setdefault(name, []).append({"milliseconds": seconds * 1e3})
        self.table("cold start to first encoded row", 1, 1, found, "milliseconds")

    def table(self, task, threads, batch, found, key):
        ours = found.get(OURS)
        if not ours:
            return
        for name, answers in found.items():
            if not answers or any("error" in a for a in answers):
                if name != OURS and answers:
                    self.leave_out(name, task + ": " + next(a["error"] for a in answers if "error" in a))
                continue
            values = [a[key] for a in answers]
            pairs = list(zip(ours, answers)) if len(answers) > 1 else [(ours[len(ours) // 2], answers[0])]
            faster = [o[key] / a[key] if key == "rows_per_second" else a[key] / o[key] for o, a in pairs]
            row = {"task": task, "threads": threads, "batch": batch, "runner": name, "key": key,
                   "value": statistics.median(values), "low": min(values), "high": max(values),
                   "ratio": statistics.median(faster)}
            if key == "p50_us":
                row["p99_us"] = statistics.median(a["p99_us"] for a in answers)
            self.rows.append(row)
            print(json.dumps(row) if self.options.json else text_row(row), flush=True)


def ours_child(folder):
    run = subprocess.run([os.path.join(BENCH, "run"), "child-command", "--out", folder], capture_output=True,
                         text=True, check=True)
    return run.stdout.splitlines()


UNITS = {"rows_per_second": "rows/s", "p50_us": "us", "seconds": "s", "milliseconds": "ms"}


def number(value, key):
    if key == "rows_per_second":
        return "{:,.0f}".format(value)
    return "%.3f" % value if value < 10 else "%.1f" % value if value < 1000 else "{:,.0f}".format(value)


def cells(row):
    key = row["key"]
    value = number(row["value"], key) + " " + UNITS[key]
    if "p99_us" in row:
        value += " (p99 %s)" % number(row["p99_us"], key)
    spread = "%s - %s" % (number(row["low"], key), number(row["high"], key))
    ratio = "" if row["runner"] == OURS else "%.2f" % row["ratio"]
    return [row["task"], str(row["threads"]), str(row["batch"]), row["runner"], value, spread, ratio]


def text_row(row):
    return "%-32s %2s %6s  %-22s %-28s %-26s %6s" % tuple(cells(row))


def machine():
    name = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo") as info:
            name = next(line.split(":", 1)[1].strip() for line in info if line.startswith("model name"))
    except (OSError, StopIteration):
        found = subprocess.run(["sysctl", "-n", "machdep.cpu.brand_string"], capture_output=True, text=True) \
            if shutil.which("sysctl") else None
        if found and found.returncode == 0:
            name = found.stdout.strip()
    return name


def simd():
    try:
        with open("/proc/cpuinfo") as info:
            flags = next(line for line in info if line.startswith("flags")).split()
        return "AVX-512" if "avx512f" in flags else "AVX2" if "avx2" in flags else "SSE"
    except (OSError, StopIteration):
        return "unknown vectors"


def load():
    return "%.1f" % os.getloadavg()[0] if hasattr(os, "getloadavg") else "unknown"


def results(comparison, java, before, command):
    version = subprocess.run([java, "-version"], capture_output=True, text=True).stderr.splitlines()
    commit = subprocess.run(["git", "-C", ROOT, "log", "-1", "--format=%h"], capture_output=True, text=True)
    lines = [
        "# Results", "",
        "Written by `bench/compare`; what the figures mean, and how to repeat them, is in [README.md](README.md).", "",
        "| | |", "|---|---|",
        "| date | %s |" % datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "| command | `%s` |" % command,
        "| commit | %s |" % (commit.stdout.strip() or "unknown"),
        "| machine | %s, %d processors, %s; %s |" % (machine(), os.cpu_count() or 0, simd(), platform.system()),
        "| data | %s |" % DATA[comparison.options.data],
        "| float lanes | %s |" % comparison.lanes,
        "| JDK | %s |" % (version[1] if len(version) > 1 else "unknown"),
        "| load of the machine | %s before, %s after (of %d processors) |" % (before, load(), os.cpu_count() or 0),
        "| rounds | %d of %.2f s each |" % (comparison.options.rounds, comparison.options.seconds), "",
        "A ratio is how many times as fast Lanecoder is: the median over the rounds of ours against theirs in the same "
        "round. Above 1 we are ahead.", "",
        "| task | threads | batch | runner | median | low - high | Lanecoder is x times as fast |",
        "|---|---|---|---|---|---|---|"]
    lines += ["| " + " | ".join(cells(row)) + " |" for row in comparison.rows]
    lines += ["", "## Versions", "", "| runner | version |", "|---|---|"]
    lines += ["| %s | %s |" % item for item in comparison.versions.items()]
    if comparison.left_out:
        lines += ["", "## Left out", "", "| runner | why |", "|---|---|"]
        lines += ["| %s | %s |" % (name, why.replace("|", "/").replace(HERE, "peers").replace(ROOT, "."))
                  for name, why in comparison.left_out.items()]
    return "\n".join(lines) + "\n"


def parse():
    parser = argparse.ArgumentParser(prog="bench/compare", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    whole = lambda text: [int(t) for t in text.split(",")]
    words = lambda text: text.split(",")
    parser.add_argument("--threads", type=whole, default=[1, 2], metavar="N,N", help="default 1,2")
    parser.add_argument("--tasks", type=words, default=TASKS, metavar="T,T",
                        help="of %s (default: all)" % ", ".join(TASKS))
    parser.add_argument("--batch", type=whole, default=[1, 32, 128, 256, 512, 1024], metavar="N,N",
                        help="batch sizes of training")
    parser.add_argument("--infer-batch", type=whole, default=[1, 256, 1024, 10000], metavar="N,N",
                        help="batch sizes of encoding and scoring")
    parser.add_argument("--data", choices=["digits", "dense"], default="digits",
                        help="of networks: digits, four fifths of whose pixels are zeros (default), or no zero at all")
    parser.add_argument("--kmeans", choices=sorted(KMEANS), default="all",
                        help="which data; the large ones take minutes")
    parser.add_argument("--peers", type=words, metavar="P,P", help="only these runners (default: all)")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=0.4, help="of a measurement (default 0.4)")
    parser.add_argument("--warm-up", type=float, default=3, help="seconds for each runner and task (default 3)")
    parser.add_argument("--json", action="store_true", help="a JSON object a line")
    parser.add_argument("--out", default=os.path.join(BENCH, "RESULTS.md"), help="default bench/RESULTS.md")
    options = parser.parse_args()
    if options.rounds < 1 or min(options.threads + options.batch + options.infer_batch) < 1:
        parser.error("rounds, threads and batch sizes are >= 1")
    if max(options.batch + options.infer_batch) > ROWS:
        parser.error("batch sizes are at most %d" % ROWS)
    unknown = set(options.tasks) - set(TASKS)
    if unknown:
        parser.error("unknown task " + ", ".join(sorted(unknown)))
    return options


def measure(options, folder, log):
    comparison = Comparison(options, folder, log)
    run = os.path.join(BENCH, "run")
    subprocess.run([run, "prepare", "--out", folder, "--rows", str(ROWS), "--data", options.data], check=True, stderr=log)
    java = ours_child(folder)[0]
    build_java_peers(java)
    intel = build_intel(folder)
    all_specs = specs(java, intel)
    known = {spec.name for spec in all_specs}
    if options.peers and set(options.peers) - known:
        sys.exit("bench: unknown peers: %s; known are %s" % (", ".join(set(options.peers) - known),
                                                            ", ".join(sorted(known))))
    chosen = [s for s in all_specs if not options.peers or s.name == OURS or s.name in options.peers]
    for spec in chosen:
        why = missing(spec, folder, intel)
        if why:
            comparison.leave_out(spec.name, why)
    before = load()
    networks = set(options.tasks) & {"step", "encode", "score"}
    for threads in options.threads:
        for tasks in (networks, set(options.tasks) & set(KMEANS_ENDS)):
            if not tasks:
                continue
            runners = comparison.start(chosen, threads, tasks)
            try:
                if not runners or runners[0].name != OURS:
                    sys.exit("bench: Lanecoder itself does not run: " + comparison.left_out.get(OURS, "?"))
                if tasks <= set(KMEANS_ENDS):
                    for task in sorted(tasks):
                        for shape in KMEANS[options.kmeans]:
                            comparison.kmeans(runners, threads, task, shape)
                    continue
                comparison.check(runners)
                for task in ("step", "encode", "score"):
                    for batch in options.batch if task == "step" else options.infer_batch:
                        if task in tasks and (batch > 1 or task == "step" or threads == 1):
                            comparison.compare(runners, task, threads, batch)
            finally:
                for runner in runners:
                    runner.close()
    if "coldstart" in options.tasks:
        comparison.cold_starts(chosen)
    return comparison, java, before


def main():
    options = parse()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # by the way of `finally`: nothing may stay behind, stopped
    command = " ".join(["bench/compare"] + sys.argv[1:])
    with tempfile.TemporaryDirectory(prefix="lanecoder-compare-") as folder, \
            open(os.path.join(folder, "log"), "w") as log:
        comparison, java, before = measure(options, folder, log)
        text = results(comparison, java, before, command).replace(folder, "FOLDER")
    beside = options.out + ".new"
    with open(beside, "w", encoding="utf-8") as out:
        out.write(text)
    os.replace(beside, options.out)
    say("written to " + options.out)


if __name__ == "__main__":
    main()
