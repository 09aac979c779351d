// GraphiQL for `GET /graphql`: the stock interface, opened on questions that can be run at once.

import 'graphiql/setup-workers/vite';
import './main.css';

import { explorerPlugin } from '@graphiql/plugin-explorer';
import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import { createRoot } from 'react-dom/client';
import { FollowSystemTheme, SelectOperation, ShowActiveTab, WrapLines } from './adjustments';
import { CopyLink } from './copy-link';
import { takeShared } from './link';
import { questions } from './questions';
import { QUESTIONS_PLUGIN } from './questions-panel';

const fetcher = createGraphiQLFetcher({ url: '/graphql', enableIncrementalDelivery: false });
const plugins = [QUESTIONS_PLUGIN, HISTORY_PLUGIN, explorerPlugin()];

const isFirstVisit = localStorage.getItem('graphiql:tabState') === null;
const hasRoomForPanel = innerWidth > 700;
const shared = takeShared();
const questionTabs = questions.map(({ document, variables }) => ({ query: document, variables }));
// GraphiQL fills the variables editor from this property alone, even when a default tab brings its own.
const variables = shared?.variables ?? (isFirstVisit ? questionTabs[0]?.variables : undefined);

createRoot(document.getElementById('graphiql')!).render(
  <GraphiQL
    fetcher={fetcher}
    plugins={plugins}
    visiblePlugin={isFirstVisit && hasRoomForPanel ? QUESTIONS_PLUGIN : undefined}
    defaultTabs={shared ? [shared, ...questionTabs] : questionTabs}
    initialQuery={shared?.query}
    initialVariables={variables}
    showPersistHeadersSettings={false}
  >
    <GraphiQL.Logo>
      <a className="graphiql-logo-link" href="/">needledrop</a>
    </GraphiQL.Logo>
    <GraphiQL.Toolbar>
      {({ prettify, merge, copy }) => (
        <>
          {prettify}
          {merge}
          {copy}
          <CopyLink />
        </>
      )}
    </GraphiQL.Toolbar>
    <FollowSystemTheme />
    <ShowActiveTab />
    <WrapLines />
    {shared?.operationName && <SelectOperation name={shared.operationName} />}
  </GraphiQL>,
);
