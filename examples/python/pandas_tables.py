"""pandas reads any GraphQL query, and any question, as a table.

    python pandas_tables.py http://127.0.0.1:8000
"""

import sys
from io import BytesIO
from urllib.parse import urlencode
from urllib.request import urlopen

import pandas as pd

origin = sys.argv[1]


def ask(document: str) -> pd.DataFrame:
    """All rows of a query. The deepest list gives the rows, and their columns have the types of the schema."""
    address = f"{origin}/graphql?{urlencode({'query': document, 'format': 'parquet'})}"
    return pd.read_parquet(BytesIO(urlopen(address).read()), dtype_backend="pyarrow")


tracks = ask("""
{
  tracks {
    nodes {
      title
      soundtrack { title primaryFilm { releaseYear } }
      recording { original artists { nodes { name } } }
    }
  }
}
""")
print(tracks.dtypes)
# Who is unknown is <NA>, and years stay whole numbers.
assert tracks["soundtrack.primaryFilm.releaseYear"].dtype == "int64[pyarrow]"
assert tracks["recording.original"].dtype == "bool[pyarrow]"

covers = tracks[~tracks["recording.original"]]
print(covers.groupby("recording.artists.name").size().sort_values(ascending=False).head())
assert 0 < len(covers) < len(tracks)

# The addresses of questions can be given to pandas as they are.
question = f"{origin}/q/films-by-decade"
by_decade = pd.read_parquet(f"{question}.parquet")
pd.testing.assert_frame_equal(by_decade, pd.read_csv(f"{question}.csv"), check_dtype=False)
pd.testing.assert_frame_equal(by_decade, pd.read_json(f"{question}.ndjson", lines=True), check_dtype=False)
print(by_decade.pivot_table(index="key.decade", columns="key.kind", values="count", fill_value=0).astype(int))
