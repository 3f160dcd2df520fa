import { json } from "@codemirror/lang-json";
import { type Diagnostic, linter, lintGutter } from "@codemirror/lint";
import { EditorState, Prec } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { useComputedColorScheme } from "@mantine/core";
import CodeMirror from "@uiw/react-codemirror";
import { useMemo } from "react";
import { nonce } from "../../nonce";
import { parseJson } from "../../values/json";
import classes from "./JsonEditor.module.css";

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** Mod+Enter or Mod+S. */
  onSave: () => void;
}

/** A JSON editor with the mistakes marked. It is a chunk of its own: load it lazily. */
export default function JsonEditor({ label, value, onChange, onSave }: Props) {
  const scheme = useComputedColorScheme("light");
  const extensions = useMemo(() => {
    const save = () => {
      onSave();
      return true;
    };
    return [
      EditorView.cspNonce.of(nonce),
      json(),
      linter(diagnose),
      lintGutter(),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ "aria-label": label }),
      EditorState.tabSize.of(2),
      Prec.highest(
        keymap.of([
          { key: "Mod-Enter", run: save },
          { key: "Mod-s", run: save },
        ]),
      ),
    ];
  }, [label, onSave]);
  return (
    <CodeMirror
      className={classes.editor}
      value={value}
      onChange={onChange}
      extensions={extensions}
      theme={scheme}
      minHeight="240px"
      maxHeight="60vh"
      // Tab leaves the editor, as it leaves every other field.
      indentWithTab={false}
    />
  );
}

function diagnose(view: EditorView): Diagnostic[] {
  const text = view.state.doc.toString();
  try {
    parseJson(text);
    return [];
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const place = Number(/position (\d+)/.exec(message)?.[1] ?? 0);
    const from = Math.min(place, text.length);
    return [{ from, to: Math.min(from + 1, text.length), severity: "error", message }];
  }
}
