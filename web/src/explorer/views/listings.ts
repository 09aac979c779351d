import { type Child, h } from '../dom';
import { mark, type Proof } from '../evidence';
import type * as Schema from '../generated/schema';
import * as links from '../links';
import { section, sentence } from '../view';
import { counted, word } from '../words';

interface Listing {
  readonly kind: Schema.ListingKind;
  readonly position: number | null;
  readonly note: string | null;
  readonly list: { readonly slug: string; readonly title: string | null; readonly publisher: string | null; readonly author: string | null };
  readonly evidence: { readonly nodes: readonly Proof[] };
}

export function listTitle({ slug, title }: { slug: string; title: string | null }): string {
  return title ?? capitalised(slug.replaceAll('-', ' '));
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Which lists name it, with how many picks, votes and mentions. */
export function listings({ nodes, totalCount }: { readonly nodes: readonly Listing[]; readonly totalCount: number }): Child {
  if (!nodes.length) return null;
  const lists = new Map<string, Listing[]>();
  for (const listing of nodes) lists.set(listing.list.slug, [...(lists.get(listing.list.slug) ?? []), listing]);
  return section(
    'Named by',
    lists.size,
    h(
      'ul',
      { class: 'cards' },
      [...lists.values()].map((own) => {
        const [{ list }] = own as [Listing, ...Listing[]];
        const notes = own.flatMap(({ note }) => (note ? [note] : []));
        return h(
          'li',
          { class: 'card of-list' },
          h('h3', {}, links.link('list', list.slug, listTitle(list))),
          h('p', { class: 'quiet' }, sentence([list.publisher, list.author])),
          h('p', {}, counts(own), ' ', mark({ nodes: own.flatMap(({ evidence }) => evidence.nodes).slice(0, 4) })),
          notes.length ? h('p', { class: 'quiet' }, `“${notes[0]}”`) : null,
        );
      }),
    ),
    totalCount > nodes.length ? h('p', { class: 'quiet' }, `Counted from ${nodes.length} of ${totalCount} listings.`) : null,
  );
}

/** `2 picks and 5 votes` */
export function counts(own: readonly { readonly kind: Schema.ListingKind; readonly position?: number | null }[]): string {
  const parts = (['PICK', 'VOTE', 'MENTION'] as const).flatMap((kind) => {
    const of = own.filter((listing) => listing.kind === kind);
    if (!of.length) return [];
    const position = kind === 'PICK' && of.length === 1 ? of[0]?.position : null;
    return [position ? `pick, place ${position}` : of.length === 1 && kind === 'PICK' ? 'a pick' : counted(of.length, word(kind))];
  });
  return parts.join(' and ');
}
