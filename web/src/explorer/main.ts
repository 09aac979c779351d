// The explorer: finds the view of an address and shows it, without loading the page anew.

import './style.css';

import { Failure } from './api';
import { h, several } from './dom';
import { hide } from './evidence';
import * as links from './links';
import { address, searchBox } from './search-box';
import { empty, title, type Place, type View } from './view';
import { nothing } from './views/missing';

type Load = (place: Place) => Promise<View>;

/** What is not needed for the first page comes when it is asked for. */
const VIEWS: Record<string, () => Promise<Load>> = {
  '': async () => (await import('./views/home')).home,
  search: async () => (await import('./views/search')).search,
  film: async () => (await import('./views/film')).film,
  series: async () => (await import('./views/series')).series,
  artist: async () => (await import('./views/artist')).artist,
  soundtrack: async () => (await import('./views/soundtrack')).soundtrack,
  song: async () => (await import('./views/song')).song,
  recording: async () => (await import('./views/recording')).recording,
  list: async () => (await import('./views/list')).list,
  graph: async () => (await import('./views/graph')).graph,
  path: async () => (await import('./views/path')).path,
  rankings: async () => (await import('./views/rankings')).rankings,
  covers: async () => (await import('./views/covers')).covers,
  lists: async () => (await import('./views/lists')).lists,
  matrix: async () => (await import('./views/matrix')).matrix,
};

const main = document.querySelector('main')!;
const progress = document.querySelector<HTMLElement>('#progress')!;
let running: AbortController | null = null;
let shown: View | null = null;

/** Where we are; `isNew` for a place that was not there before, to which one comes at its top. */
async function show(isNew: boolean): Promise<void> {
  running?.abort();
  const own = (running = new AbortController());
  const url = new URL(location.href);
  progress.hidden = false;
  main.setAttribute('aria-busy', 'true');
  hide();
  let view: View;
  try {
    const [first = '', ...parts] = url.pathname.slice(1).split('/').map(decodeURIComponent);
    const load = Object.hasOwn(VIEWS, first) ? await VIEWS[first]?.() : null;
    view = load ? await load({ parts, query: url.searchParams, signal: own.signal, go }) : nothing(url.pathname);
  } catch (error) {
    if (own.signal.aborted) return;
    view = failed(error);
  }
  if (own.signal.aborted) return view.leave?.();
  shown?.leave?.();
  shown = view;
  document.title = view.title.includes('needledrop') ? view.title : `${view.title} · needledrop`;
  main.replaceChildren(view.content);
  main.removeAttribute('aria-busy');
  progress.hidden = true;
  for (const link of document.querySelectorAll<HTMLAnchorElement>('#ways a')) {
    const here = link.pathname === url.pathname || (link.pathname !== '/' && url.pathname.startsWith(`${link.pathname}/`));
    if (here) {
      link.setAttribute('aria-current', 'page');
      // On a telephone it may lie beyond the edge.
      link.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    } else link.removeAttribute('aria-current');
  }
  if (isNew) {
    scrollTo(0, 0);
    // Who does not see the page change hears the new heading.
    main.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
  } else scrollTo(0, (history.state as { y?: number } | null)?.y ?? 0);
}

function failed(error: unknown): View {
  const known = error instanceof Failure;
  if (!known) console.error(error);
  const content = several(
    title('This did not work'),
    empty(
      known ? error.message : 'Something in this page failed.',
      known ? error.advice : 'Reload the page. If it stays so, the console of the browser tells more.',
    ),
    h('p', {}, h('button', { type: 'button', class: 'button primary', onclick: () => void show(false) }, 'Try again')),
  );
  return { title: 'This did not work', content };
}

function go(to: string): void {
  // Whoever comes back finds the place that was left.
  history.replaceState({ y: scrollY }, '');
  history.pushState(null, '', to);
  void show(true);
}

/** Links to views are followed here; all others, and those with a modifier, are the browser's. */
function follow(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element).closest('a');
  if (!link || link.origin !== location.origin || link.target || link.hasAttribute('download') || link.dataset.leave !== undefined) return;
  if (!Object.hasOwn(VIEWS, link.pathname.slice(1).split('/')[0] ?? '')) return;
  if (link.hash && link.pathname === location.pathname) return;
  event.preventDefault();
  go(link.href);
}

function header(): void {
  const form = document.querySelector<HTMLFormElement>('#search')!;
  const search = searchBox({
    id: 'search-input',
    label: 'Search films, artists, soundtracks, songs and lists',
    placeholder: 'Search',
    choose: (found) => {
      search.input.value = '';
      go(address(found));
    },
    submit: (text) => go(links.search(text)),
  });
  form.replaceChildren(search.element);
  form.addEventListener('submit', (event) => event.preventDefault());
  addEventListener('keydown', (event) => {
    const writing = (event.target as Element).closest?.('input, textarea, select');
    if (event.key !== '/' || writing || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    search.input.select();
  });
}

history.scrollRestoration = 'manual';
header();
document.addEventListener('click', follow);
addEventListener('popstate', () => void show(false));
void show(false);
