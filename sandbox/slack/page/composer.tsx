import { type KeyboardEvent, useState } from 'react';
import { api } from './api.js';
import { useWorkspace } from './workspace.js';

/** Enter sends, Shift+Enter starts a line; a text that begins with a slash is a command. */
export function Composer(props: {
  readonly conversation: string;
  readonly threadTs: string | null;
  readonly label: string;
}) {
  const { me, commands } = useWorkspace();
  const command = commands[0]?.name ?? '';
  const [text, setText] = useState('');
  const [trouble, setTrouble] = useState('');
  const isCommand = text.startsWith('/');

  async function send() {
    if (text.trim() === '') return;
    setText('');
    setTrouble('');
    try {
      await api.type(me.id, props.conversation, text.trim(), props.threadTs);
    } catch {
      setText(text);
      setTrouble('This could not be sent. Is the sandbox still running?');
    }
  }

  function onKey(event: KeyboardEvent) {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void send();
  }

  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {trouble !== '' && (
        <p className="trouble" role="alert">
          {trouble}
        </p>
      )}
      <div className={`composer-box ${isCommand ? 'is-command' : ''}`}>
        <textarea
          aria-label={props.label}
          placeholder={props.threadTs === null ? `${props.label} or ${command}` : props.label}
          rows={Math.min(6, text.split('\n').length)}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKey}
        />
        <button type="submit" className="button primary" disabled={text.trim() === ''}>
          Send
        </button>
      </div>
      {isCommand && <small className="hint">Runs a command. Only you see that you typed it.</small>}
    </form>
  );
}
