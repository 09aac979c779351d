// Directors and the artists on the soundtracks of their films.

import { ask, asked } from '../api';
import { type Child, h, several } from '../dom';
import { type MatrixQuery, operation } from '../generated/matrix';
import { operation as together } from '../generated/together';
import * as links from '../links';
import { heatMap, type Side } from '../pictures/heat-map';
import { empty, section, table, title, titled, type Place, type View, withOperations } from '../view';
import { counted } from '../words';

const MOST_ROWS = 24;
const MOST_COLUMNS = 24;

export async function matrix({ query, signal }: Place): Promise<View> {
  const least = query.get('least') === '2' ? 2 : 1;
  const variables = { least };
  const { groupSoundtracks } = await ask(operation, variables, signal);
  const pairs = Pairs.of(groupSoundtracks.nodes);
  const director = query.get('director');
  const artist = query.get('artist');
  const both = director && artist ? await ask(together, { director, artist }, signal) : null;
  return {
    title: 'Directors and artists',
    content: withOperations(
      [
        title('Directors and artists', 'Who works with whom again: each square counts the soundtracks of a director’s films on which an artist performs or is credited.'),
        h('nav', { class: 'tabs', 'aria-label': 'Pairs' },
          h('a', { href: '/matrix', 'aria-current': least === 1 ? 'page' : null }, 'All pairs'),
          h('a', { href: '/matrix?least=2', 'aria-current': least === 2 ? 'page' : null }, 'At least two together'),
        ),
        both && director && artist ? chosen(both.soundtracks.nodes, pairs.name(director), pairs.name(artist)) : null,
        pairs.rows.length
          ? [
              heatMap(
                'Soundtracks that directors and artists have in common',
                pairs.rows,
                pairs.columns,
                (row, column) => pairs.count(row, column),
                (row, column, value) => h(
                  'a',
                  {
                    href: `/matrix?${new URLSearchParams({ ...(least === 2 ? { least: '2' } : {}), director: row, artist: column })}`,
                    'aria-label': `${pairs.name(row)} and ${pairs.name(column)}: ${counted(value, 'soundtrack')}`,
                  },
                  String(value),
                ),
              ),
              h('p', { class: 'quiet' }, `The ${pairs.rows.length} directors and ${pairs.columns.length} artists with most in common, of ${groupSoundtracks.totalCount} pairs. Choose a square to see the soundtracks.`),
            ]
          : empty('No director and artist have that much in common.', h('a', { href: '/matrix' }, 'Show all pairs'), ', or import more soundtracks.'),
      ],
      [asked(operation, variables)],
      ...(both && director && artist ? [[asked(together, { director, artist }), 'The GraphQL behind the chosen pair'] as [ReturnType<typeof asked>, string]] : []),
    ),
  };
}

function chosen(soundtracks: readonly { slug: string; title: string; releaseYear: number | null; primaryFilm: { slug: string; title: string } | null }[], director: string, artist: string): Child {
  return section(`${director} and ${artist}`, soundtracks.length, soundtracks.length
    ? table('Soundtracks in common', ['Soundtrack', 'Film'], soundtracks.map((soundtrack) => [titled('soundtrack', soundtrack), soundtrack.primaryFilm && titled('film', soundtrack.primaryFilm)]))
    : several(empty('They have no soundtrack in common.', 'Choose a square below.')));
}

/** The directors and artists who have most in common, and how much. */
class Pairs {
  readonly rows: Side[];
  readonly columns: Side[];

  private constructor(
    rows: readonly string[],
    columns: readonly string[],
    private readonly counts: ReadonlyMap<string, number>,
    private readonly names: ReadonlyMap<string, string>,
  ) {
    const side = (slug: string): Side => ({ key: slug, label: links.link('artist', slug, this.name(slug)) });
    this.rows = rows.map(side);
    this.columns = columns.map(side);
  }

  static of(groups: MatrixQuery['groupSoundtracks']['nodes']): Pairs {
    const names = new Map<string, string>();
    const counts = new Map<string, number>();
    const directors = new Map<string, number>();
    const artists = new Map<string, { directors: number; total: number }>();
    for (const { count, key: { director, artist } } of groups) {
      // Who scores the own film is no pair.
      if (!director || !artist || director.slug === artist.slug) continue;
      names.set(director.slug, director.name).set(artist.slug, artist.name);
      counts.set(`${director.slug} ${artist.slug}`, count);
      const known = artists.get(artist.slug) ?? { directors: 0, total: 0 };
      artists.set(artist.slug, { directors: known.directors + 1, total: known.total + count });
    }
    // Artists who meet several directors, or one several times, make the picture; the others would be a column with one square.
    const columns = [...artists]
      .filter(([, { total }]) => total > 1)
      .sort(([a, one], [b, other]) => other.total - one.total || (a < b ? -1 : 1))
      .slice(0, MOST_COLUMNS)
      .map(([slug]) => slug);
    for (const artist of columns) {
      for (const [pair, count] of counts) {
        const [director = '', other] = pair.split(' ');
        if (other === artist) directors.set(director, (directors.get(director) ?? 0) + count);
      }
    }
    const rows = [...directors]
      .sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))
      .slice(0, MOST_ROWS)
      .map(([slug]) => slug);
    const kept = columns.filter((artist) => rows.some((director) => counts.has(`${director} ${artist}`)));
    return new Pairs(rows, kept, counts, names);
  }

  name(slug: string): string {
    return this.names.get(slug) ?? slug;
  }

  count(director: string, artist: string): number {
    return this.counts.get(`${director} ${artist}`) ?? 0;
  }
}
