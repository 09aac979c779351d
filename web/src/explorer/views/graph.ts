import { ask, asked, type Asked, Failure } from '../api';
import { type Child, h, listed, several } from '../dom';
import { operation } from '../generated/neighbours';
import { operation as performers } from '../generated/performers';
import { EACH, FIRST, Model } from '../graph/model';
import * as links from '../links';
import { locate, reference } from '../locate';
import { operationPanel } from '../operation-panel';
import { searchBox } from '../search-box';
import { STRANDS, type Strand, type Thing } from '../things';
import { empty, table, title, type Place, type View, withOperations } from '../view';
import { counted, KINDS, type Kind } from '../words';
import { missing } from './missing';

/** Where the first picture has fewer nodes than this, it goes further than one step, with so many requests at most. */
const SMALL = 30;
const REQUESTS = 12;
/** Nodes that one of them adds at most. */
const AHEAD = 12;

export async function graph({ parts: [kind = '', slug = ''], query, signal, go }: Place): Promise<View> {
  const named = reference(`${kind}/${slug}`);
  if (!named) return begin(signal, go);
  const centre = await locate(named.kind, named.slug, signal);
  if (!centre) return missing(named.kind, named.slug);
  const model = new Model(centre);
  const request = await expand(model, centre.id, FIRST - 1, signal);
  // What comes in is appended, and so its turn comes after what is nearer to the centre.
  let requests = 0;
  for (const id of model.things.keys()) {
    if (model.things.size >= SMALL || requests === REQUESTS) break;
    if (model.isExpanded(id)) continue;
    await expand(model, id, AHEAD, signal);
    requests += 1;
  }
  const shown = new Shown(model, request, query.get('as') === 'table', centre);
  return { title: `${centre.label} · graph`, content: shown.content, leave: () => shown.close() };
}

async function begin(signal: AbortSignal, go: (address: string) => void): Promise<View> {
  const variables = { first: 3 };
  const { artists } = await ask(performers, variables, signal);
  const search = searchBox({
    id: 'graph-search',
    label: 'Whose surroundings?',
    placeholder: 'A film, an artist, a song…',
    choose: ({ kind, slug }) => go(links.graph(kind, slug)),
  });
  return {
    title: 'Graph',
    content: withOperations(
      [
        title('The graph', 'Choose where to begin; from there the picture grows as you click.'),
        h('search', {}, search.element),
        artists.nodes.length
          ? empty('For instance', listed(artists.nodes.map(({ slug, name }) => h('a', { href: links.graph('artist', slug) }, `around ${name}`))), '.')
          : empty('There is nothing yet.', 'Import something: ', h('code', {}, 'needledrop import --help'), ' tells how.'),
      ],
      [asked(performers, variables), 'The GraphQL behind these examples'],
    ),
  };
}

async function expand(model: Model, id: string, most: number, signal: AbortSignal | null): Promise<Asked> {
  const variables = { id, first: most };
  const { neighbours } = await ask(operation, variables, signal);
  model.add(id, neighbours ?? [], most);
  return asked(operation, variables);
}

/** The picture, the table that says the same, and the panel of the node that is chosen. */
class Shown {
  readonly content: DocumentFragment;
  private readonly figure: HTMLElement;
  private readonly canvas = h('div', { class: 'graph-canvas' });
  private readonly ring = h('div', { class: 'graph-ring', 'aria-hidden': true });
  private readonly panel = h('section', { class: 'graph-panel', 'aria-label': 'The chosen node' });
  private readonly rows = h('div', { class: 'graph-rows' });
  private readonly status = h('p', { class: 'quiet', role: 'status' });
  private readonly operations = h('aside', { class: 'operations', 'aria-label': 'GraphQL' });
  private selected: string;
  private drawn: Awaited<ReturnType<typeof this.load>> = null;
  private closed = false;

  constructor(
    private readonly model: Model,
    private request: Asked,
    asTable: boolean,
    centre: Thing,
  ) {
    this.selected = centre.id;
    this.figure = h(
      'div',
      { class: 'graph-figure', 'aria-busy': 'true' },
      this.canvas,
      this.ring,
      h(
        'div',
        { class: 'graph-zoom' },
        h('button', { type: 'button', class: 'button', 'aria-label': 'Closer', onclick: () => this.drawn?.zoom(0.7) }, '+'),
        h('button', { type: 'button', class: 'button', 'aria-label': 'Further away', onclick: () => this.drawn?.zoom(1.4) }, '−'),
      ),
    );
    const picture = h('div', { class: 'graph' }, h('div', { class: 'graph-picture' }, this.figure, legend()), this.panel);
    const address = `${links.graph(centre.kind, centre.slug)}`;
    this.content = several(
      title(`Around ${centre.label}`, 'Choose a node to see what is one step away from it.'),
      h('nav', { class: 'tabs', 'aria-label': 'Forms' },
        h('a', { href: address, 'aria-current': asTable ? null : 'page' }, 'Picture'),
        h('a', { href: `${address}?as=table`, 'aria-current': asTable ? 'page' : null }, 'Table'),
      ),
      this.status,
      asTable ? this.rows : picture,
      this.operations,
    );
    this.refresh();
    if (!asTable) requestAnimationFrame(() => void this.draw(picture));
  }

