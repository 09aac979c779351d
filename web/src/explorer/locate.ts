// From an address to the node behind it.

import { ask } from './api';
import { operation } from './generated/locate';
import { operation as recording } from './generated/recording';
import { listTitle } from './views/listings';
import { KINDS, type Kind } from './words';
import type { Thing } from './things';

/** `artist/bjork` taken apart. Null when it is no such thing. */
export function reference(text: string | null): { kind: Kind; slug: string } | null {
  const [kind = '', slug = ''] = (text ?? '').split('/');
  return Object.hasOwn(KINDS, kind) && slug ? { kind: kind as Kind, slug } : null;
}

export async function locate(kind: Kind, slug: string, signal: AbortSignal): Promise<Thing | null> {
  if (kind === 'recording') {
    const { recording: own } = await ask(recording, { id: slug }, signal);
    return own && { id: own.id, kind, slug: own.id, label: own.title };
  }
  const { film, films, artist, soundtrack, song, list } = await ask(operation, { slug, [kind]: true }, signal);
  const titled = film ?? films?.nodes[0]?.series ?? soundtrack ?? song;
  if (titled) {
    const year = 'releaseYear' in titled && titled.releaseYear ? ` (${titled.releaseYear})` : '';
    return { id: titled.id, kind, slug: titled.slug, label: titled.title + year };
  }
  if (artist) return { id: artist.id, kind, slug: artist.slug, label: artist.name };
  return list ? { id: list.id, kind, slug: list.slug, label: listTitle(list) } : null;
}
