// Addresses. Every page can be bookmarked; the server answers the same ones.

import { h } from './dom';
import type { Kind } from './words';

/** `/artist/bjork`. Recordings have no slug and are named by their id. */
export function page(kind: Kind, slug: string): string {
  return `/${kind}/${encodeURIComponent(slug)}`;
}

export function graph(kind: Kind, slug: string): string {
  return `/graph/${kind}/${encodeURIComponent(slug)}`;
}

/** Ends of a path are written `artist/bjork`. */
export function path(from: string, to = ''): string {
  const address = new URLSearchParams();
  if (from) address.set('from', from);
  if (to) address.set('to', to);
  return `/path?${address.toString().replaceAll('%2F', '/')}`;
}

export function search(query: string): string {
  return `/search?${new URLSearchParams({ q: query })}`;
}

export function link(kind: Kind, slug: string, text: string, className = ''): HTMLAnchorElement {
  return h('a', { href: page(kind, slug), class: `of-${kind} ${className}`.trim() }, text);
}

export function playground(document: string, variables: Record<string, unknown>): string {
  const address = new URLSearchParams({ query: document });
  if (Object.keys(variables).length) address.set('variables', JSON.stringify(variables, null, 2));
  return `/graphql?${address}`;
}

export function download(document: string, variables: Record<string, unknown>, format: string): string {
  const address = new URLSearchParams({ query: document });
  if (Object.keys(variables).length) address.set('variables', JSON.stringify(variables));
  address.set('format', format);
  return `/graphql?${address}`;
}

/** Where another catalogue has it. */
export function elsewhere(kind: Kind, scheme: string, value: string): string | null {
  switch (scheme) {
    case 'IMDB':
      return `https://www.imdb.com/${value.startsWith('nm') ? 'name' : 'title'}/${value}/`;
    case 'WIKIDATA':
      return `https://www.wikidata.org/wiki/${value}`;
    case 'MUSICBRAINZ': {
      const entity = { artist: 'artist', soundtrack: 'release-group', recording: 'recording', song: 'work' }[kind as string];
      return entity ? `https://musicbrainz.org/${entity}/${value}` : null;
    }
    case 'DISCOGS': {
      const entity = { a: 'artist', m: 'master', r: 'release' }[value[0] ?? ''];
      return entity ? `https://www.discogs.com/${entity}/${value.slice(1)}` : null;
    }
    default:
      return null;
  }
}
