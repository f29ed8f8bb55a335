import type { Chosen, Shown, ShownFile, Values } from '../client-types.js';

/** The page's own small API of the local Slack: same origin, JSON. */

export type Place = { readonly conversation: string; readonly ts: string } | { readonly viewId: string };
export interface Answer {
  readonly outcome?: string;
  readonly errors?: Readonly<Record<string, string>>;
}
interface Slot {
  readonly blockId: string;
  readonly actionId: string;
}
interface Suggestions extends Answer {
  readonly groups?: readonly { readonly label: string | null; readonly options: readonly unknown[] }[];
}

async function post<T extends object = Answer>(name: string, body: object): Promise<T> {
  const response = await fetch(`/_client/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return answerOf<T>(response);
}

async function answerOf<T extends object>(response: Response): Promise<T> {
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`refused: ${JSON.stringify(answer)}`);
  return answer as T;
}

export async function readState(person: string): Promise<Shown> {
  const response = await fetch(`/_client/state?person=${person}`);
  if (!response.ok) throw new Error(`the local Slack answers ${response.status}`);
  return (await response.json()) as Shown;
}

export const api = {
  type: (person: string, conversation: string, text: string, threadTs: string | null) =>
    post('type', { person, conversation, text, threadTs }),
  use: (person: string, place: Place, use: Slot & { readonly chosen: Chosen; readonly values: Values }) =>
    post('use', { person, place, ...use }),
  suggest: (person: string, place: Place, query: Slot & { readonly typed: string; readonly values: Values }) =>
    post<Suggestions>('suggest', { person, place, ...query }),
  submit: (person: string, viewId: string, values: Values) => post('submit', { person, viewId, values }),
  close: (person: string, viewId: string, all: boolean) => post('close', { person, viewId, all }),
  home: (person: string, tab: 'home' | 'messages') => post('home', { person, tab }),
  read: (person: string, conversation: string, ts: string) => post('read', { person, conversation, ts }),
  async upload(person: string, viewId: string, slot: Slot, file: File): Promise<ShownFile> {
    const query = new URLSearchParams({ person, viewId, ...slot, name: file.name });
    const headers = { 'content-type': 'application/octet-stream' };
    return answerOf(await fetch(`/_client/upload?${query}`, { method: 'POST', headers, body: file }));
  },
};

export function fileAddress(person: string, id: string): string {
  return `/_client/file/${id}?person=${person}`;
}
