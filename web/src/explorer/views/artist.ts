import { ask, asked, type Asked } from '../api';
import { type Child, h, listed } from '../dom';
import { mark } from '../evidence';
import { operation, type ArtistQuery } from '../generated/artist';
import * as links from '../links';
import { aliases, artists, facts, heading, identifiers, later, rest, section, sentence, table, titled, type Place, type View, withOperations } from '../view';
import { capital, counted, word } from '../words';
import { collaborators } from './collaborators';
import { missing } from './missing';

type Artist = NonNullable<ArtistQuery['artist']>;

export async function artist({ parts: [slug = ''], signal }: Place): Promise<View> {
  const variables = { slug };
  const { artist } = await ask(operation, variables, signal);
  if (!artist) return missing('artist', slug);
  const request = asked(operation, variables);
  return {
    title: artist.name,
    content: withOperations(
      [
        heading({
          kind: 'artist',
          slug: artist.slug,
          title: artist.name,
          detail: artist.kind === 'OTHER' ? null : [capital(word(artist.kind)), ' ', mark(artist.evidence, 'kind')],
          evidence: artist.evidence,
        }),
        facts([
          ['Member of', artists(artist.groups.edges)],
          ['Members', artists(artist.members.edges)],
          ['Also called', aliases(artist.aliases.nodes)],
          ['Elsewhere', identifiers('artist', artist.identifiers.nodes)],
        ]),
        directed(artist, request),
        soundtracks(artist, request),
        recordings(artist, request),
        covered(artist),
        written(artist, request),
        credits(artist, request),
        later(collaborators(artist.slug, signal)),
      ],
      [request],
    ),
  };
}

function directed({ directedFilms: { edges, totalCount } }: Artist, request: Asked): Child {
  if (!edges.length) return null;
  return section(
    'Directed',
    totalCount,
    table('Films directed', ['Film', 'Soundtracks'], edges.map(({ node, evidence }) => [
      [titled('film', node), ' ', mark(evidence)],
      listed(node.soundtracks.nodes.map(({ slug, title, listed }) => [
        links.link('soundtrack', slug, title),
        listed ? [' ', h('span', { class: 'badge' }, 'Listed')] : null,
      ])),
    ])),
    rest(edges.length, totalCount, request),
  );
}

function soundtracks({ soundtracks: { nodes, totalCount } }: Artist, request: Asked): Child {
  if (!nodes.length) return null;
  return section(
    'On soundtracks',
    totalCount,
    table('Soundtracks', ['Soundtrack', 'Film', ''], nodes.map((node) => [
      titled('soundtrack', node),
      node.primaryFilm && titled('film', node.primaryFilm),
      node.listed ? h('span', { class: 'badge' }, 'Listed') : null,
    ])),
    rest(nodes.length, totalCount, request),
  );
}

function recordings({ slug, recordings: { edges, totalCount } }: Artist, request: Asked): Child {
  if (!edges.length) return null;
  return section(
    'Recordings',
    totalCount,
    table('Recordings', ['Recording', 'Song', 'Heard on'], edges.map(({ node, evidence }) => {
      const cover = node.covers.nodes[0];
      const originals = node.song?.originalArtists.nodes.filter((original) => original.slug !== slug) ?? [];
      return [
        [links.link('recording', node.id, node.title), node.releaseYear ? h('span', { class: 'quiet' }, ` ${node.releaseYear}`) : null, ' ', mark(evidence)],
        node.song && [
          links.link('song', node.song.slug, node.song.title),
          cover
            ? [h('span', { class: 'quiet' }, ` ${word(cover.kind)} of `), listed(originals.map((original) => links.link('artist', original.slug, original.name)))]
            : node.original
              ? h('span', { class: 'quiet' }, ' original')
              : null,
        ],
        listed(node.soundtracks.nodes.map((soundtrack) => links.link('soundtrack', soundtrack.slug, soundtrack.title))),
      ];
    })),
    rest(edges.length, totalCount, request),
  );
}

function covered({ originalSongs: { nodes, totalCount } }: Artist): Child {
  const songs = nodes.filter(({ coverCount }) => coverCount);
  if (!songs.length) return null;
  return section(
    'Covered by others',
    songs.length,
    h('ul', { class: 'plain' }, songs.map((song) => h(
      'li',
      {},
      links.link('song', song.slug, song.title),
      h('span', { class: 'quiet' }, ` ${sentence([song.firstReleaseYear, counted(song.coverCount, 'cover')])}`),
    ))),
    totalCount > nodes.length ? h('p', { class: 'quiet' }, `Of the first ${nodes.length} of ${totalCount} songs.`) : null,
  );
}

function written({ writtenSongs: { edges, totalCount } }: Artist, request: Asked): Child {
  if (!edges.length) return null;
  return section(
    'Wrote',
    totalCount,
    h('ul', { class: 'plain' }, edges.map(({ node, evidence }) => h(
      'li',
      {},
      links.link('song', node.slug, node.title),
      node.firstReleaseYear ? h('span', { class: 'quiet' }, ` ${node.firstReleaseYear}`) : null,
      ' ',
      mark(evidence),
    ))),
    rest(edges.length, totalCount, request),
  );
}

function credits({ credits: { nodes, totalCount } }: Artist, request: Asked): Child {
  if (!nodes.length) return null;
  return section(
    'In films',
    totalCount,
    table('Parts in films', ['Film', 'As'], nodes.map(({ role, creditedAs, film, evidence }) => [
      [titled('film', film), ' ', mark(evidence)],
      sentence([word(role), creditedAs && `credited as ${creditedAs}`]),
    ])),
    rest(nodes.length, totalCount, request),
  );
}
