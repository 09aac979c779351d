import { ask, asked, type Asked } from '../api';
import { type Child, h } from '../dom';
import { operation } from '../generated/collaborators';
import * as links from '../links';
import { section } from '../view';
import { counted } from '../words';

/** With whom an artist shares recordings and soundtracks; null where there is nobody. */
export async function collaborators(slug: string, signal: AbortSignal): Promise<{ content: Child; asked: Asked } | null> {
  const variables = { slug };
  const { artist } = await ask(operation, variables, signal);
  const found = artist?.collaborators ?? [];
  if (!found.length) return null;
  const content = section('Works with', null, h(
    'ul',
    { class: 'plain columns' },
    found.map(({ artist, sharedRecordingCount, sharedSoundtrackCount }) => h(
      'li',
      {},
      links.link('artist', artist.slug, artist.name),
      h('span', { class: 'quiet' }, ` ${[
        sharedRecordingCount && counted(sharedRecordingCount, 'recording'),
        sharedSoundtrackCount && counted(sharedSoundtrackCount, 'soundtrack'),
      ].filter(Boolean).join(', ')}`),
    )),
  ));
  return { content, asked: asked(operation, variables) };
}