  close() {
    this.closed = true;
    this.drawn?.close();
  }

  private async draw(picture: HTMLElement) {
    try {
      this.drawn = await this.load();
    } catch {
      this.drawn = null;
    }
    if (this.closed) return this.close();
    if (this.drawn) return this.drawn.select(this.selected);
    this.figure.replaceWith(empty('This browser draws no pictures of this sort.', 'The table below says the same.'));
    picture.after(this.rows);
  }

  private async load() {
    const { canDraw, picture } = await import('../graph/picture');
    if (!canDraw()) return null;
    return picture(this.canvas, this.ring, this.model, {
      onSelect: (id) => void this.choose(id, true),
      onSettled: () => this.figure.setAttribute('aria-busy', 'false'),
    });
  }

  /** Chooses a node, and shows what is around it if that is not shown yet. */
  private async choose(id: string, grow: boolean) {
    this.selected = id;
    this.drawn?.select(id);
    this.refresh();
    if (grow && !this.model.isExpanded(id)) await this.expand(id);
  }

  private async expand(id: string) {
    this.figure.setAttribute('aria-busy', 'true');
    this.status.textContent = `Asking what is around ${this.model.things.get(id)!.label}…`;
    try {
      this.request = await expand(this.model, id, EACH, null);
    } catch (error) {
      this.status.textContent = error instanceof Failure ? `${error.message} ${error.advice}` : String(error);
      this.figure.setAttribute('aria-busy', 'false');
      return;
    }
    if (this.closed) return;
    this.refresh();
    if (this.drawn) this.drawn.update();
    else this.figure.setAttribute('aria-busy', 'false');
  }

  private refresh() {
    const { things, edges } = this.model;
    this.figure.dataset.nodes = String(things.size);
    this.status.textContent = `${counted(things.size, 'node')} and ${counted(edges.size, 'relation')} shown.`;
    this.panel.replaceChildren(...this.chosen());
    this.rows.replaceChildren(this.asTable());
    const open = this.operations.querySelector('details')?.open ?? false;
    const panel = operationPanel(this.request) as HTMLDetailsElement;
    panel.open = open;
    this.operations.replaceChildren(panel);
  }

  private chosen(): HTMLElement[] {
    const { model } = this;
    const thing = model.things.get(this.selected)!;
    const around = model.around(thing.id);
    const total = model.totals.get(thing.id);
    return [
      h('div', {}, h('p', { class: `chip of-${thing.kind}` }, KINDS[thing.kind].one), h('h2', {}, links.link(thing.kind, thing.slug, thing.label))),
      h(
        'p',
        { class: 'actions' },
        model.isExpanded(thing.id)
          ? null
          : h('button', { type: 'button', class: 'button primary', onclick: () => void this.expand(thing.id) }, 'Expand'),
        thing.id === model.centre.id ? null : h('a', { class: 'button', href: links.graph(thing.kind, thing.slug) }, 'Make it the centre'),
        thing.id === model.centre.id ? null : h('a', { class: 'button', href: links.path(`${model.centre.kind}/${model.centre.slug}`, `${thing.kind}/${thing.slug}`) }, 'Path from the centre'),
      ),
      h('p', { class: 'quiet' }, total === undefined || total <= around.length ? `${counted(around.length, 'relation')} shown` : `${around.length} of ${total} relations shown`),
      h('ul', { class: 'graph-around' }, around.slice(0, 100).map(({ label, other }) => h(
        'li',
        {},
        h('span', { class: 'quiet' }, `${label} `),
        h(
          'button',
          {
            type: 'button',
            class: `as-link of-${other.kind}`,
            onclick: () => void this.choose(other.id, false),
            onfocus: () => this.drawn?.point(other.id),
            onblur: () => this.drawn?.point(null),
            onmouseenter: () => this.drawn?.point(other.id),
            onmouseleave: () => this.drawn?.point(null),
          },
          other.label,
        ),
      ))),
    ];
  }

  private asTable(): HTMLElement {
    const { things, edges } = this.model;
    const cell = (id: string): Child => {
      const thing = things.get(id)!;
      return [
        links.link(thing.kind, thing.slug, thing.label),
        ' ',
        this.model.isExpanded(id) ? null : h('button', { type: 'button', class: 'button small', 'aria-label': `Expand ${thing.label}`, onclick: () => void this.expand(id) }, '+'),
      ];
    };
    if (!edges.size) return empty('It is related to nothing that is known.', h('a', { href: '/' }, 'Begin elsewhere'), '.');
    return table('Relations', ['From', '', 'To'], [...edges.values()].map(({ from, label, to }) => [cell(from), h('span', { class: 'quiet' }, label), cell(to)]));
  }
}

function legend(): HTMLElement {
  return h(
    'div',
    { class: 'legend' },
    h('ul', { 'aria-label': 'Colours of nodes' }, (Object.keys(KINDS) as Kind[]).map((kind) => h('li', { class: `of-${kind}` }, h('span', { class: 'dot' }), KINDS[kind].one))),
    h('ul', { 'aria-label': 'Colours of lines' }, (Object.keys(STRANDS) as Strand[]).map((strand) => h('li', { class: `strand-${strand}` }, h('span', { class: 'stroke' }), STRANDS[strand]))),
  );
}
