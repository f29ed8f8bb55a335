import type { Chosen, Shown, Values } from '../client-types.js';

/** The page's own small API of the local Slack: same origin, JSON. */

export type Place = { readonly conversation: string; readonly ts: string } | { readonly viewId: string };
export interface Answer {
  readonly outcome?: string;
  readonly errors?: Readonly<Record<string, string>>;
}

async function post(name: string, body: object): Promise<Answer> {
  const response = await fetch(`/_client/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`refused: ${JSON.stringify(answer)}`);
  return answer as Answer;
}

export async function readState(person: string): Promise<Shown> {
  const response = await fetch(`/_client/state?person=${person}`);
  if (!response.ok) throw new Error(`the local Slack answers ${response.status}`);
  return (await response.json()) as Shown;
}

export const api = {
  type: (person: string, conversation: string, text: string, threadTs: string | null) =>
    post('type', { person, conversation, text, threadTs }),
  use: (
    person: string,
    place: Place,
    use: { readonly blockId: string; readonly actionId: string; readonly chosen: Chosen; readonly values: Values },
  ) => post('use', { person, place, ...use }),
  submit: (person: string, viewId: string, values: Values) => post('submit', { person, viewId, values }),
  close: (person: string, viewId: string, all: boolean) => post('close', { person, viewId, all }),
  home: (person: string, tab: 'home' | 'messages') => post('home', { person, tab }),
  read: (person: string, conversation: string, ts: string) => post('read', { person, conversation, ts }),
};

export function fileAddress(person: string, id: string): string {
  return `/_client/file/${id}?person=${person}`;
}
