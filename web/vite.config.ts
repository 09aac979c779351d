import { defineConfig } from 'vite';
import { licences } from './licences.ts';

const { collect, write } = licences();
// Several hundred modules say "use client", which means nothing here.
const checks = { moduleLevelDirective: false };

export default defineConfig({
  build: {
    rolldownOptions: {
      input: 'graphql.html',
      checks,
      // Packages import nothing of ours, so that a reworded question changes one small file and not Monaco's as well.
      output: { codeSplitting: { groups: [{ name: 'graphiql', test: /node_modules\/(?!monaco|prettier)/ }] } },
    },
    // Monaco; the page is of no use before all of it has come.
    chunkSizeWarningLimit: 3000,
  },
  plugins: [collect(), write()],
  worker: { format: 'es', plugins: () => [collect()], rolldownOptions: { checks } },
});
