"""What the programs that load a server share: its start and end, the questions, and wrk."""
import json, os, re, signal, subprocess, sys, tempfile, time, urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))

# What explorers and clients ask most: one thing with what is around it, pages, counts, a search.
MIXED = [
    "{ films(first: 20) { nodes { id title releaseYear } } }",
    "{ films(filter: { releaseYear: { gte: 1990, lt: 2000 } }, orderBy: [{ title: ASC }], first: 10) { totalCount nodes { title directors { nodes { name } } } } }",
    "{ artists(first: 10, orderBy: [{ name: ASC }]) { nodes { name directedFilms(first: 5) { nodes { title releaseYear } } } } }",
    "{ soundtracks(first: 10) { nodes { title primaryFilm { title } tracks(first: 10) { nodes { title } } } } }",
    "{ songs(first: 10) { nodes { title recordings(first: 3) { nodes { title } } } } }",
    "{ search(query: \"love\", first: 10) { nodes { __typename } } }",
    "{ films { totalCount } artists { totalCount } soundtracks { totalCount } }",
    "{ lists(first: 5) { nodes { title } } }",
]


class Server:
    """A server at a port of its own, until it is stopped."""

    def __init__(self, binary, *arguments):
        self.log = tempfile.TemporaryFile("w+")
        command = [binary, "serve", "--listen", "127.0.0.1:0", *arguments]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.log, text=True)
        line = self.process.stdout.readline()
        found = re.search(r"http://\S+", line)
        if not found:
            self.log.seek(0)
            sys.exit(f"the server does not start: {line}{self.log.read()}")
        self.origin = found[0]

    def rss(self):
        """MiB that it takes of the memory."""
        return rss(self.process.pid)

    def metrics(self):
        """The values by their names and labels."""
        with urllib.request.urlopen(f"{self.origin}/metrics") as answer:
            lines = answer.read().decode().splitlines()
        return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if line and line[0] != "#")}

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        if self.process.wait(60) != 0:
            sys.exit(f"the server ended with {self.process.returncode}")


def rss(pid):
    with open(f"/proc/{pid}/status") as status:
        return int(re.search(r"VmRSS:\s+(\d+)", status.read())[1]) / 1024


def questions(origin, all_of_them):
    """A file with the questions, each of which is known to be answered."""
    bodies = [{"query": query} for query in MIXED]
    if all_of_them:
        with urllib.request.urlopen(urllib.request.Request(f"{origin}/q", headers={"accept": "application/json"})) as answer:
            named = json.load(answer)["questions"]
        bodies += [{"query": one["document"], "variables": one["example"]} for one in named]
    file = tempfile.NamedTemporaryFile("w", suffix=".ndjson")
    for body in bodies:
        request = urllib.request.Request(f"{origin}/graphql", json.dumps(body).encode(), {"content-type": "application/json"})
        with urllib.request.urlopen(request) as answer:
            errors = json.load(answer).get("errors")
        if errors:
            sys.exit(f"this is not answered: {body['query']}\n{errors}")
        file.write(json.dumps(body) + "\n")
    file.flush()
    return file


def wrk(origin, file, connections, threads, seconds):
    command = ["wrk", f"-c{connections}", f"-t{threads}", f"-d{seconds}", "--timeout", "10s", "-s", f"{HERE}/mixed.lua"]
    out = subprocess.run([*command, f"{origin}/graphql", "--", file.name], capture_output=True, text=True, check=True).stdout
    return json.loads(next(line for line in out.splitlines() if line.startswith("{")))


def failed(done):
    return done["not_2xx"] + done["cut"] + done["timeouts"]


def release():
    return os.environ.get("NEEDLEDROP", f"{ROOT}/target/release/needledrop")


def wait(seconds, what, so):
    end = time.monotonic() + seconds
    while not so():
        if time.monotonic() > end:
            sys.exit(f"this does not come: {what}")
        time.sleep(0.2)
