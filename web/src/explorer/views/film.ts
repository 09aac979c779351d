import { ask, asked } from '../api';
import { type Child, h } from '../dom';
import { mark } from '../evidence';
import { operation, type FilmQuery } from '../generated/film';
import * as links from '../links';
import { aliases, artists, empty, facts, heading, identifiers, named, rest, section, sentence, table, type Place, type View, withOperations } from '../view';
import { counted, word } from '../words';
import { listings } from './listings';
import { missing } from './missing';

type Film = NonNullable<FilmQuery['film']>;

export async function film({ parts: [slug = ''], signal }: Place): Promise<View> {
  const variables = { slug };
  const { film } = await ask(operation, variables, signal);
  if (!film) return missing('film', slug);
  const request = asked(operation, variables);
  return {
    title: film.releaseYear ? `${film.title} (${film.releaseYear})` : film.title,
    content: withOperations(
      [
        heading({
          kind: 'film',
          slug: film.slug,
          title: film.title,
          detail: [
            sentence([film.releaseYear, film.kind === 'FEATURE' ? null : word(film.kind)]),
            film.releaseYear ? [' ', mark(film.evidence, 'releaseYear')] : null,
          ],
          evidence: film.evidence,
        }),
        facts([
          ['Directed by', artists(film.directors.edges)],
          ['Written by', artists(film.writers.edges)],
          ['Music by', artists(film.composers.edges)],
          ['With', artists(film.cast.edges)],
          ['Series', film.series && links.link('series', film.series.slug, film.series.title)],
          ['Also called', aliases(film.aliases.nodes)],
          ['Elsewhere', identifiers('film', film.identifiers.nodes)],
        ]),
        section('Soundtracks', film.soundtracks.edges.length, soundtracks(film)),
        film.cues.nodes.length ? section('Heard in the film', film.cues.totalCount, cues(film), rest(film.cues.nodes.length, film.cues.totalCount, request)) : null,
        listings(film.listings),
      ],
      [request],
    ),
  };
}

function soundtracks({ soundtracks }: Film): Child {
  if (!soundtracks.edges.length) {
    return empty('No soundtrack of this film is known.', 'It may have none, or no source has told of it yet.');
  }
  return h(
    'ul',
    { class: 'cards' },
    soundtracks.edges.map(({ node, volume, evidence }) =>
      h(
        'li',
        { class: 'card of-soundtrack' },
        h('h3', {}, links.link('soundtrack', node.slug, node.title), ' ', mark(evidence)),
        h('p', { class: 'quiet' }, sentence([
          node.releaseYear,
          node.label,
          node.kind && word(node.kind),
          volume && `volume ${volume}`,
          node.trackCount ? counted(node.trackCount, 'track') : null,
        ]) || 'Nothing more is known of it'),
        node.listed ? h('p', { class: 'badge' }, 'Listed') : null,
      ),
    ),
  );
}

function cues({ cues }: Film): Child {
  return table('Music in the film', ['Title', 'By', 'On the album'], cues.nodes.map((cue) => [
    [
      cue.song
        ? links.link('song', cue.song.slug, cue.song.title)
        : cue.recording
          ? links.link('recording', cue.recording.id, cue.recording.title)
          : h('span', { class: 'quiet' }, 'not known'),
      ' ',
      mark(cue.evidence),
    ],
    named(cue.artists.nodes),
    onAlbum(cue.onSoundtrack),
  ]));
}

export function onAlbum(known: boolean | null): Child {
  return known === null ? h('span', { class: 'quiet' }, 'not known') : known ? 'yes' : 'no';
}
