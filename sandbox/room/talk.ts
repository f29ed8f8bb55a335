import { asJson, asText, elementsOf, textOf } from '../slack/blocks.js';
import type { Message } from '../slack/model.js';
import type { LocalSlack } from '../slack/start.js';

/** A message of the bot, as far as the guide needs it. */
export interface Card {
  readonly conversation: string;
  readonly ts: string;
  /** Its header, else its first line. */
  readonly title: string;
  /** What its buttons say and are called, in lower case. */
  readonly buttons: readonly string[];
}

/** What the bot has said so far, to everybody or to one person, oldest first. */
export function cardsOf(slack: Pick<LocalSlack, 'conversations' | 'as' | 'bot' | 'people'>): readonly Card[] {
  const found = new Map<string, Card>();
  for (const { id: conversation, members } of slack.conversations()) {
    const readers = slack.people.filter((person) => members.includes(person.id));
    for (const message of readers.flatMap((person) => slack.as(person.id).sees(conversation))) {
      // What stands in a thread speaks of the card above it, and has no buttons that lead on.
      if (message.user === slack.bot.userId && message.threadTs === null)
        found.set(`${conversation} ${message.ts}`, cardOf(conversation, message));
    }
  }
  return [...found.values()].toSorted((a, b) => a.ts.localeCompare(b.ts));
}

function cardOf(conversation: string, { ts, text, blocks }: Message): Card {
  const header = (blocks ?? []).map(asJson).find((block) => block.type === 'header');
  const elements = elementsOf(blocks ?? []).map(({ element }) => element);
  return {
    conversation,
    ts,
    title: header === undefined ? (text.split('\n')[0] ?? '') : textOf(header.text),
    buttons: elements
      .filter((element) => element.type === 'button')
      .map((element) => `${textOf(element.text)} ${asText(element.action_id)}`.toLowerCase()),
  };
}
