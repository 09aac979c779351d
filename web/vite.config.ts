import { defineConfig } from 'vite';
import { licences } from './licences.ts';

const { collect, write } = licences();
// Several hundred modules say "use client", which means nothing here.
const checks = { moduleLevelDirective: false };

export default defineConfig({
  build: {
    rolldownOptions: {
      input: ['index.html', 'graphql.html'],
      checks,
      output: {
        codeSplitting: {
          groups: [
            // Vite's own few lines for `import()`, which both pages need, would otherwise lie among GraphiQL's.
            { name: 'preload', test: /vite\/preload-helper/, priority: 2 },
            // What draws the graph is no part of the playground, nor of the pages that have no graph.
            { name: 'sigma', test: /node_modules\/(sigma|graphology|events)/, priority: 1 },
            // Packages import nothing of ours, so that a reworded question changes one small file and not Monaco's as well.
            { name: 'graphiql', test: /node_modules\/(?!monaco|prettier)/ },
          ],
        },
      },
    },
    modulePreload: { polyfill: false },
    // Monaco; the page is of no use before all of it has come.
    chunkSizeWarningLimit: 3000,
  },
  plugins: [collect(), write()],
  worker: { format: 'es', plugins: () => [collect()], rolldownOptions: { checks } },
});
