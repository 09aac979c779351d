// Search as one types, over everything: a combobox whose list is the answer of the API.

import { ask, Failure } from './api';
import { type Child, h } from './dom';
import { operation, type SearchQuery } from './generated/search';
import type { SearchType } from './generated/schema';
import * as links from './links';
import { KINDS, type Kind, word } from './words';

/** Something that was found. */
export interface Found {
  kind: Kind;
  /** The slug, or the id of a recording. */
  slug: string;
  label: string;
  detail: string;
  /** The name that matched, where it is another. */
  matched: string | null;
}

type Edge = SearchQuery['search']['edges'][number];

export function found({ node, matched }: Edge): Found {
  const of = (kind: Kind, slug: string, label: string, ...details: (string | number | null | undefined)[]): Found => ({
    kind,
    slug,
    label,
    detail: details.filter((detail) => detail !== null && detail !== undefined && detail !== '').join(' · '),
    matched: matched === label ? null : matched,
  });
  switch (node.__typename) {
    case 'Film':
      return of('film', node.slug, node.title, node.releaseYear, node.filmKind === 'FEATURE' ? null : word(node.filmKind));
    case 'FilmSeries':
      return of('series', node.slug, node.title);
    case 'Artist':
      return of('artist', node.slug, node.name, node.artistKind === 'OTHER' ? null : word(node.artistKind));
    case 'Soundtrack':
      return of('soundtrack', node.slug, node.title, node.releaseYear, node.label);
    case 'Song':
      return of('song', node.slug, node.title, names(node.originalArtists.nodes), node.firstReleaseYear);
    case 'Recording':
      return of('recording', node.id, node.title, names(node.artists.nodes), node.releaseYear);
    case 'List':
      return of('list', node.slug, node.listTitle ?? node.slug, node.publisher ?? node.author, word(node.listKind));
  }
}

function names(artists: readonly { name: string }[]): string {
  return artists.map((artist) => artist.name).join(', ');
}

export interface SearchBox {
  readonly element: HTMLElement;
  readonly input: HTMLInputElement;
}

interface Options {
  /** Unique on the page. */
  id: string;
  label: string;
  placeholder: string;
  types?: SearchType[];
  /** What to do with what was chosen. */
  choose: (found: Found) => void;
  /** What to do with a text of which nothing was chosen. */
  submit?: (text: string) => void;
}

export function searchBox({ id, label, placeholder, types, choose, submit }: Options): SearchBox {
  let results: Found[] = [];
  let active = -1;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let running: AbortController | null = null;

  const input = h('input', {
    id,
    type: 'search',
    name: 'q',
    role: 'combobox',
    placeholder,
    'aria-label': label,
    'aria-expanded': 'false',
    'aria-controls': `${id}-list`,
    'aria-autocomplete': 'list',
    autocomplete: 'off',
    autocapitalize: 'off',
    spellcheck: 'false',
    oninput: () => later(),
    onkeydown: (event: KeyboardEvent) => key(event),
    onblur: () => close(),
  });
  const list = h('ul', { id: `${id}-list`, role: 'listbox', 'aria-label': label, hidden: true });
  const status = h('p', { class: 'search-status', role: 'status', hidden: true });
  const element = h('div', { class: 'search-box' }, input, list, status);

  function later() {
    clearTimeout(waiting);
    running?.abort();
    const query = input.value.trim();
    if (!query) return close();
    waiting = setTimeout(() => void look(query), 120);
  }

  async function look(query: string) {
    const own = (running = new AbortController());
    try {
      const { search } = await ask(operation, { query, types: types ?? null, first: 8 }, own.signal);
      if (own.signal.aborted || document.activeElement !== input) return;
      results = search.edges.map(found);
      active = -1;
      render(query);
    } catch (error) {
      if (own.signal.aborted) return;
      say(error instanceof Failure ? `${error.message} ${error.advice}` : String(error));
    }
  }

  function render(query: string) {
    if (!results.length) return say(`Nothing is called anything like “${query}”. Try fewer or other words.`);
    status.hidden = true;
    list.replaceChildren(...results.map((result, at) => option(result, at)));
    list.hidden = false;
    input.setAttribute('aria-expanded', 'true');
    point(-1);
  }

  function option(result: Found, at: number): HTMLElement {
    return h(
      'li',
      {
        id: `${id}-${at}`,
        role: 'option',
        'aria-selected': 'false',
        // Before the input loses the focus, which would close the list.
        onpointerdown: (event: PointerEvent) => event.preventDefault(),
        onclick: () => take(at),
      },
      description(result),
    );
  }

  function say(text: string) {
    close();
    status.textContent = text;
    status.hidden = false;
  }

  function point(at: number) {
    list.children[active]?.setAttribute('aria-selected', 'false');
    active = at;
    const option = list.children[at];
    option?.setAttribute('aria-selected', 'true');
    option?.scrollIntoView({ block: 'nearest' });
    if (option) input.setAttribute('aria-activedescendant', option.id);
    else input.removeAttribute('aria-activedescendant');
  }

  function key(event: KeyboardEvent) {
    const open = !list.hidden;
    if (event.key === 'ArrowDown' && open) point((active + 1) % results.length);
    else if (event.key === 'ArrowUp' && open) point((active <= 0 ? results.length : active) - 1);
    else if (event.key === 'Escape' && open) close();
    else if (event.key === 'Enter') {
      const text = input.value.trim();
      if (open && active >= 0) take(active);
      else if (submit && text) {
        close();
        submit(text);
      } else if (open) take(0);
    } else return;
    event.preventDefault();
  }

  function take(at: number) {
    const result = results[at];
    if (!result) return;
    close();
    choose(result);
  }

  function close() {
    clearTimeout(waiting);
    running?.abort();
    list.hidden = true;
    status.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  }

  return { element, input };
}

export function description({ kind, label, detail, matched }: Found): Child {
  return [
    h('span', { class: `chip of-${kind}` }, KINDS[kind].one),
    h(
      'span',
      { class: 'found' },
      h('span', { class: 'found-label' }, label),
      h('span', { class: 'quiet' }, [detail, matched && `also “${matched}”`].filter(Boolean).join(' · ')),
    ),
  ];
}

/** Goes to the page of what was found. */
export function address({ kind, slug }: Found): string {
  return links.page(kind, slug);
}
