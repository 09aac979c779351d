import { h, several } from '../dom';
import * as links from '../links';
import { empty, title, type View } from '../view';
import { KINDS, type Kind } from '../words';

/** There is no such thing, and where it might be. */
export function missing(kind: Kind, slug: string): View {
  const words = slug.replaceAll('-', ' ').trim();
  const what = KINDS[kind].one.toLowerCase();
  return {
    title: `No such ${what}`,
    content: several(
      title(`No such ${what}`),
      empty(`There is no ${what} under “${slug}”.`, 'Its address may be misspelled. ', h('a', { href: links.search(words) }, `Search for “${words}”`), '.'),
    ),
  };
}

export function nothing(address: string): View {
  return {
    title: 'Nothing here',
    content: several(
      title('Nothing here'),
      empty(`There is nothing under ${address}.`, 'Search for what you want above, or begin at ', h('a', { href: '/' }, 'the front page'), '.'),
    ),
  };
}
