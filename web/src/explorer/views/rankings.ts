import { ask, asked, type Asked } from '../api';
import { type Child, h, listed } from '../dom';
import { operation as covered } from '../generated/covered';
import { operation as directors } from '../generated/directors';
import { operation as performers } from '../generated/performers';
import { operation as voted } from '../generated/voted';
import * as links from '../links';
import { type Bar, bars } from '../pictures/bars';
import { empty, title, titled, type Place, type View, withOperations } from '../view';
import { counted, number } from '../words';
import { pages } from './pages';
import { nothing } from './missing';

interface Ranking {
  name: string;
  heading: string;
  lead: string;
  unit: string;
  rank: (variables: { first: number; after: string | null }, signal: AbortSignal) => Promise<Ranked>;
}

interface Ranked {
  bars: Bar[];
  total: number;
  info: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  asked: Asked;
  /** What to say when there is nothing. */
  none: [string, Child];
}

const RANKINGS: readonly Ranking[] = [
  {
    name: 'directors',
    heading: 'Directors',
    lead: 'Directors by the soundtracks of their films that a list picks or readers vote for.',
    unit: 'listed soundtracks',
    async rank(variables, signal) {
      const { directors: found } = await ask(directors, variables, signal);
      return {
        bars: found.nodes.map((node) => ({
          label: links.link('artist', node.slug, node.name),
          value: node.listedSoundtrackCount,
          detail: [
            listed(node.listedSoundtracks.nodes.map((soundtrack) => titled('soundtrack', soundtrack))),
            node.listedSoundtrackCount > node.listedSoundtracks.nodes.length ? ', …' : null,
          ],
        })),
        total: found.totalCount,
        info: found.pageInfo,
        asked: asked(directors, variables),
        none: ['No list names a soundtrack yet.', ['Import one: ', h('code', {}, 'needledrop import list my-favourites.toml'), '.']],
      };
    },
  },
  {
    name: 'voted',
    heading: 'Soundtracks',
    lead: 'Soundtracks by the votes of readers.',
    unit: 'votes',
    async rank(variables, signal) {
      const { groupListings: found } = await ask(voted, variables, signal);
      return {
        bars: found.nodes.flatMap(({ count, key: { soundtrack } }) => (soundtrack ? [{ label: titled('soundtrack', soundtrack), value: count }] : [])),
        total: found.totalCount,
        info: found.pageInfo,
        asked: asked(voted, variables),
        none: ['Nobody has voted yet.', ['A poll can be imported as a list: ', h('code', {}, 'needledrop import list poll.toml'), '. What lists pick is under ', h('a', { href: '/lists' }, 'lists'), '.']],
      };
    },
  },
  {
    name: 'covered',
    heading: 'Covered artists',
    lead: 'Artists by how often others cover their songs.',
    unit: 'covers',
    async rank(variables, signal) {
      const { groupCovers: found } = await ask(covered, variables, signal);
      return {
        bars: found.nodes.flatMap(({ count, songs, key: { originalArtist } }) =>
          originalArtist
            ? [{ label: links.link('artist', originalArtist.slug, originalArtist.name), value: count, detail: counted(songs, 'song') }]
            : [{ label: h('span', { class: 'quiet' }, 'Original artist not known'), value: count, detail: counted(songs, 'song') }],
        ),
        total: found.totalCount,
        info: found.pageInfo,
        asked: asked(covered, variables),
        none: ['No covers are known.', ['MusicBrainz tells which recordings cover which songs: ', h('code', {}, 'needledrop import musicbrainz json-dumps/'), '.']],
      };
    },
  },
  {
    name: 'performers',
    heading: 'Performers',
    lead: 'Artists by the soundtracks on which they are credited or perform.',
    unit: 'soundtracks',
    async rank(variables, signal) {
      const { artists: found } = await ask(performers, variables, signal);
      return {
        bars: found.nodes.map((node) => ({ label: links.link('artist', node.slug, node.name), value: node.soundtrackCount })),
        total: found.totalCount,
        info: found.pageInfo,
        asked: asked(performers, variables),
        none: ['No soundtracks are known yet.', ['Import some: ', h('code', {}, 'needledrop import --help'), ' tells how.']],
      };
    },
  },
];

export async function rankings({ parts: [name = 'directors'], query, signal }: Place): Promise<View> {
  const ranking = RANKINGS.find((one) => one.name === name);
  if (!ranking) return nothing(`/rankings/${name}`);
  const after = query.get('after');
  const ranked = await ranking.rank({ first: 25, after }, signal);
  return {
    title: `${ranking.heading} · rankings`,
    content: withOperations(
      [
        title('Rankings', ranking.lead),
        h('nav', { class: 'tabs', 'aria-label': 'Rankings' }, RANKINGS.map((one) =>
          h('a', { href: `/rankings/${one.name}`, 'aria-current': one === ranking ? 'page' : null }, one.heading),
        )),
        ranked.bars.length
          ? [bars(ranked.bars, ranking.unit), h('p', { class: 'quiet' }, `${number(ranked.total)} in all, by ${ranking.unit}.`), pages(ranked.info, query)]
          : empty(ranked.none[0], ranked.none[1]),
      ],
      [ranked.asked],
    ),
  };
}
