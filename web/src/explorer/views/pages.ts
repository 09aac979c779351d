import { type Child, h } from '../dom';

/** The way to the next page of a list, which the address names by its cursor. */
export function pages(info: { readonly hasNextPage: boolean; readonly endCursor: string | null }, query: URLSearchParams): Child {
  const next = new URLSearchParams(query);
  if (info.endCursor) next.set('after', info.endCursor);
  const first = new URLSearchParams(query);
  first.delete('after');
  const links = [
    query.has('after') && h('a', { class: 'button', href: `?${first}` }, 'From the beginning'),
    info.hasNextPage && h('a', { class: 'button', href: `?${next}` }, 'Next page'),
  ].filter(Boolean);
  return links.length ? h('nav', { class: 'pages', 'aria-label': 'Pages' }, links) : null;
}
