// The lists there are, and what several of them agree on.

import { ask, asked } from '../api';
import { type Child, h } from '../dom';
import { type CompareQuery, operation as compare } from '../generated/compare';
import { type ListsQuery, operation } from '../generated/lists';
import * as links from '../links';
import { heatMap } from '../pictures/heat-map';
import { empty, section, sentence, title, titled, type Place, type View, withOperations } from '../view';
import { counted, number, word } from '../words';
import { counts, listTitle } from './listings';

type List = ListsQuery['lists']['nodes'][number];
type Soundtrack = CompareQuery['soundtracks']['nodes'][number];

/** More lists than this side by side cannot be read. */
const MOST = 8;

export async function lists({ query, signal, go }: Place): Promise<View> {
  const { lists } = await ask(operation, {}, signal);
  const bySlug = new Map(lists.nodes.map((list) => [list.slug, list]));
  const named = query.getAll('list').filter((slug) => bySlug.has(slug)).slice(0, MOST);
  const chosen = named.length ? named : lists.nodes.slice(0, Math.min(MOST, 4)).map(({ slug }) => slug);
  const variables = { lists: chosen, least: 2, first: 100 };
  const common = chosen.length > 1 ? await ask(compare, variables, signal) : null;
  return {
    title: 'Lists',
    content: withOperations(
      [
        title('Lists', 'Articles, polls and charts that name soundtracks, and which soundtracks several of them name.'),
        lists.nodes.length
          ? [
              choice(lists.nodes, chosen, go),
              section(
                'Named by several',
                common?.soundtracks.totalCount ?? null,
                common ? agreement(common.soundtracks.nodes, chosen.map((slug) => bySlug.get(slug)!)) : lists.nodes.length > 1
                    ? empty('Choose two lists or more.', 'Then the soundtracks that they share stand here.')
                    : empty('There is only one list.', 'Import another to compare them: ', h('code', {}, 'needledrop import list my-favourites.toml'), '.'),
              ),
            ]
          : empty('There are no lists yet.', ['Import one: ', h('code', {}, 'needledrop import list my-favourites.toml'), '.']),
      ],
      [asked(operation, {}), 'The GraphQL behind the lists'],
      ...(common ? [[asked(compare, variables), 'The GraphQL behind the comparison'] as [ReturnType<typeof asked>, string]] : []),
    ),
  };
}

function choice(lists: readonly List[], chosen: readonly string[], go: (address: string) => void): Child {
  const boxes = lists.map(({ slug }) => h('input', { type: 'checkbox', name: 'list', value: slug, checked: chosen.includes(slug), id: `list-${slug}` }));
  return h(
    'form',
    {
      class: 'choice',
      action: '/lists',
      onsubmit: (event: SubmitEvent) => {
        event.preventDefault();
        const address = new URLSearchParams(boxes.filter((box) => box.checked).map((box) => ['list', box.value]));
        go(`/lists?${address}`);
      },
    },
    h('ul', { class: 'cards' }, lists.map((list, at) => h(
      'li',
      { class: 'card of-list' },
      h('h2', {}, links.link('list', list.slug, listTitle(list))),
      h('p', { class: 'quiet' }, sentence([word(list.kind), list.publisher, list.author, list.published])),
      h('p', {}, `${counted(list.soundtrackCount, 'soundtrack')} picked or voted for`),
      lists.length > 1 ? h('label', { for: boxes[at]!.id }, boxes[at], ' compare', h('span', { class: 'unseen' }, ` ${listTitle(list)}`)) : null,
    ))),
    lists.length > 2 ? h('p', {}, h('button', { class: 'button primary' }, 'Compare the chosen lists'), h('span', { class: 'quiet' }, ` at most ${MOST}`)) : null,
  );
}

function agreement(soundtracks: readonly Soundtrack[], lists: readonly List[]): Child {
  if (!soundtracks.length) return empty('These lists have nothing in common.', 'Choose others above.');
  const of = (row: string, column: string) => soundtracks.find(({ slug }) => slug === row)!.listings.nodes.filter(({ list }) => list.slug === column);
  return [
    heatMap(
      'Soundtracks that several lists name',
      soundtracks.map((soundtrack) => ({ key: soundtrack.slug, label: titled('soundtrack', soundtrack) })),
      lists.map((list) => ({ key: list.slug, label: links.link('list', list.slug, listTitle(list)) })),
      (row, column) => of(row, column).length,
      (row, column) => h('span', {}, counts(of(row, column))),
      true,
    ),
    h('p', { class: 'quiet' }, `${number(soundtracks.length)} shown. The stronger the colour, the more listings.`),
  ];
}
