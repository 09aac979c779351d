"""gql asks, pydantic gives the answer its types, and a cursor leads through all pages.

gql fetches the schema first, and so refuses a wrong document before it is sent.

    python typed.py http://127.0.0.1:8000
"""

import sys
from collections.abc import Iterator
from typing import Generic, TypeVar

from gql import Client, gql
from gql.client import SyncClientSession
from gql.transport.exceptions import TransportQueryError
from gql.transport.httpx import HTTPXTransport
from graphql import GraphQLError
from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


Node = TypeVar("Node")


class Answer(BaseModel):
    # What the model does not know is a mistake, and so is a number in place of a text.
    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", strict=True)


class Artist(Answer):
    name: str


class Film(Answer):
    title: str
    release_year: int | None
    directors: "Nodes[Artist]"


class Soundtrack(Answer):
    title: str
    primary_film: Film | None


class Nodes(Answer, Generic[Node]):
    nodes: list[Node]


class PageInfo(Answer):
    has_next_page: bool
    end_cursor: str | None


class Page(Nodes[Soundtrack]):
    total_count: int
    page_info: PageInfo


listed = gql("""
query ListedSoundtracks($after: String) {
  soundtracks(filter: { listed: { eq: true } }, orderBy: [{ title: ASC }], first: 20, after: $after) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes { title primaryFilm { title releaseYear directors { nodes { name } } } }
  }
}
""")


def pages(session: SyncClientSession) -> Iterator[Page]:
    after = None
    while True:
        listed.variable_values = {"after": after}
        page = Page.model_validate(session.execute(listed)["soundtracks"])
        yield page
        if not page.page_info.has_next_page:
            return
        after = page.page_info.end_cursor


transport = HTTPXTransport(url=f"{sys.argv[1]}/graphql")
with Client(transport=transport, fetch_schema_from_transport=True) as session:
    titles = []
    for number, page in enumerate(pages(session), 1):
        first = page.nodes[0]
        directors = [director.name for director in first.primary_film.directors.nodes] if first.primary_film else []
        print(f"page {number} begins with {first.title} ({', '.join(directors) or 'nobody known'})")
        titles += [soundtrack.title for soundtrack in page.nodes]
    assert len(titles) == page.total_count > 20

    # The schema refuses what it does not know; nothing is sent.
    try:
        session.execute(gql("{ films { nodes { year } } }"))
        raise AssertionError("a field that is not there was accepted")
    except GraphQLError as error:
        print(f"refused here: {error.message}")

    # What the server refuses has a code.
    try:
        session.execute(gql("{ films(first: 5000) { totalCount } }"))
        raise AssertionError("a page that is too long was given")
    except TransportQueryError as error:
        assert error.errors[0]["extensions"]["code"] == "BAD_USER_INPUT"
        print(f"refused there: {error.errors[0]['message']}")
