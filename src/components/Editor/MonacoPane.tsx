import { useColorMode } from '@docusaurus/theme-common';
import useBaseUrl from '@docusaurus/useBaseUrl';
import useDocusaurusContext from '@docusaurus/useDocusaurusContext';
import { Editor, loader, type OnMount } from '@monaco-editor/react';
import type * as Monaco from 'monaco-editor';
import { type ReactNode, useEffect, useEffectEvent, useRef, useState } from 'react';
import styles from './Editor.module.css';
import type { EditorProps } from './Editor.tsx';

interface MonacoPaneProps extends EditorProps {
  id: string;
  onOpen: () => void;
  onFail: () => void;
  onLeave: () => void;
}

let loading: Promise<void> | undefined;

/** Loads the bundle from the site itself; without `loader.config` the wrapper would ask a public host for it. */
function load(folder: string): Promise<void> {
  loading ??= (async () => {
    const [monaco] = await Promise.all([
      import(/* webpackIgnore: true */ `${folder}main.js`) as Promise<typeof Monaco>,
      loadStyle(`${folder}main.css`),
    ]);
    for (const [name, base, paper, ink] of [
      ['page-light', 'vs', '#fdfcf9', '#1c1e22'],
      ['page-dark', 'vs-dark', '#15171b', '#e7e5df'],
    ] as const) {
      monaco.editor.defineTheme(name, {
        base,
        inherit: true,
        rules: [],
        colors: { 'editor.background': paper, 'editor.foreground': ink },
      });
    }
    loader.config({ monaco });
  })();
  loading.catch(() => {
    loading = undefined;
  });
  return loading;
}

function loadStyle(href: string): Promise<void> {
  return new Promise((done, fail) => {
    const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href });
    link.addEventListener('load', () => done());
    link.addEventListener('error', () => {
      link.remove();
      fail(new Error(`${href} could not be loaded.`));
    });
    document.head.append(link);
  });
}

/** Esc closes what the editor itself has open first, and only then leaves it. */
const NOTHING_OPEN =
  'editorTextFocus && !findWidgetVisible && !editorHasSelection && !editorHasMultipleSelections && !markersNavigationVisible && !editorHoverVisible';

/** Monaco. Until it stands, nothing is shown, and the text area stays. */
export default function MonacoPane(props: MonacoPaneProps): ReactNode {
  const { label, language, value, onChange, faults, onOpen, onFail, onLeave } = props;
  const { siteConfig } = useDocusaurusContext();
  const folder = siteConfig.customFields?.editorFolder;
  const address = useBaseUrl(typeof folder === 'string' ? folder : '/');
  const { colorMode } = useColorMode();
  const [loaded, setLoaded] = useState(false);
  const mounted = useRef<Parameters<OnMount> | null>(null);
  const fail = useEffectEvent(onFail);
  const leave = useEffectEvent(onLeave);

  useEffect(() => {
    let gone = false;
    const ready = typeof folder === 'string' ? load(address) : Promise.reject(new Error());
    ready.then(
      () => !gone && setLoaded(true),
      () => !gone && fail(),
    );
    return () => {
      gone = true;
    };
  }, [folder, address]);

  /** What the reader typed and the page has not handed back yet; a page that lags must not take a key stroke back. */
  const typed = useRef<string[]>([]);
  useEffect(() => {
    const at = typed.current.indexOf(value);
    if (at !== -1) {
      typed.current.splice(0, at + 1);
      return;
    }
    const editor = mounted.current?.[0];
    const model = editor?.getModel();
    if (!editor || !model || model.getValue() === value) return;
    typed.current = [];
    editor.pushUndoStop();
    editor.executeEdits('page', [{ range: model.getFullModelRange(), text: value }]);
    editor.pushUndoStop();
  }, [value]);

  const mark = (): void => {
    if (mounted.current === null) return;
    const [editor, monaco] = mounted.current;
    const model = editor.getModel();
    if (model === null) return;
    const markers = faults.map(({ line, column, message }) => {
      const at = model.validatePosition({ lineNumber: line, column });
      const word = model.getWordAtPosition(at);
      return {
        severity: monaco.MarkerSeverity.Error,
        message,
        startLineNumber: at.lineNumber,
        startColumn:
          word === null
            ? Math.max(1, at.column - (at.column > model.getLineLength(at.lineNumber) ? 1 : 0))
            : at.column,
        endLineNumber: at.lineNumber,
        endColumn: word === null ? at.column + 1 : word.endColumn,
      };
    });
    monaco.editor.setModelMarkers(model, 'page', markers);
  };
  useEffect(mark);

  if (!loaded) return null;
  return (
    <div className={styles.monaco} data-monaco="">
      <Editor
        height="22rem"
        language={language}
        defaultValue={value}
        theme={colorMode === 'dark' ? 'page-dark' : 'page-light'}
        loading={null}
        onChange={(text = '') => {
          typed.current.push(text);
          onChange(text);
        }}
        onMount={(editor, monaco) => {
          mounted.current = [editor, monaco];
          editor.addCommand(monaco.KeyCode.Escape, () => leave(), NOTHING_OPEN);
          mark();
          editor.focus();
          onOpen();
        }}
        options={{
          ariaLabel: `${label}. Esc leaves the editor.`,
          minimap: { enabled: false },
          lineNumbersMinChars: 3,
          folding: false,
          fontSize: 14,
          lineHeight: 22,
          tabSize: 2,
          scrollBeyondLastLine: false,
          automaticLayout: true,
          renderLineHighlight: 'none',
          renderFinalNewline: 'on',
          overviewRulerLanes: 0,
          fixedOverflowWidgets: true,
          contextmenu: false,
          quickSuggestions: false,
          scrollbar: { alwaysConsumeMouseWheel: false },
        }}
      />
    </div>
  );
}
