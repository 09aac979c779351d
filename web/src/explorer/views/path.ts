import { ask, asked, Failure } from '../api';
import { type Child, h, several } from '../dom';
import { mark } from '../evidence';
import { operation, type PathQuery } from '../generated/path';
import { operation as performers } from '../generated/performers';
import * as links from '../links';
import { locate, reference } from '../locate';
import { searchBox } from '../search-box';
import { relation, type Thing, thing } from '../things';
import { empty, title, type Place, type View, withOperations } from '../view';
import { counted, KINDS } from '../words';

type Path = PathQuery['shortestPaths'][number];

export async function path({ query, signal, go }: Place): Promise<View> {
  const [from, to] = await Promise.all([end(query.get('from'), signal), end(query.get('to'), signal)]);
  const boxes = chooser(query, from, to, go);
  if (!from || !to) {
    const variables = { first: 2 };
    const { artists: { nodes: [one, other] } } = await ask(performers, variables, signal);
    const unknown = (['from', 'to'] as const).filter((name) => query.get(name) && !(name === 'from' ? from : to)).map((name) => query.get(name));
    return {
      title: 'Find a path',
      content: several(
        heading(),
        boxes,
        unknown.length ? empty(`There is nothing under “${unknown.join('” and “')}”.`, 'Choose another above.') : null,
        !unknown.length && one && other
          ? empty('Choose two.', 'For instance ', h('a', { href: links.path(`artist/${one.slug}`, `artist/${other.slug}`) }, `${one.name} and ${other.name}`), '.')
          : null,
      ),
    };
  }
  const variables = { from: from.id, to: to.id, first: 5 };
  let paths: Path[];
  try {
    ({ shortestPaths: paths } = await ask(operation, variables, signal));
  } catch (error) {
    // The boxes stay, so that others can be chosen.
    if (!(error instanceof Failure)) throw error;
    return { title: 'Find a path', content: withOperations([heading(), boxes, empty(error.message, error.advice)], [asked(operation, variables)]) };
  }
  return {
    title: `From ${from.label} to ${to.label}`,
    content: withOperations(
      [
        heading(),
        boxes,
        paths.length
          ? [
              h('p', { class: 'detail' }, paths[0]!.length
                ? [h('strong', {}, `${counted(paths[0]!.length, 'step')}`), ` from ${from.label} to ${to.label}`, '.']
                : 'Both are the same.'),
              chain(paths[0]!, 0),
              paths.length > 1
                ? h('details', { class: 'others' }, h('summary', {}, counted(paths.length - 1, 'other way'), ' of the same length'), paths.slice(1).map((path, at) => chain(path, at + 1)))
                : null,
            ]
          : empty('No way leads from one to the other.', 'At most 8 steps are gone. Choose others, or import more data that connects them.'),
      ],
      [asked(operation, variables)],
    ),
  };
}

function heading(): HTMLElement {
  return title('Find a path', 'How two artists, films, soundtracks or songs connect, step by step, and who says so.');
}

async function end(text: string | null, signal: AbortSignal): Promise<Thing | null> {
  const named = reference(text);
  return named && locate(named.kind, named.slug, signal);
}

function chooser(query: URLSearchParams, from: Thing | null, to: Thing | null, go: (address: string) => void): HTMLElement {
  const of = (thing: Thing | null) => (thing ? `${thing.kind}/${thing.slug}` : '');
  const box = (name: 'from' | 'to', label: string, known: Thing | null) => {
    const { element, input } = searchBox({
      id: `path-${name}`,
      label,
      placeholder: 'An artist, a film, a song…',
      choose: ({ kind, slug }) => {
        const chosen = `${kind}/${slug}`;
        go(name === 'from' ? links.path(chosen, of(to)) : links.path(of(from), chosen));
      },
    });
    input.value = known?.label ?? query.get(name)?.replace(/^.*\//, '') ?? '';
    return h('div', { class: 'path-end' }, h('label', { for: `path-${name}` }, label), element);
  };
  return h(
    'search',
    { class: 'path-ends' },
    box('from', 'From', from),
    h('button', { type: 'button', class: 'button', 'aria-label': 'Swap the two', disabled: !from && !to, onclick: () => go(links.path(of(to), of(from))) }, '⇄'),
    box('to', 'To', to),
  );
}

function chain({ from, steps }: Path, at: number): Child {
  const first = thing(from);
  return h(
    'ol',
    { class: 'chain', 'aria-label': at ? `Way ${at + 1}` : 'The path' },
    first && h('li', {}, node(first)),
    steps.map((step) => {
      const next = thing(step.node);
      return next && h(
        'li',
        {},
        h('span', { class: 'chain-step' }, relation(step.relation, step.forward), mark(step.evidence)),
        node(next),
      );
    }),
  );
}

function node({ kind, slug, label }: Thing): Child {
  return h('span', { class: `chain-node of-${kind}` }, h('span', { class: `chip of-${kind}` }, KINDS[kind].one), links.link(kind, slug, label));
}
