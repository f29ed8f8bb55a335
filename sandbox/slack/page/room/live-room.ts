import { useSyncExternalStore } from 'react';
import type { Act, ShownRoom } from '../../../room/shown.js';

/** What the page knows of the machine room: one stream for all who look, and none while nobody does. */
interface RoomState {
  readonly room: ShownRoom | null;
  readonly isLive: boolean;
  /** The computer whose drawer is open. */
  readonly opened: string | null;
  /** What the last act led to. */
  readonly answer: { readonly text: string; readonly isRefusal: boolean } | null;
}

let state: RoomState = { room: null, isLive: false, opened: null, answer: null };
let last: string | null = null;
let source: EventSource | null = null;
const listeners = new Set<() => void>();

export function useRoom(): RoomState {
  return useSyncExternalStore(subscribe, () => state);
}

/** Which computer's drawer was open last: there the focus goes when it closes. */
export function lastOpened(): string | null {
  return last;
}

export function openComputer(id: string | null): void {
  last = id ?? state.opened;
  change({ opened: id, answer: null });
}

/** Does something to the world; the answer is shown where it was asked for. */
export async function act(what: Act): Promise<void> {
  change({ answer: await post(what) });
}

async function post(what: Act): Promise<RoomState['answer']> {
  try {
    const response = await fetch('/_room/act', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(what),
    });
    const answer = (await response.json()) as { readonly says?: string; readonly refused?: string };
    return { text: answer.says ?? answer.refused ?? '', isRefusal: answer.says === undefined };
  } catch {
    return { text: 'The machine room does not answer. Is the sandbox still running?', isRefusal: true };
  }
}

function change(part: Partial<RoomState>): void {
  state = { ...state, ...part };
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (listeners.size === 1) {
    document.addEventListener('visibilitychange', connect);
    connect();
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    document.removeEventListener('visibilitychange', connect);
    disconnect();
  };
}

/** A browser has few connections for one address: a page that nobody sees gives its own back. */
function connect(): void {
  if (document.hidden) disconnect();
  if (document.hidden || source !== null) return;
  source = new EventSource('/_room/events');
  source.onopen = () => change({ isLive: true });
  source.onerror = () => change({ isLive: false });
  source.onmessage = (event: MessageEvent<string>) => change({ room: JSON.parse(event.data) as ShownRoom });
}

function disconnect(): void {
  source?.close();
  source = null;
}
