// Asks a running server, with types from the schema for all that goes out and comes in.
//
//     npm ci && npm run generate && npm start -- http://127.0.0.1:8000/graphql
import assert from "node:assert/strict";
import { Client, Refused } from "./client.js";
import { graphql } from "./generated/index.js";
import { DirectorsWithMultipleListedSoundtracksDocument as Directors } from "./generated/graphql.js";

const OneFilm = graphql(`
  query OneFilm($by: FilmBy!) {
    film(by: $by) {
      title
      releaseYear
      credits { nodes { role artist { name } } }
      soundtracks { nodes { title tracks { nodes { position recording { title covers { nodes { kind song { title } } } } } } } }
    }
  }
`);

const client = new Client(process.argv[2] ?? "http://127.0.0.1:8000/graphql");

// A question of the server, by its name.
const { directors } = await client.question("directors-with-multiple-listed-soundtracks", Directors, { min: 2 });
for (const { name, listedSoundtracks } of directors.nodes) {
  const titles: string[] = listedSoundtracks.nodes.map((soundtrack) => soundtrack.title);
  console.log(`${name}: ${titles.join(", ")}`);
  assert.equal(titles.length, listedSoundtracks.totalCount);
}
assert.equal(directors.nodes.length, directors.totalCount);
assert.equal(directors.nodes[0]?.name, "Danny Boyle");

// A document of this program. A film is looked up by one of several keys, and the type knows that it is one.
for (const slug of ["singles-1992", "vanilla-sky-2001"]) {
  const { film } = await client.ask(OneFilm, { by: { slug } });
  const year: number | null | undefined = film?.releaseYear;
  const by = film?.credits.nodes.filter(({ role }) => role === "DIRECTOR").map(({ artist }) => artist.name);
  console.log(`${film?.title} (${year}) by ${by?.join(" and ")}`);
  assert.ok(year && slug.endsWith(`-${year}`));
  assert.deepEqual(by, ["Cameron Crowe"]);
}
const nothing = await client.ask(OneFilm, { by: { slug: "no-such-film" } });
assert.equal(nothing.film, null);
console.log(`the text of the document was sent ${client.sent} times`);
assert.ok(client.sent <= 1 || !client.keeps);

// What is wrong is an error with a code.
await assert.rejects(
  client.ask(OneFilm, { by: { id: "not-an-id" } }),
  (error) => error instanceof Refused && error.has("BAD_USER_INPUT"),
);

// What the compiler refuses. It fails if one of these lines becomes right.
export async function mistakes(): Promise<void> {
  // @ts-expect-error: one key, not two.
  await client.ask(OneFilm, { by: { slug: "singles-1992", id: "RmlsbTox" } });
  // @ts-expect-error: `min` is a number.
  await client.question("directors-with-multiple-listed-soundtracks", Directors, { min: "two" });
  // @ts-expect-error: the document does not ask for it.
  console.log(directors.nodes[0]?.slug);
  const { film } = await client.ask(OneFilm, { by: { slug: "singles-1992" } });
  // @ts-expect-error: there is no such role.
  console.log(film?.credits.nodes.some(({ role }) => role === "DIRECTED"));
  // @ts-expect-error: the year may be unknown.
  console.log((film?.releaseYear ?? null) + 1);
}
