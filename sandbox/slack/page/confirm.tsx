import { useEffect, useId, useRef } from 'react';
import type { Json } from '../model.js';
import { labelOf, TextObject } from './text.js';

/** A confirm dialog, as the message asked for it. The focus goes back to where it was. */
export function Confirm(props: { readonly confirm: Json; readonly onAnswer: (isSure: boolean) => void }) {
  const { confirm, onAnswer } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  const style = confirm.style === 'danger' ? 'button danger' : 'button primary';
  return (
    <dialog ref={dialog} className="dialog confirm" aria-labelledby={id} onCancel={() => onAnswer(false)}>
      <h2 id={id}>{labelOf(confirm.title) || 'Are you sure?'}</h2>
      <div className="dialog-body">
        <TextObject value={confirm.text} />
      </div>
      <footer>
        <button type="button" className="button" onClick={() => onAnswer(false)}>
          {labelOf(confirm.deny) || 'Cancel'}
        </button>
        <button type="button" className={style} onClick={() => onAnswer(true)}>
          {labelOf(confirm.confirm) || 'Yes'}
        </button>
      </footer>
    </dialog>
  );
}
