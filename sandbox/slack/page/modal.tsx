import { useEffect, useMemo, useRef, useState } from 'react';
import { asList } from '../blocks.js';
import type { ShownView, Values } from '../client-types.js';
import { api } from './api.js';
import { Blocks } from './blocks-view.js';
import { Interactive } from './interaction.js';
import { labelOf } from './text.js';
import { useWorkspace } from './workspace.js';

const TROUBLE = 'We had some trouble connecting. Try again?';

/** The modal on top of the person's stack. */
export function Modal({ view }: { readonly view: ShownView }) {
  const { me, bot } = useWorkspace();
  const dialog = useRef<HTMLDialogElement>(null);
  const values = useRef<Values>(view.values);
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [trouble, setTrouble] = useState('');
  const [isBusy, setBusy] = useState(false);
  const place = useMemo(() => ({ viewId: view.id }), [view.id]);
  useEffect(() => dialog.current?.showModal(), []);

  async function submit() {
    setBusy(true);
    setTrouble('');
    try {
      const answer = await api.submit(me.id, view.id, values.current);
      setErrors(answer.errors ?? {});
      if (['timeout', 'dispatch_failed', 'trouble'].includes(answer.outcome ?? '')) setTrouble(TROUBLE);
    } catch {
      setTrouble(TROUBLE);
    }
    setBusy(false);
  }

  const close = (all: boolean) => void api.close(me.id, view.id, all);
  const { content } = view;
  return (
    <dialog
      ref={dialog}
      className="dialog modal"
      aria-labelledby="modal-title"
      onCancel={(event) => {
        event.preventDefault();
        close(false);
      }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <header className="bar">
          <h2 id="modal-title">{labelOf(content.title)}</h2>
          <button type="button" className="icon" aria-label="Close all" onClick={() => close(true)}>
            ✕
          </button>
        </header>
        <div className="dialog-body">
          <Interactive
            person={me.id}
            place={place}
            entered={view.values}
            errors={errors}
            onValues={(next) => {
              values.current = next;
            }}
          >
            <Blocks blocks={asList(content.blocks)} />
          </Interactive>
          {trouble !== '' && (
            <p className="trouble" role="alert">
              ⚠️ {trouble}
            </p>
          )}
        </div>
        <footer>
          <small className="hint">From {bot.name}</small>
          <button type="button" className="button" onClick={() => close(false)}>
            {labelOf(content.close) || 'Close'}
          </button>
          {content.submit !== undefined && content.submit !== null && (
            <button type="submit" className="button primary" disabled={isBusy}>
              {isBusy ? 'Sending…' : labelOf(content.submit)}
            </button>
          )}
        </footer>
      </form>
    </dialog>
  );
}
