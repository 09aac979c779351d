// The picture of a part of the graph, drawn by WebGL. Loaded only where it is looked at.

import Graph from 'graphology';
import Sigma from 'sigma';
import { EdgeArrowProgram, EdgeRectangleProgram } from 'sigma/rendering';
import type { Model } from './model';
import type { Places, Task } from './layout.worker';

export interface Picture {
  /** Draws what has come into the model since. */
  update(): void;
  /** Marks a node, and shows what relates it. */
  select(id: string): void;
  /** Puts a ring around a node that is pointed at elsewhere. Null takes it away. */
  point(id: string | null): void;
  zoom(factor: number): void;
  close(): void;
}

interface Watchers {
  onSelect: (id: string) => void;
  onSettled: () => void;
}

const PER_KIND = ['film', 'series', 'artist', 'soundtrack', 'song', 'recording', 'list'] as const;
const PER_STRAND = ['film', 'album', 'performance', 'cover', 'list'] as const;
const MOTION = matchMedia('(prefers-reduced-motion: no-preference)');
const DARK = matchMedia('(prefers-color-scheme: dark)');

/** Whether this browser can draw it. */
export function canDraw(): boolean {
  return document.createElement('canvas').getContext('webgl2') !== null;
}

export function picture(element: HTMLElement, ring: HTMLElement, model: Model, { onSelect, onSettled }: Watchers): Picture {
  const graph = new Graph({ type: 'directed', multi: true });
  let colours = read(element);
  let selected = model.centre.id;
  let hovered: string | null = null;
  let pointed: string | null = null;
  let layout: Worker | null = null;
  // On a telephone there is room for the names around the chosen node, and for few others.
  const isNarrow = element.clientWidth < 500;

  fill();
  paint();
  const sigma = new Sigma(graph, element, {
    allowInvalidContainer: true,
    renderEdgeLabels: true,
    defaultEdgeType: 'line',
    edgeProgramClasses: { line: EdgeRectangleProgram, arrow: EdgeArrowProgram },
    labelFont: getComputedStyle(element).fontFamily,
    labelSize: isNarrow ? 11 : 13,
    labelWeight: '500',
    labelDensity: isNarrow ? 0.2 : 0.6,
    labelGridCellSize: isNarrow ? 120 : 100,
    labelRenderedSizeThreshold: 5,
    labelColor: { attribute: 'labelColor' },
    edgeLabelSize: 11,
    edgeLabelColor: { attribute: 'labelColor' },
    zIndex: true,
    minCameraRatio: 0.05,
    maxCameraRatio: 4,
    stagePadding: 40,
    defaultDrawNodeHover: drawHover,
    nodeReducer: (id, attributes) => {
      const near = isNear(id);
      return {
        ...attributes,
        color: near ? attributes.color : colours.faint,
        label: near || graph.order < 60 ? attributes.label : '',
        forceLabel: id === selected || id === hovered || (near && graph.degree(focus()) < (isNarrow ? 10 : 25) && (id === focus() || graph.areNeighbors(id, focus()))),
        labelColor: colours.text,
        zIndex: near ? 1 : 0,
      };
    },
    edgeReducer: (key, attributes) => {
      const touches = graph.extremities(key).includes(focus());
      return {
        ...attributes,
        label: touches && graph.degree(focus()) < 15 ? attributes.label : '',
        labelColor: colours.muted,
        color: touches || hovered === null ? attributes.color : colours.faint,
        zIndex: touches ? 1 : 0,
      };
    },
  });
  sigma.on('clickNode', ({ node }) => onSelect(node));
  sigma.on('enterNode', ({ node }) => hover(node));
  sigma.on('leaveNode', () => hover(null));
  sigma.on('afterRender', () => place());
  DARK.addEventListener('change', recolour);
  arrange();

  function focus(): string {
    return hovered ?? selected;
  }

  function isNear(id: string): boolean {
    return hovered === null || id === hovered || graph.areNeighbors(id, hovered);
  }

  function hover(id: string | null) {
    hovered = id;
    element.classList.toggle('over-node', id !== null);
    sigma.refresh({ skipIndexation: true });
  }

  /** New nodes begin near those that they hang on, so that the picture grows and does not jump. */
  function fill() {
    let turn = 0;
    for (const thing of model.things.values()) {
      if (graph.hasNode(thing.id)) continue;
      const beside = [...model.edges.values()].find(({ from, to }) => (from === thing.id && graph.hasNode(to)) || (to === thing.id && graph.hasNode(from)));
      const anchor = beside && graph.getNodeAttributes(beside.from === thing.id ? beside.to : beside.from);
      // The golden angle spreads any number of them evenly.
      const angle = turn++ * 2.39996;
      const distance = anchor ? 10 + turn : 0;
      graph.addNode(thing.id, {
        x: (anchor?.x ?? 0) + Math.cos(angle) * distance,
        y: (anchor?.y ?? 0) + Math.sin(angle) * distance,
        label: shortened(thing.label),
        kind: thing.kind,
      });
    }
    for (const edge of model.edges.values()) {
      if (!graph.hasEdge(edge.key)) graph.addEdgeWithKey(edge.key, edge.from, edge.to, { label: edge.label, strand: edge.strand });
    }
  }

  function paint() {
    graph.updateEachNodeAttributes((id, attributes) => ({
      ...attributes,
      size: id === model.centre.id ? 14 : 5 + Math.min(6, Math.sqrt(graph.degree(id))),
      color: colours.kinds[attributes.kind as string],
    }));
    const width = graph.size > 150 ? 1 : 2.5;
    graph.updateEachEdgeAttributes((_, attributes) => ({
      ...attributes,
      color: colours.strands[attributes.strand as string],
      size: attributes.strand === 'cover' ? width + 1.5 : width,
      type: attributes.strand === 'cover' || attributes.strand === 'performance' ? 'arrow' : 'line',
    }));
  }

  function recolour() {
    colours = read(element);
    paint();
    sigma.refresh();
  }

  function arrange() {
    layout?.terminate();
    const own = (layout = new Worker(new URL('./layout.worker.ts', import.meta.url), { type: 'module' }));
    const task: Task = {
      nodes: graph.mapNodes((id, { x, y, size }) => ({ id, x, y, size })),
      edges: graph.mapEdges((_, __, from, to) => [from, to]),
    };
    own.addEventListener('message', ({ data }: MessageEvent<{ places: Places; done: boolean }>) => {
      if (MOTION.matches || data.done) {
        graph.updateEachNodeAttributes((id, attributes) => ({ ...attributes, ...data.places[id] }));
      }
      if (!data.done) return;
      own.terminate();
      onSettled();
    });
    own.postMessage(task);
  }

  /** The ring is an element over the picture. */
  function place() {
    const id = pointed ?? selected;
    const node = graph.hasNode(id) ? sigma.getNodeDisplayData(id) : undefined;
    if (!node) return;
    const { x, y } = sigma.framedGraphToViewport(node);
    const size = sigma.scaleSize(node.size) * 2 + 8;
    ring.style.transform = `translate(${x - size / 2}px, ${y - size / 2}px)`;
    ring.style.width = ring.style.height = `${size}px`;
  }

  function drawHover(context: CanvasRenderingContext2D, data: { x: number; y: number; size: number; label?: string | null }) {
    if (!data.label) return;
    context.font = `600 13px ${getComputedStyle(element).fontFamily}`;
    const width = context.measureText(data.label).width + 12;
    context.fillStyle = colours.surface;
    context.strokeStyle = colours.line;
    context.beginPath();
    context.roundRect(data.x + data.size + 2, data.y - 12, width, 24, 6);
    context.fill();
    context.stroke();
    context.fillStyle = colours.text;
    context.fillText(data.label, data.x + data.size + 8, data.y + 4.5);
  }

  return {
    update() {
      fill();
      // It must know what is new before attributes of all change.
      sigma.refresh();
      paint();
      arrange();
    },
    select(id) {
      selected = id;
      sigma.refresh({ skipIndexation: true });
    },
    point(id) {
      pointed = id;
      ring.classList.toggle('pointing', id !== null);
      place();
    },
    zoom(factor) {
      const camera = sigma.getCamera();
      void camera.animate({ ratio: camera.getState().ratio * factor }, { duration: MOTION.matches ? 150 : 0 });
    },
    close() {
      layout?.terminate();
      DARK.removeEventListener('change', recolour);
      sigma.kill();
    },
  };
}

/** A long name would run over its neighbours; the panel has it in full. */
function shortened(label: string): string {
  return label.length > 34 ? `${label.slice(0, 32).trimEnd()}…` : label;
}

/** The colours of the style sheet, which follow the theme. */
function read(element: HTMLElement) {
  const style = getComputedStyle(element);
  const colour = (name: string) => resolved(style.getPropertyValue(name).trim());
  return {
    kinds: Object.fromEntries(PER_KIND.map((kind) => [kind, colour(`--${kind}`)])),
    strands: Object.fromEntries(PER_STRAND.map((strand) => [strand, colour(`--strand-${strand}`)])),
    text: colour('--text'),
    muted: colour('--muted'),
    surface: colour('--surface'),
    line: colour('--line'),
    faint: colour('--line'),
  };
}

/** As a colour of three numbers: WebGL knows no words and no functions. */
function resolved(colour: string): string {
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
