import { useEffect, useRef, useState } from 'react';
import { visibleText } from '../blocks.js';
import type { ShownMessage } from '../client-types.js';
import { plainOf } from './plain.js';
import { nameOf, useWorkspace } from './workspace.js';

const LONGEST = 240;

/** Tells a screen reader what was newly said, once. Edits are silent: a running task changes its card all the time. */
export function Announcer({ messages }: { readonly messages: readonly ShownMessage[] }) {
  const directory = useWorkspace();
  const told = useRef(messages.at(-1)?.ts ?? '');
  const [text, setText] = useState('');
  useEffect(() => {
    const fresh = messages.filter((one) => one.ts > told.current && one.user !== directory.me.id);
    told.current = messages.at(-1)?.ts ?? told.current;
    const [only] = fresh;
    if (only === undefined) return;
    const said = only.text || visibleText(only.blocks ?? []);
    const about = `${nameOf(directory, only.user)}: ${plainOf(said, directory).slice(0, LONGEST)}`;
    setText(fresh.length === 1 ? about : `${fresh.length} new messages`);
  }, [messages, directory]);
  return (
    <p className="visually-hidden" role="status">
      {text}
    </p>
  );
}
