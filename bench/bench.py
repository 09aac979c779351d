#!/usr/bin/env python3
"""bench.py verify|run|paired: the same commands of the kit, told what our ids and cursors look like.

The kit gives ids as numbers and compares answers by their leaves. Our ids are opaque, so for targets in this folder
- a variable `id` is also given as `film`, a global id, and `afterId` moves the cursor that `qX.prepare.json` fetched;
- `verify` reads global ids in answers as the numbers that they hold.
"""
import argparse, base64, importlib.util, json, os, re, sys

HERE = os.path.dirname(os.path.abspath(__file__))
KIT = os.environ.get("BENCH_KIT", "")
if not os.path.exists(f"{KIT}/bench.py"):
    sys.exit("BENCH_KIT must be the folder of the kit")
sys.path.insert(0, KIT)
SPEC = importlib.util.spec_from_file_location("kit", f"{KIT}/bench.py")
kit = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(kit)

PEOPLE = 10_000_000  # The loader adds it to the ids of people.


def encode(text):
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def number(match):
    """`"RmlsbTox"`, which is `Film:1`, as `1`."""
    try:
        name, _, digits = decode(match[1].decode()).partition(b":")
        return str(int(digits) % PEOPLE).encode() if name.isalpha() else match[0]
    except ValueError:
        return match[0]


def ours(target):
    return target.dir.startswith(HERE)


class Target(kit.Target):
    def bodies(self, q, sets):
        if not ours(self):
            return super().bodies(q, sets)
        given = [dict(one, film=encode(f"Film:{one['id']}")) if "id" in one else one for one in sets[q]]
        bodies = super().bodies(q, {q: given})
        return [self.moved(body, one) for body, one in zip(bodies, given)]

    def moved(self, body, one):
        if "afterId" not in one:
            return body
        request = json.loads(body)
        cursor = json.loads(decode(request["variables"]["after"]))
        cursor[1:] = [one["afterId"] for _ in cursor[1:]]  # Both are ordered by id alone.
        request["variables"]["after"] = encode(json.dumps(cursor, separators=(",", ":")))
        return json.dumps(request, separators=(",", ":"))

    def post(self, body):
        status, data = super().post(body)
        if ours(self) and sys.argv[1:2] == ["verify"]:
            data = re.sub(rb'(?<=:)"([\w-]{6,40})"', number, data)
        return status, data


# Lengths and recording codes of tracks have no place in our tables.
kit.SKIP |= {"lengthMs", "isrc"}
kit.Target = Target

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Our server beside the kit's targets. `table` is the kit's own.")
    parser.add_argument("command", choices=["verify", "run", "paired"])
    parser.add_argument("-t", "--targets", default="limit-pgrows,limit-sqlite,ours-pg,ours-sqlite")
    parser.add_argument("-q", "--queries", default=",".join(kit.ALL))
    parser.add_argument("-r", "--rounds", type=int, default=2)
    parser.add_argument("-s", "--secs", type=int, default=3)
    parser.add_argument("-c", "--conc", default="1,16")
    parser.add_argument("-o", "--out", default=f"{kit.W}/results.jsonl")
    given = parser.parse_args()
    path = lambda name: f"{HERE}/targets/{name}" if name.startswith("ours") else name
    targets = [Target(path(name)) for name in given.targets.split(",")]
    queries = given.queries.split(",")
    if given.command == "verify":
        sys.exit(1 if kit.verify(targets, queries) else 0)
    levels = [int(level) for level in given.conc.split(",")]
    {"run": kit.run, "paired": kit.paired}[given.command](targets, queries, given.rounds, given.secs, given.out, levels)
