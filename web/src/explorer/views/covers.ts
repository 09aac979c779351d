import { ask, asked } from '../api';
import { h, listed } from '../dom';
import { operation } from '../generated/covers';
import * as links from '../links';
import { empty, named, table, title, type Place, type View, withOperations } from '../view';
import { number, word } from '../words';
import { pages } from './pages';

export async function covers({ query, signal }: Place): Promise<View> {
  const variables = { first: 50, after: query.get('after') };
  const { songs } = await ask(operation, variables, signal);
  return {
    title: 'Covers',
    content: withOperations(
      [
        title('Covers', songs.totalCount
          ? `${number(songs.totalCount)} songs that others recorded again for a soundtrack. Choose one to see its covers on an axis of years.`
          : 'Songs that others recorded again.'),
        songs.nodes.length
          ? [
              table('Covered songs', ['Song', 'First by', 'Covers', 'Covered by'], songs.nodes.map((song) => [
                [links.link('song', song.slug, song.title), song.firstReleaseYear ? h('span', { class: 'quiet' }, ` ${song.firstReleaseYear}`) : null],
                named(song.originalArtists.nodes),
                String(song.coverCount),
                [
                  listed(song.covers.nodes.map(({ kind, recording }) => [
                    recording.artists.nodes.length ? named(recording.artists.nodes) : links.link('recording', recording.id, 'a recording'),
                    kind === 'COVER' ? null : h('span', { class: 'quiet' }, ` (${word(kind)})`),
                  ])),
                  song.coverCount > song.covers.nodes.length ? ', …' : null,
                ],
              ])),
              pages(songs.pageInfo, query),
            ]
          : empty('No covers are known.', 'MusicBrainz tells which recordings cover which songs: ', h('code', {}, 'needledrop import musicbrainz json-dumps/'), '.'),
      ],
      [asked(operation, variables)],
    ),
  };
}
