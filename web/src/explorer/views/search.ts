import { ask, asked } from '../api';
import { h, several } from '../dom';
import { operation } from '../generated/search';
import type { SearchType } from '../generated/schema';
import { address, description, found } from '../search-box';
import { empty, title, type Place, type View, withOperations } from '../view';
import { counted, KINDS, type Kind } from '../words';

const TYPES: Record<Kind, SearchType> = {
  film: 'FILM',
  series: 'FILM_SERIES',
  artist: 'ARTIST',
  soundtrack: 'SOUNDTRACK',
  song: 'SONG',
  recording: 'RECORDING',
  list: 'LIST',
};

export async function search({ query, signal }: Place): Promise<View> {
  const text = query.get('q')?.trim() ?? '';
  const only = query.get('kind') as Kind | null;
  if (!text) return { title: 'Search', content: several(title('Search'), empty('What are you looking for?', 'Type a film, an artist, a soundtrack, a song or a list above.')) };
  const types = only && Object.hasOwn(TYPES, only) ? [TYPES[only]] : null;
  const variables = { query: text, types, first: 50 };
  const { search } = await ask(operation, variables, signal);
  const to = (kind: string | null) => `/search?${new URLSearchParams(kind ? { q: text, kind } : { q: text })}`;
  return {
    title: `“${text}”`,
    content: withOperations(
      [
        title(`“${text}”`, search.totalCount ? `${counted(search.totalCount, 'match', 'matches')}, the best first.` : null),
        h('nav', { class: 'tabs', 'aria-label': 'Kinds' },
          h('a', { href: to(null), 'aria-current': types ? null : 'page' }, 'Everything'),
          (Object.keys(TYPES) as Kind[]).map((kind) => h('a', { href: to(kind), 'aria-current': types && kind === only ? 'page' : null }, KINDS[kind].many)),
        ),
        search.edges.length
          ? h('ol', { class: 'results' }, search.edges.map(found).map((one) => h('li', {}, h('a', { href: address(one) }, description(one)))))
          : empty(`Nothing is called anything like “${text}”.`, 'Try fewer or other words; misspelled ones are found if half of each word is right.'),
        search.totalCount > search.edges.length ? h('p', { class: 'quiet' }, `The best ${search.edges.length} of ${search.totalCount}.`) : null,
      ],
      [asked(operation, variables)],
    ),
  };
}
