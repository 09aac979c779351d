#!/usr/bin/env python3
"""One PostgreSQL primary with none, one and more standbys: how much is read, and by whom.

    cargo build --release && bench/load/replicas.py
    bench/load/replicas.py --standbys 2 --scale 0.2 --seconds 20 --connections 64

Starts a cluster of its own, loads a made-up world, and for each number of standbys a server that is asked by wrk. Reports requests
a second, and of each database server the share of answers that it gave (needledrop's own count) and of transactions
(PostgreSQL's count, which has those of the watch and of replication too). All of it runs on this machine: where its cores are busy
with one server, another one adds nothing.
"""
import argparse, json, subprocess, sys, tempfile, time

from common import ROOT, Server, failed, questions, release, wait, wrk


class Cluster:
    def __init__(self, standbys):
        with open(f"{ROOT}/tests/it/faults/cluster.sh") as keeper:
            text = keeper.read()
        self.keeper = subprocess.Popen(["sh", "-c", text, text, str(standbys)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        line = self.keeper.stdout.readline().strip()
        if not line.startswith("ready "):
            sys.exit(f"there is no cluster: {line}")
        self.folder = line.removeprefix("ready ")

    def url(self, number):
        return f"postgres://postgres@localhost/postgres?host={self.folder}/{number}"

    def value(self, number, sql):
        command = ["psql", "-h", f"{self.folder}/{number}", "-U", "postgres", "-Atc", sql]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    def transactions(self, number):
        return int(self.value(number, "SELECT pg_stat_get_db_xact_commit(oid) FROM pg_database WHERE datname = 'postgres'"))

    def stop(self):
        self.keeper.stdin.close()
        self.keeper.wait()


def main():
    flags = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    flags.add_argument("--standbys", type=int, default=2, help="most standbys [default: %(default)s]")
    flags.add_argument("--scale", default="0.05", help="size of the world, of which 1 is 100,000 films [default: %(default)s]")
    flags.add_argument("--seconds", type=int, default=20, help="time of each measurement [default: %(default)s]")
    flags.add_argument("--connections", type=int, default=64)
    flags.add_argument("--threads", type=int, default=1)
    flags.add_argument("--all-questions", action="store_true", help="ask the named questions too, some of which take long")
    args = flags.parse_args()
    binary = release()
    cluster = Cluster(args.standbys)
    try:
        load(binary, cluster, args.scale)
        rows = [measured(binary, cluster, count, args) for count in range(args.standbys + 1)]
    finally:
        cluster.stop()
    print(f"{'standbys':>8} {'requests/s':>10} {'p50 ms':>8} {'p99 ms':>8} {'failed':>6}  answers (transactions) of each server")
    for row in rows:
        shares = ", ".join(f"{name} {own:.0%} ({theirs:.0%})" for name, own, theirs in row["shares"])
        print(f"{row['standbys']:>8} {row['rate']:>10.0f} {row['p50_ms']:>8.2f} {row['p99_ms']:>8.2f} {row['failed']:>6}  {shares}")
    print(json.dumps(rows))
    sys.exit(any(row["failed"] for row in rows))


def load(binary, cluster, scale):
    with tempfile.TemporaryDirectory() as folder:
        run = lambda *arguments: subprocess.run([binary, *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        run("migrate", "--seed", "--database", cluster.url(0))
        run("generate", "--format", "wikidata", "--scale", scale, "--out", "dump")
        run("import", "wikidata", "dump", "--database", cluster.url(0))
    cluster.value(0, "ANALYZE")


def measured(binary, cluster, standbys, args):
    numbers = range(1, standbys + 1)
    end = cluster.value(0, "SELECT pg_current_wal_flush_lsn()")
    for number in numbers:
        wait(60, "the standbys have all", lambda: cluster.value(number, f"SELECT pg_last_wal_replay_lsn() >= '{end}'") == "t")
    given = [argument for number in numbers for argument in ("--read-database", cluster.url(number))]
    server = Server(binary, "--database", cluster.url(0), *given)
    try:
        # A probe or two, after which all are known to be good.
        time.sleep(2.5)
        with questions(server.origin, args.all_questions) as file:
            wrk(server.origin, file, args.connections, args.threads, 3)
            before = counts(server, cluster, standbys)
            done = wrk(server.origin, file, args.connections, args.threads, args.seconds)
            # What a connection has done is told once it has idled for a moment.
            time.sleep(2)
            after = counts(server, cluster, standbys)
    finally:
        server.stop()
    own = [now - then for (now, _), (then, _) in zip(after, before)]
    theirs = [now - then for (_, now), (_, then) in zip(after, before)]
    names = ["primary", *(f"standby {number}" for number in numbers)]
    share = lambda values, at: values[at] / max(sum(values), 1)
    shares = [(name, share(own, at), share(theirs, at)) for at, name in enumerate(names)]
    return {"standbys": standbys, "rate": done["requests"] / done["seconds"], "failed": failed(done), "shares": shares, **done}


def counts(server, cluster, standbys):
    """Answers that each server gave and transactions that it ended."""
    metrics = server.metrics()

    def lent(number):
        mark = f"{cluster.folder}/{number}:"
        found = [value for name, value in metrics.items() if name.startswith("needledrop_server_loans_total") and mark in name]
        # Of one server alone needledrop keeps no count.
        return sum(found) if standbys else cluster.transactions(number)

    return [(lent(number), cluster.transactions(number)) for number in range(standbys + 1)]


main()
