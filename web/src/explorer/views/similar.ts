import { ask, asked, type Asked } from '../api';
import { type Child, h, listed } from '../dom';
import { operation, type SimilarQuery } from '../generated/similar';
import * as links from '../links';
import { section, titled } from '../view';
import { listTitle } from './listings';

type Similar = NonNullable<SimilarQuery['soundtrack']>['similarSoundtracks'][number];

/** What is like a soundtrack, with the reasons; null where nothing is. */
export async function similar(slug: string, signal: AbortSignal): Promise<{ content: Child; asked: Asked } | null> {
  const variables = { slug };
  const { soundtrack } = await ask(operation, variables, signal);
  const found = soundtrack?.similarSoundtracks ?? [];
  if (!found.length) return null;
  const content = section('Like this one', null, h(
    'ul',
    { class: 'cards' },
    found.map((one) => h(
      'li',
      { class: 'card of-soundtrack' },
      h('h3', {}, titled('soundtrack', one.soundtrack)),
      h('p', { class: 'quiet' }, 'Shares ', reasons(one)),
    )),
  ));
  return { content, asked: asked(operation, variables) };
}

function reasons({ because }: Similar): Child[] {
  const shown = because.slice(0, 4);
  return [
    ...listed(shown.map(({ kind, node }) => {
      switch (node.__typename) {
        case 'Artist':
          return [kind === 'DIRECTOR' ? 'the director ' : null, links.link('artist', node.slug, node.name)];
        case 'Song':
          return ['the song ', links.link('song', node.slug, node.title)];
        case 'List':
          return ['the list ', links.link('list', node.slug, listTitle({ slug: node.slug, title: node.listTitle }))];
        default:
          return null;
      }
    })),
    because.length > shown.length ? ` and ${because.length - shown.length} more` : null,
  ];
}
