import { ask, asked } from '../api';
import { type Child, h, listed } from '../dom';
import { mark } from '../evidence';
import { operation, type SoundtrackQuery } from '../generated/soundtrack';
import * as links from '../links';
import { aliases, empty, facts, heading, identifiers, later, named, performers, rest, section, sentence, table, titled, type Place, type View, withOperations } from '../view';
import { capital, counted, word } from '../words';
import { listings } from './listings';
import { missing } from './missing';
import { similar } from './similar';

type Soundtrack = NonNullable<SoundtrackQuery['soundtrack']>;

export async function soundtrack({ parts: [slug = ''], signal }: Place): Promise<View> {
  const variables = { slug };
  const { soundtrack } = await ask(operation, variables, signal);
  if (!soundtrack) return missing('soundtrack', slug);
  const request = asked(operation, variables);
  const { title, releaseYear } = soundtrack;
  return {
    title: releaseYear ? `${title} (soundtrack, ${releaseYear})` : `${title} (soundtrack)`,
    content: withOperations(
      [
        heading({
          kind: 'soundtrack',
          slug: soundtrack.slug,
          title,
          detail: [
            sentence([releaseYear, soundtrack.label, soundtrack.kind && word(soundtrack.kind), soundtrack.discs && soundtrack.discs > 1 && counted(soundtrack.discs, 'disc')]),
            ' ',
            mark(soundtrack.evidence, 'releaseYear') ?? mark(soundtrack.evidence, 'label') ?? mark(soundtrack.evidence, 'kind'),
            soundtrack.listed ? [' ', h('span', { class: 'badge' }, 'Listed')] : null,
          ],
          evidence: soundtrack.evidence,
        }),
        facts([
          ['Film', films(soundtrack)],
          ['Series', soundtrack.series && links.link('series', soundtrack.series.slug, soundtrack.series.title)],
          ...credits(soundtrack),
          ['Charts', charts(soundtrack)],
          ['Also called', aliases(soundtrack.aliases.nodes)],
          ['Elsewhere', identifiers('soundtrack', soundtrack.identifiers.nodes)],
        ]),
        section('Tracks', soundtrack.tracks.totalCount, tracks(soundtrack), rest(soundtrack.tracks.nodes.length, soundtrack.tracks.totalCount, request)),
        listings(soundtrack.listings),
        later(similar(soundtrack.slug, signal)),
      ],
      [request],
    ),
  };
}

function films({ films: { edges } }: Soundtrack): Child[] {
  return listed(edges.map(({ node, evidence }) => [
    titled('film', node),
    node.directors.nodes.length ? [h('span', { class: 'quiet' }, ' by '), named(node.directors.nodes)] : null,
    ' ',
    mark(evidence),
  ]), '; ');
}

function credits({ credits: { nodes } }: Soundtrack): [string, Child][] {
  const roles = [...new Set(nodes.map(({ role }) => role))];
  return roles.map((role) => [
    role === 'PERFORMER' ? 'Also performing' : capital(word(role)),
    listed(nodes.filter((credit) => credit.role === role).map(({ artist, creditedAs, evidence }) => [
      links.link('artist', artist.slug, artist.name),
      creditedAs && creditedAs !== artist.name ? h('span', { class: 'quiet' }, ` as ${creditedAs}`) : null,
      ' ',
      mark(evidence),
    ])),
  ]);
}

function charts({ chartEntries: { nodes } }: Soundtrack): Child[] {
  return listed(nodes.map(({ chart, country, position, mark: which, evidence }) => [
    `${chart}${country ? ` (${country})` : ''}: ${position} `,
    h('span', { class: 'quiet' }, word(which)),
    ' ',
    mark(evidence),
  ]), '; ');
}

function tracks({ tracks: { nodes } }: Soundtrack): Child {
  if (!nodes.length) {
    return empty('Its tracks are not known yet.', 'An import of MusicBrainz, or a file in the form of the seed catalogue, would bring them.');
  }
  const several = nodes.some(({ disc }) => (disc ?? 1) > 1);
  const numbered = nodes.some(({ position }) => position !== null);
  return table('Tracks', [...(numbered ? ['No.'] : []), 'Title', 'By', 'Song'], nodes.map(({ disc, position, title, inFilm, recording, evidence }) => {
    const cover = recording.covers.nodes[0];
    return [
      ...(numbered ? [position === null ? '' : several ? `${disc ?? 1}.${position}` : String(position)] : []),
      [
        links.link('recording', recording.id, title),
        ' ',
        mark(evidence),
        inFilm === false ? h('span', { class: 'quiet' }, ' not in the film') : null,
      ],
      performers(recording.artists.edges),
      cover
        ? [
            h('span', { class: 'badge cover' }, word(cover.kind)),
            ' of ',
            links.link('song', cover.song.slug, cover.song.title),
            cover.song.originalArtists.nodes.length ? [' by ', named(cover.song.originalArtists.nodes)] : null,
            ' ',
            mark(cover.evidence),
          ]
        : recording.song && [links.link('song', recording.song.slug, recording.song.title), recording.original ? h('span', { class: 'quiet' }, ' original') : null],
    ];
  }));
}
