// What a view is, and the parts that views are made of.

import { type Asked, Failure } from './api';
import { type Child, h, listed, several } from './dom';
import { mark, type Proof } from './evidence';
import * as links from './links';
import { operationPanel } from './operation-panel';
import { capital, KINDS, type Kind, word } from './words';

/** What an address shows. */
export interface View {
  title: string;
  content: Node;
  /** Called when another view takes its place. */
  leave?: () => void;
}

/** What is known of the address: its parts and its parameters. */
export interface Place {
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
  readonly signal: AbortSignal;
  /** Goes elsewhere, as a link would. */
  readonly go: (address: string) => void;
}

interface Head {
  kind: Kind;
  slug: string;
  title: string;
  detail?: Child;
  evidence?: { readonly nodes: readonly Proof[] };
}

/** The heading of the page of one thing, and where to go from it. */
export function heading({ kind, slug, title, detail, evidence }: Head): HTMLElement {
  return h(
    'header',
    { class: `heading of-${kind}` },
    h('p', { class: `chip of-${kind}` }, KINDS[kind].one),
    h('h1', { tabindex: -1 }, title, evidence && [' ', mark(evidence)]),
    detail ? h('p', { class: 'detail' }, detail) : null,
    h(
      'p',
      { class: 'actions' },
      h('a', { class: 'button', href: links.graph(kind, slug) }, 'See the graph'),
      h('a', { class: 'button', href: links.path(`${kind}/${slug}`) }, 'Find a path from here'),
    ),
  );
}

export function title(text: string, lead: Child = null): HTMLElement {
  return h('header', { class: 'heading' }, h('h1', { tabindex: -1 }, text), lead ? h('p', { class: 'detail' }, lead) : null);
}

/** Names and values. Those without a value are left out. */
export function facts(pairs: readonly [string, Child][]): HTMLElement | null {
  const known = pairs.filter(([, value]) => value !== null && value !== undefined && value !== '' && !(Array.isArray(value) && !value.length));
  if (!known.length) return null;
  return h('dl', { class: 'facts' }, known.map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]));
}

export function section(heading: string, count: number | null, ...children: Child[]): HTMLElement {
  return h(
    'section',
    {},
    h('h2', {}, heading, count === null ? null : h('span', { class: 'count' }, String(count))),
    children,
  );
}

/** A table in a box that can be scrolled sideways where it is narrow. */
export function table(caption: string, columns: readonly string[], rows: readonly Child[][]): HTMLElement {
  return h(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption },
    h(
      'table',
      {},
      h('caption', { class: 'unseen' }, caption),
      h('thead', {}, h('tr', {}, columns.map((column) => h('th', { scope: 'col' }, column)))),
      h('tbody', {}, rows.map((row) => h('tr', {}, row.map((cell, at) => h('td', { 'data-label': columns[at] }, cell))))),
    ),
  );
}

/** Nothing here, and what to do about it. */
export function empty(what: string, ...advice: Child[]): HTMLElement {
  return h('div', { class: 'state' }, h('p', {}, h('strong', {}, what)), h('p', {}, advice));
}

/** What is left out because it would be too much, and where it is. */
export function rest(shown: number, total: number, asked: Asked): Child {
  if (shown >= total) return null;
  return h(
    'p',
    { class: 'quiet' },
    `The first ${shown} of ${total}. `,
    h('a', { href: links.playground(asked.document, asked.variables), 'data-leave': true }, 'Ask for more in the playground'),
    '.',
  );
}

interface Named {
  readonly slug: string;
  readonly name: string;
}

interface Credit {
  readonly creditedAs?: string | null;
  readonly node: Named;
  readonly evidence?: { readonly nodes: readonly Proof[] };
}

export function artists(edges: readonly Credit[]): Child[] {
  return listed(edges.map(({ creditedAs, node, evidence }) => [
    links.link('artist', node.slug, node.name),
    creditedAs && creditedAs !== node.name ? h('span', { class: 'quiet' }, ` as ${creditedAs}`) : null,
    evidence ? [' ', mark(evidence)] : null,
  ]));
}

/** Artists as the recording prints them, with the words between them. */
export function performers(edges: readonly (Credit & { readonly joinPhrase?: string | null })[]): Child[] {
  return edges.map(({ creditedAs, joinPhrase, node, evidence }, at) => [
    links.link('artist', node.slug, creditedAs ?? node.name),
    evidence ? [' ', mark(evidence)] : null,
    at < edges.length - 1 ? joinPhrase || ', ' : null,
  ]);
}

export function named(nodes: readonly Named[]): Child[] {
  return listed(nodes.map(({ slug, name }) => links.link('artist', slug, name)));
}

interface Titled {
  readonly slug: string;
  readonly title: string;
  readonly releaseYear?: number | null;
}

export function titled(kind: Kind, { slug, title, releaseYear }: Titled): Child {
  return [links.link(kind, slug, title), releaseYear ? h('span', { class: 'quiet' }, ` ${releaseYear}`) : null];
}

export function identifiers(kind: Kind, nodes: readonly { readonly scheme: string; readonly value: string }[]): Child[] {
  return listed(nodes.map(({ scheme, value }) => {
    const href = links.elsewhere(kind, scheme, value);
    const text = `${word(scheme)} ${value}`;
    return href ? h('a', { href, rel: 'external noopener', class: 'outside' }, text) : text;
  }));
}

export function aliases(nodes: readonly { readonly name: string }[]): string {
  return nodes.map(({ name }) => name).join(' · ');
}

/** A view with the requests that it made at its end. */
export function withOperations(content: Child, ...operations: [Asked, string?][]): DocumentFragment {
  return several(content, h('aside', { class: 'operations', 'aria-label': 'GraphQL' }, operations.map(([asked, note]) => operationPanel(asked, note))));
}

export function sentence(parts: readonly (string | number | null | undefined | false)[]): string {
  return capital(parts.filter((part) => part !== null && part !== undefined && part !== false && part !== '').join(' · '));
}

/** A part of a view that is asked for by itself. The view does not wait for it, and stands without it. */
export function later(part: Promise<{ content: Child; asked: Asked } | null>): HTMLElement {
  const place = h('div', { class: 'later' });
  part.then(
    (known) => (known ? place.replaceChildren(several(known.content, operationPanel(known.asked, 'The GraphQL behind this part'))) : place.remove()),
    (error: unknown) => {
      if (error instanceof Failure) place.replaceChildren(empty(error.message, error.advice));
      else place.remove();
    },
  );
  return place;
}
