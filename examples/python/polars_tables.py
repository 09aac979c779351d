"""polars reads questions and the exported tables by their addresses, in every form, and gets the same table each time.

    needledrop export --format parquet --out data   # and csv, ndjson, arrow
    needledrop serve --data data
    python polars_tables.py http://127.0.0.1:8000
"""

import sys
from urllib.request import urlopen

import polars as pl

origin = sys.argv[1]

# A question is a file whose name ends with its form and whose parameters are the variables of the question.
question = f"{origin}/q/directors-with-multiple-listed-soundtracks"
directors = pl.read_parquet(f"{question}.parquet?min=2")
print(directors)
assert directors.schema["listedSoundtracks.primaryFilm.releaseYear"] == pl.Int64

for other in (
    pl.scan_parquet(f"{question}.parquet?min=2").collect(),
    pl.read_csv(f"{question}.csv?min=2"),
    pl.scan_csv(f"{question}.csv?min=2").collect(),
    pl.read_ndjson(f"{question}.ndjson?min=2"),
    pl.scan_ndjson(f"{question}.ndjson?min=2").collect(),
    pl.read_ipc_stream(urlopen(f"{question}.arrow?min=2").read()),
):
    assert other.equals(directors)

# No rows, and still columns with types.
none = pl.read_parquet(f"{question}.parquet?min=1000")
assert (none.height, none.schema) == (0, directors.schema)

# Lists that lie beside the rows are lists of structs.
covers = pl.read_parquet(f"{origin}/q/covers-on-listed-soundtracks.parquet")
print(
    covers.select(
        "song.title",
        "song.originalArtists.name",
        by=pl.col("recording.artists.nodes").list.eval(pl.element().struct.field("name")).list.join(" & "),
    )
)
assert covers.schema["recording.artists.nodes"] == pl.List(pl.Struct({"name": pl.String}))

# The exported tables. `latest` leads to the newest; of a scan only the columns that are needed are fetched.
data = f"{origin}/data/latest"
film = pl.scan_parquet(f"{data}/film.parquet")
link = pl.scan_parquet(f"{data}/film_soundtrack.parquet")
decades = (
    link.filter("primary")
    .join(film, left_on="film_id", right_on="id")
    .group_by(decade=pl.col("release_year") // 10 * 10)
    .agg(soundtracks=pl.len())
    .sort("decade")
    .collect()
)
print(decades)
assert decades["soundtracks"].sum() > 0

films = pl.read_parquet(f"{data}/film.parquet")
for other in (
    pl.scan_parquet(f"{data}/film.parquet").collect(),
    pl.read_csv(f"{data}/film.csv"),
    pl.scan_csv(f"{data}/film.csv").collect(),
    pl.scan_ndjson(f"{data}/film.ndjson").collect(),
    pl.scan_ipc(f"{data}/film.arrow").collect(),
):
    assert other.cast(dict(films.schema)).equals(films)
assert pl.read_parquet(f"{data}/change.parquet").schema["time"] == pl.Datetime("us", "UTC")
