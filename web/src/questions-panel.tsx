import { type GraphiQLPlugin, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { type Question, questions } from './questions';

/** Lists the questions; a click brings one into the editor. */
export const QUESTIONS_PLUGIN: GraphiQLPlugin = { title: 'Questions', icon: QuestionIcon, content: QuestionsPanel };

function QuestionsPanel() {
  const { addTab, changeTab } = useGraphiQLActions();
  const { tabs, activeTabIndex, queryEditor, variableEditor } = useGraphiQL(
    ({ tabs, activeTabIndex, queryEditor, variableEditor }) => ({ tabs, activeTabIndex, queryEditor, variableEditor }),
  );
  const active = tabs[activeTabIndex]?.query;

  /** The tab that already holds the question unedited, or a new one. */
  function open(question: Question) {
    const index = tabs.findIndex((tab) => tab.query === question.document);
    if (index >= 0) return changeTab(index);
    addTab();
    queryEditor?.setValue(question.document);
    variableEditor?.setValue(question.variables);
  }

  return (
    <section className="questions" aria-label="Questions">
      <h2>Questions</h2>
      <p>Ready to run. Open one, ask it as it stands, then make it yours.</p>
      <ol>
        {questions.map((question) => (
          <li key={question.name}>
            <button type="button" aria-current={question.document === active} onClick={() => open(question)}>
              <strong>{question.title}</strong>
              {question.description && <span>{question.description}</span>}
              <code>{question.name}</code>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}

function QuestionIcon() {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <path d="M4 4.75h16v11.5h-8.5L7 20v-3.75H4z" />
      <path d="M10 8.6a2 2 0 1 1 2.8 1.85c-.5.25-.8.6-.8 1.15M12 13.6v.01" />
    </svg>
  );
}
