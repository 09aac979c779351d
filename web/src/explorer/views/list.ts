import { ask, asked } from '../api';
import { h } from '../dom';
import { mark } from '../evidence';
import { operation, type ListQuery } from '../generated/list';
import { bars } from '../pictures/bars';
import { empty, facts, heading, section, sentence, table, titled, type Place, type View, withOperations } from '../view';
import { counted, word } from '../words';
import { counts, listTitle } from './listings';
import { missing } from './missing';
import { pages } from './pages';

type Groups = ListQuery['groupListings'];

export async function list({ parts: [slug = ''], query, signal }: Place): Promise<View> {
  const variables = { slug, first: 100, after: query.get('after') };
  const { list, groupListings } = await ask(operation, variables, signal);
  if (!list) return missing('list', slug);
  const title = listTitle(list);
  return {
    title,
    content: withOperations(
      [
        heading({
          kind: 'list',
          slug: list.slug,
          title,
          detail: sentence([word(list.kind), list.publisher, list.author, list.published]),
          evidence: list.evidence,
        }),
        facts([
          ['Names', `${counted(list.listingCount, 'listing')}; ${counted(list.soundtrackCount, 'soundtrack')} are picked or voted for`],
          ['Published at', list.url && h('a', { href: list.url, rel: 'external noopener', class: 'outside' }, list.url)],
        ]),
        section('What it names', groupListings.totalCount, named(groupListings), pages(groupListings.pageInfo, query)),
      ],
      [asked(operation, variables)],
    ),
  };
}

function named({ nodes }: Groups) {
  if (!nodes.length) return empty('This list names nothing yet.', 'A file in the form of the seed catalogue can say what it names.');
  const rows = nodes.flatMap(({ key: { soundtrack }, count, members }) => (soundtrack ? [{ soundtrack, count, members: members.nodes }] : []));
  // Where readers vote, how many did is the point; an article names each once.
  if (rows.some(({ count }) => count > 1)) {
    return bars(rows.map(({ soundtrack, count, members }) => ({
      label: titled('soundtrack', soundtrack),
      value: count,
      detail: [counts(members), ' ', mark({ nodes: members.flatMap(({ evidence }) => evidence.nodes).slice(0, 6) })],
    })), 'listings');
  }
  return table('Soundtracks', ['Soundtrack', 'Film', 'As'], rows.map(({ soundtrack, members }) => [
    titled('soundtrack', soundtrack),
    soundtrack.primaryFilm && titled('film', soundtrack.primaryFilm),
    [counts(members), ' ', mark({ nodes: members.flatMap(({ evidence }) => evidence.nodes) }), members[0]?.note ? h('span', { class: 'quiet' }, ` “${members[0].note}”`) : null],
  ]));
}
