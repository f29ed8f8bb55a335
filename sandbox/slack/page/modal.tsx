import { type FormEvent, type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { asList } from '../blocks.js';
import type { ShownView, Values } from '../client-types.js';
import { api } from './api.js';
import { Blocks } from './blocks-view.js';
import { Interactive } from './interaction.js';
import { labelOf } from './text.js';
import { useWorkspace } from './workspace.js';

const TROUBLE = 'We had some trouble connecting. Try again?';

/** The person's modals: the one on top is seen. When the last one closes, the focus goes back to where it was. */
export function Modals({ views }: { readonly views: readonly ShownView[] }) {
  const top = views.at(-1);
  const before = useRef<Element | null>(null);
  const isOpen = top !== undefined;
  useEffect(() => {
    if (!isOpen) return;
    before.current = document.activeElement;
    return () => {
      if (before.current instanceof HTMLElement && before.current.isConnected) before.current.focus();
      else document.getElementById('composer')?.focus();
    };
  }, [isOpen]);
  return top === undefined ? null : <Modal key={top.id} view={top} depth={views.length} />;
}

function Modal({ view, depth }: { readonly view: ShownView; readonly depth: number }) {
  const { me, bot } = useWorkspace();
  const dialog = useRef<HTMLDialogElement>(null);
  const sending = useSubmission(me.id, view, dialog);
  const [isTouched, setTouched] = useState(false);
  const place = useMemo(() => ({ viewId: view.id }), [view.id]);
  useEffect(() => {
    dialog.current?.showModal();
    focusFirst(dialog.current);
  }, []);

  const close = (all: boolean) => void api.close(me.id, view.id, all);
  const { content } = view;
  const isHeldBack = content.submit_disabled === true && !isTouched;
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
      <form noValidate onSubmit={sending.submit}>
        <header className="bar">
          {depth > 1 && (
            <button type="button" className="icon" aria-label="Back" onClick={() => close(false)}>
              ←
            </button>
          )}
          <h2 id="modal-title">{labelOf(content.title)}</h2>
          <button type="button" className="icon" aria-label="Close all" onClick={() => close(true)}>
            ✕
          </button>
        </header>
        <section className="dialog-body" aria-labelledby="modal-title" tabIndex={-1}>
          <Interactive
            person={me.id}
            place={place}
            entered={view.values}
            errors={sending.errors}
            onValues={(next) => {
              sending.enter(next);
              setTouched(true);
            }}
          >
            <Blocks blocks={asList(content.blocks)} />
          </Interactive>
          {sending.trouble !== '' && (
            <p className="trouble" role="alert">
              {sending.trouble}
            </p>
          )}
        </section>
        <footer>
          <small className="hint">From {bot.name}</small>
          <button type="button" className="button" onClick={() => close(false)}>
            {labelOf(content.close) || 'Close'}
          </button>
          {content.submit !== undefined && content.submit !== null && (
            <button
              type="submit"
              className={`button primary ${sending.isBusy ? 'is-busy' : ''}`}
              disabled={sending.isBusy || isHeldBack}
            >
              {labelOf(content.submit)}
            </button>
          )}
        </footer>
      </form>
    </dialog>
  );
}

/** Sends the modal; what is wrong stands beside the inputs, and the focus goes to the first of them. */
function useSubmission(person: string, view: ShownView, dialog: RefObject<HTMLDialogElement | null>) {
  const values = useRef<Values>(view.values);
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [trouble, setTrouble] = useState('');
  const [isBusy, setBusy] = useState(false);

  async function send() {
    setBusy(true);
    setTrouble('');
    try {
      const answer = await api.submit(person, view.id, values.current);
      flushSync(() => setErrors(answer.errors ?? {}));
      showFirstError(dialog.current);
      if (['timeout', 'dispatch_failed', 'trouble'].includes(answer.outcome ?? '')) setTrouble(TROUBLE);
    } catch {
      setTrouble(TROUBLE);
    }
    setBusy(false);
  }

  return {
    ...{ errors, trouble, isBusy },
    /** What is changed is no longer what was refused. */
    enter(next: Values) {
      const before = values.current;
      values.current = next;
      setErrors((all) => Object.fromEntries(Object.entries(all).filter(([block]) => next[block] === before[block])));
    },
    submit(event: FormEvent) {
      event.preventDefault();
      void send();
    },
  };
}

/** The focus goes to the first input that was refused, and its reason is seen; else a form that stays is read anew. */
function showFirstError(dialog: HTMLDialogElement | null): void {
  const wrong = dialog?.querySelector<HTMLElement>('[aria-invalid="true"]');
  if (wrong === null || wrong === undefined) {
    dialog?.querySelector('.dialog-body')?.scrollTo(0, 0);
    return;
  }
  const inside = wrong.tagName === 'FIELDSET' ? wrong.querySelector<HTMLElement>('input') : wrong;
  inside?.focus();
  wrong.closest('.input')?.querySelector('.error')?.scrollIntoView({ block: 'nearest' });
}

/** Where the modal says so, else its first field, else its text: the whole of it is read before it is sent. */
function focusFirst(dialog: HTMLDialogElement | null): void {
  const body = dialog?.querySelector<HTMLElement>('.dialog-body');
  const asked = body?.querySelector<HTMLElement>('[data-focus-on-load]');
  const first = body?.querySelector<HTMLElement>('input, select, textarea');
  (asked ?? first ?? body)?.focus();
}
