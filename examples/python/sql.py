"""The SQL of examples/sql on DuckDB, over the exported Parquet files, and on the exported SQLite file: the same answers.

Where the server has a question of the same name, its answer is the same too.

    needledrop export --format parquet --out data && needledrop export --format sqlite --out data
    python sql.py data/latest http://127.0.0.1:8000
"""

import csv
import json
import sqlite3
import sys
from pathlib import Path
from urllib.request import urlopen

import duckdb

folder, origin = Path(sys.argv[1]), sys.argv[2]

# Every table is a file of its name.
parquet = duckdb.connect()
for file in sorted(folder.glob("*.parquet")):
    parquet.execute(f"""CREATE VIEW "{file.stem}" AS FROM '{file}'""")
sqlite = sqlite3.connect(f"{(folder / 'needledrop.sqlite').resolve().as_uri()}?mode=ro", uri=True)

questions = {question["name"] for question in json.load(urlopen(f"{origin}/q"))["questions"]}
answers = {}

for file in sorted((Path(__file__).parent.parent / "sql").glob("*.sql")):
    rows = answers[file.stem] = parquet.execute(file.read_text()).fetchall()
    assert rows, f"{file.name} has no rows"
    assert sqlite.execute(file.read_text()).fetchall() == rows, f"{file.name}: SQLite and DuckDB differ"
    if file.stem in questions:
        lines = list(csv.reader(urlopen(f"{origin}/q/{file.stem}.csv").read().decode().splitlines()))[1:]
        cells = [["" if cell is None else str(cell) for cell in row] for row in rows]
        assert lines == cells, f"{file.name}: HTTP and DuckDB differ"
    same = "DuckDB = SQLite = HTTP" if file.stem in questions else "DuckDB = SQLite"
    print(f"{file.stem}: {len(rows)} rows, {same}; the first: {rows[0]}")

# The same numbers as those of the tree that GraphQL gives.
name = "directors-with-multiple-listed-soundtracks"
directors = json.load(urlopen(f"{origin}/graphql?documentId={name}"))["data"]["directors"]
assert directors["totalCount"] == len({row[0] for row in answers[name]})
assert [(director["name"], director["listedSoundtracks"]["totalCount"]) for director in directors["nodes"]] == list(
    dict.fromkeys(row[:2] for row in answers[name])
)
assert len(questions & answers.keys()) >= 4, "questions of these names are gone"
