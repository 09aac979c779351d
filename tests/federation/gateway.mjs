// Does the server work as a subgraph? Composes it with a second one, and asks a gateway over the two.
//
//     node tests/federation/gateway.mjs http://127.0.0.1:8000/graphql

import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { deepStrictEqual as same, ok } from 'node:assert';
import { composeServices } from '@apollo/composition';
import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse } from 'graphql';
import { check, finish } from '../../web/test/report.mjs';

const [url] = process.argv.slice(2);

// The second subgraph knows films by IMDb's ids and artists by slugs, and nothing else of them.
const typeDefs = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key"])
  type Query { opinions: [Opinion!]! }
  type Opinion { stars: Int! film: Film holder: Artist }
  type Film @key(fields: "imdbId") { imdbId: String opinions: [Opinion!]! }
  type Artist @key(fields: "slug") { slug: String! praise: String! }
`);
const film = (imdbId) => ({ __typename: 'Film', imdbId });
const artist = (slug) => ({ __typename: 'Artist', slug });
const opinions = [
  { stars: 5, film: film('tt0259711'), holder: artist('aimee-mann') },
  { stars: 4, film: film('tt0105415'), holder: artist('cameron-crowe') },
  { stars: 3, film: film('tt0259711'), holder: null },
  { stars: 1, film: film('tt0000000'), holder: artist('nobody-at-all') },
];
const resolvers = {
  Query: { opinions: () => opinions },
  Film: { opinions: ({ imdbId }) => opinions.filter((opinion) => opinion.film.imdbId === imdbId) },
  Artist: { praise: ({ slug }) => `praise of ${slug}` },
};
const second = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  const { query, variables } = JSON.parse(body);
  const schema = buildSubgraphSchema({ typeDefs, resolvers });
  const answer = await graphql({ schema, source: query, variableValues: variables });
  response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
});
await new Promise((listening) => second.listen(0, '127.0.0.1', listening));
const secondUrl = `http://127.0.0.1:${second.address().port}/`;

let supergraphSdl;
await check('the two compose without an error or a hint', async () => {
  const { data } = await post('{ _service { sdl } }');
  const composed = composeServices([
    { name: 'needledrop', url, typeDefs: parse(data._service.sdl) },
    { name: 'opinions', url: secondUrl, typeDefs },
  ]);
  const complaints = [...(composed.errors ?? []), ...(composed.hints ?? [])];
  ok(!complaints.length, complaints.map(({ message }) => message).join('\n'));
  supergraphSdl = composed.supergraphSdl;
});

if (supergraphSdl) {
  let requests = 0;
  const quiet = { debug() {}, info() {}, warn() {}, error() {} };
  const buildService = (service) =>
    new RemoteGraphQLDataSource({
      url: service.url,
      willSendRequest: () => {
        requests += service.url === url ? 1 : 0;
      },
    });
  const gateway = new ApolloGateway({ supergraphSdl, logger: quiet, buildService });
  const { executor, schema } = await gateway.load();
  const ask = async (query) => {
    requests = 0;
    return executor({
      document: parse(query),
      queryHash: createHash('sha256').update(query).digest('hex'),
      request: { query, http: { headers: new Map() } },
      operationName: null,
      context: {},
      schema,
      logger: quiet,
      metrics: {},
      overallCachePolicy: { restrict() {} },
    });
  };

  await check('what is for gateways alone is hidden', () => {
    const fields = schema.getQueryType().getFields();
    ok(fields.films && fields.opinions && !fields._service && !fields._entities, Object.keys(fields).join());
  });
  await check('from this server to the other, by an id of another catalogue', async () => {
    const { data, errors } = await ask('{ film(by: { slug: "vanilla-sky-2001" }) { title opinions { stars } } }');
    ok(!errors, JSON.stringify(errors));
    same(plain(data), { film: { title: 'Vanilla Sky', opinions: [{ stars: 5 }, { stars: 3 }] } });
  });
  await check('from the other to this server, all entities of a kind in one request', async () => {
    const { data, errors } = await ask('{ opinions { film { title directors { nodes { name } } } } }');
    const directors = { nodes: [{ name: 'Cameron Crowe' }] };
    const sky = { title: 'Vanilla Sky', directors };
    same(plain(data).opinions.slice(0, 3).map(({ film }) => film), [sky, { title: 'Singles', directors }, sky]);
    same(requests, 1);
    // What is not there is null, and the gateway says that a title was promised.
    same(plain(data).opinions[3].film, null);
    ok(!errors?.some(({ extensions }) => extensions?.code === 'INTERNAL_SERVER_ERROR'), JSON.stringify(errors));
  });
  await check('by a slug', async () => {
    const { data } = await ask('{ opinions { holder { name praise } } }');
    same(plain(data).opinions.slice(0, 2).map(({ holder }) => holder), [
      { name: 'Aimee Mann', praise: 'praise of aimee-mann' },
      { name: 'Cameron Crowe', praise: 'praise of cameron-crowe' },
    ]);
  });
  await check('an error keeps its code', async () => {
    const { errors } = await ask('{ films(first: 5000) { nodes { title } } }');
    same(errors?.map(({ extensions }) => extensions.code), ['BAD_USER_INPUT']);
  });
  await gateway.stop();
}
second.close();
second.closeAllConnections();
finish();

async function post(query) {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) });
  return answer.json();
}

/** Without the prototypes that tell a gateway's objects from others. */
function plain(value) {
  return JSON.parse(JSON.stringify(value));
}
