#!/usr/bin/env python3
"""A long load of mixed questions: does the memory stay, is anything not answered, does anyone wait for long?

    cargo build --release && bench/load/soak.py                              # 15 minutes at 64 connections, on SQLite
    bench/load/soak.py --minutes 60 --serve='--database postgres://…'
    bench/load/soak.py --origin http://127.0.0.1:8000 --pid 4711             # one that runs already

A line every 30 seconds. Ends with 1 if anything was not answered, if the memory of the last third is more than 5 % and 8 MiB above
that of the second third, or if p99 of all is beyond ten times p50.
"""
import argparse, shlex, statistics, subprocess, sys, tempfile, time

from common import Server, failed, questions, release, rss, wrk

SLICE = 30


def main():
    flags = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    flags.add_argument("--minutes", type=float, default=15)
    flags.add_argument("--connections", type=int, default=64)
    flags.add_argument("--threads", type=int, default=1)
    flags.add_argument("--scale", default="0.05", help="size of the made-up world, where a server is started without --serve")
    flags.add_argument("--serve", default="", help="flags of the server that is started")
    flags.add_argument("--origin", help="ask this server, which runs already")
    flags.add_argument("--pid", type=int, help="its process, for its memory")
    flags.add_argument("--all-questions", action="store_true", help="ask the named questions too, some of which take long")
    args = flags.parse_args()
    if args.origin:
        sys.exit(soak(args, args.origin, lambda: rss(args.pid) if args.pid else 0.0))
    with tempfile.TemporaryDirectory() as folder:
        serve = shlex.split(args.serve) or ["--database", filled(folder, args.scale)]
        server = Server(release(), *serve)
        bad = soak(args, server.origin, server.rss)
        server.stop()
    sys.exit(bad)


def filled(folder, scale):
    run = lambda *arguments: subprocess.run([release(), *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    run("migrate", "--seed")
    run("generate", "--format", "wikidata", "--scale", scale, "--out", "dump")
    run("import", "wikidata", "dump")
    return f"sqlite:{folder}/needledrop.db"


def soak(args, origin, memory):
    slices, begun = [], time.monotonic()
    print(f"{'minute':>6} {'requests/s':>10} {'p50 ms':>8} {'p99 ms':>8} {'max ms':>8} {'failed':>6} {'RSS MiB':>8}")
    with questions(origin, args.all_questions) as file:
        while time.monotonic() - begun < args.minutes * 60:
            left = args.minutes * 60 - (time.monotonic() - begun)
            done = wrk(origin, file, args.connections, args.threads, max(1, round(min(SLICE, left))))
            done["rss"] = memory()
            slices.append(done)
            print(
                f"{(time.monotonic() - begun) / 60:>6.1f} {done['requests'] / done['seconds']:>10.0f} {done['p50_ms']:>8.2f} "
                f"{done['p99_ms']:>8.2f} {done['max_ms']:>8.1f} {failed(done):>6} {done['rss']:>8.1f}",
                flush=True,
            )
    third = max(1, len(slices) // 3)
    middle = statistics.median(one["rss"] for one in slices[third : 2 * third] or slices)
    last = statistics.median(one["rss"] for one in slices[-third:])
    p50, p99 = (statistics.median(one[name] for one in slices) for name in ("p50_ms", "p99_ms"))
    requests, failures = sum(one["requests"] for one in slices), sum(map(failed, slices))
    print(f"{requests} requests, {failures} failed; p50 {p50:.2f} ms, p99 {p99:.2f} ms ({p99 / p50:.1f} times); RSS {middle:.0f}, then {last:.0f} MiB")
    bad = []
    if failures:
        bad.append("not all was answered")
    if last > middle * 1.05 and last > middle + 8:
        bad.append("the memory grows")
    if p99 > 10 * p50:
        bad.append("p99 is beyond ten times p50")
    print("; ".join(bad) or "all is well")
    return bool(bad)


main()
