import { ask, asked } from '../api';
import { type Child, h } from '../dom';
import { type HomeQuery, operation } from '../generated/home';
import * as links from '../links';
import { bars } from '../pictures/bars';
import { address, searchBox } from '../search-box';
import { empty, section, titled, type Place, type View, withOperations } from '../view';
import { number } from '../words';

export async function home({ go, signal }: Place): Promise<View> {
  const { catalogue, directors, groupListings } = await ask(operation, {}, signal);
  const search = searchBox({
    id: 'home-search',
    label: 'Search films, artists, soundtracks, songs and lists',
    placeholder: 'A film, an artist, a song…',
    choose: (found) => go(address(found)),
    submit: (text) => go(links.search(text)),
  });
  const votes = groupListings.nodes.flatMap(({ count, key: { soundtrack } }) => (soundtrack ? [{ label: titled('soundtrack', soundtrack), value: count }] : []));
  return {
    title: 'needledrop, the open film-music graph',
    content: withOperations(
      [
        h('header', { class: 'hero' },
          h('h1', { tabindex: -1 }, 'The open film\u2011music graph'),
          h('p', { class: 'detail' }, 'Films, their soundtracks, the songs on them, who covers whom, and the lists that name them. Every fact says who says so.'),
          h('search', {}, search.element),
          counts(catalogue),
        ),
        h('div', { class: 'columns-two' },
          section('Directors with most listed soundtracks', null, directors.nodes.length
            ? [
                bars(directors.nodes.map((node) => ({ label: links.link('artist', node.slug, node.name), value: node.listedSoundtrackCount })), 'listed soundtracks'),
                h('p', {}, h('a', { href: '/rankings/directors' }, 'All of them')),
              ]
            : empty('No list names a soundtrack yet.', h('code', {}, 'needledrop import list my-favourites.toml'))),
          section('Soundtracks with most votes', null, votes.length
            ? [bars(votes, 'votes'), h('p', {}, h('a', { href: '/rankings/voted' }, 'All of them'))]
            : empty('Nobody has voted yet.', 'See what lists pick under ', h('a', { href: '/lists' }, 'lists'), '.')),
        ),
        section('Ways in', null, h('ul', { class: 'cards' }, WAYS.map(([href, name, text]) => h(
          'li',
          { class: 'card' },
          h('h3', {}, h('a', { href, 'data-leave': href.startsWith('/q') || href === '/graphql' }, name)),
          h('p', { class: 'quiet' }, text),
        )))),
        section('Sources', catalogue.sources.length, h('ul', { class: 'plain' }, catalogue.sources.map(({ name, kind, licence, url }) => h(
          'li',
          {},
          url ? h('a', { href: url, rel: 'external noopener', class: 'outside' }, name) : name,
          h('span', { class: 'quiet' }, ` ${[KINDS_OF_SOURCE[kind], licence].filter(Boolean).join(' · ')}`),
        )))),
      ],
      [asked(operation, {})],
    ),
  };
}

const KINDS_OF_SOURCE = { ARTICLE: 'article', DATASET: 'data set', EDITOR: 'editors of this catalogue' };

const WAYS: readonly [string, string, string][] = [
  ['/path', 'Find a path', 'How does one artist connect to another, through films, albums and songs?'],
  ['/covers', 'Covers', 'Songs that were recorded again, each from the original to its covers.'],
  ['/matrix', 'Directors and artists', 'Who works with whom again.'],
  ['/lists', 'Compare lists', 'Which soundtracks do several lists name?'],
  ['/graphql', 'Playground', 'Ask your own question in GraphQL.'],
  ['/q', 'Ready questions', 'Named questions with an address each, as CSV, Parquet and more.'],
];

function counts(catalogue: HomeQuery['catalogue']): Child {
  const shown: [number, string][] = [
    [catalogue.filmCount, 'films'],
    [catalogue.soundtrackCount, 'soundtracks'],
    [catalogue.artistCount, 'artists'],
    [catalogue.recordingCount, 'recordings'],
    [catalogue.songCount, 'songs'],
    [catalogue.coverCount, 'covers'],
    [catalogue.listCount, 'lists'],
  ];
  return h('ul', { class: 'counts' }, shown.map(([count, what]) => h('li', {}, h('strong', {}, number(count)), ` ${what}`)));
}
