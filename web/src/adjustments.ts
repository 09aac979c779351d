// What GraphiQL leaves undone; each renders nothing and lives inside it.

import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useEffect, useRef } from 'react';

/** The style sheet follows the system's theme as it changes; the editors do so only when told. */
export function FollowSystemTheme() {
  const theme = useGraphiQL((state) => state.theme);
  const { setTheme } = useGraphiQLActions();

  useEffect(() => {
    const system = matchMedia('(prefers-color-scheme: dark)');
    const follow = () => setTheme(theme);
    system.addEventListener('change', follow);
    return () => system.removeEventListener('change', follow);
  }, [theme, setTheme]);

  return null;
}

/** A tab that is opened or chosen elsewhere may lie outside the strip of tabs. */
export function ShowActiveTab() {
  const { activeTabIndex, tabs } = useGraphiQL(({ activeTabIndex, tabs }) => ({ activeTabIndex, tabs }));

  useEffect(() => {
    document.querySelector('.graphiql-tab-active')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [activeTabIndex, tabs.length]);

  return null;
}

/** The comments of the questions are prose. */
export function WrapLines() {
  const editor = useGraphiQL((state) => state.queryEditor);
  useEffect(() => editor?.updateOptions({ wordWrap: 'on', wrappingIndent: 'indent' }), [editor]);
  return null;
}

/** Puts the cursor on the named operation, once: of several operations the one at the cursor is run. */
export function SelectOperation({ name }: { name: string }) {
  const { queryEditor, operations } = useGraphiQL(({ queryEditor, operations }) => ({ queryEditor, operations }));
  const { setOperationName } = useGraphiQLActions();
  const isDone = useRef(false);

  useEffect(() => {
    const operation = operations?.find(({ name: own }) => own?.value === name);
    const model = queryEditor?.getModel();
    if (isDone.current || !operation?.loc || !model) return;
    isDone.current = true;
    queryEditor!.setPosition(model.getPositionAt(operation.loc.start));
    setOperationName(name);
  }, [name, queryEditor, operations, setOperationName]);

  return null;
}
