import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/**
 * Writes `LICENSES.txt` beside the build: the licence of every package of which a module was bundled.
 *
 * Workers are bundles of their own, finished before the page's; `collect` belongs into both, `write` into the page's.
 */
export function licences(): { collect: () => Plugin; write: () => Plugin } {
  const folders = new Set<string>();
  return {
    collect: () => ({
      name: 'licences:collect',
      generateBundle(_, bundle) {
        for (const output of Object.values(bundle)) {
          const modules = output.type === 'chunk' ? output.moduleIds : [];
          for (const id of modules) {
            const folder = id.match(/^\0?(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//)?.[1];
            if (folder) folders.add(folder);
          }
        }
      },
    }),
    write: () => ({
      name: 'licences:write',
      generateBundle() {
        const source = [...folders].map(notice).sort().join(`\n${'-'.repeat(80)}\n\n`);
        this.emitFile({ type: 'asset', fileName: 'LICENSES.txt', source });
      },
    }),
  };
}

function notice(folder: string): string {
  const { name, version, license, repository } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const texts = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|copying|notice|third-?party)/i.test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim());
  // Parts of a larger repository are published without the licence file that lies at its root.
  if (!texts.length) texts.push(`The package declares this licence and has no file of it; see ${repository?.url ?? repository}`);
  return `${name} ${version} (${license})\n\n${texts.join('\n\n')}\n`;
}
