// Finds places for nodes, away from the page, which stays responsive meanwhile.

import Graph from 'graphology';
import forceAtlas2 from 'graphology-layout-forceatlas2';

export interface Task {
  nodes: { id: string; x: number; y: number; size: number }[];
  edges: [string, string][];
}

export type Places = Record<string, { x: number; y: number }>;

const ROUNDS = 12;
const ITERATIONS = 40;

addEventListener('message', ({ data }: MessageEvent<Task>) => {
  const graph = new Graph({ type: 'undirected' });
  for (const { id, ...place } of data.nodes) graph.addNode(id, place);
  for (const [from, to] of data.edges) if (from !== to) graph.mergeEdge(from, to);
  const settings = { ...forceAtlas2.inferSettings(graph), adjustSizes: true, gravity: 1.5, scalingRatio: 12, slowDown: 4, barnesHutOptimize: graph.order > 400 };
  for (let round = 1; round <= ROUNDS; round++) {
    forceAtlas2.assign(graph, { iterations: ITERATIONS, settings });
    const places: Places = {};
    graph.forEachNode((id, { x, y }) => (places[id] = { x, y }));
    postMessage({ places, done: round === ROUNDS });
  }
});
