import type { PretendWorld } from './pretend-world.js';
import { type Actor, textOfMessage } from './slack/driver.js';
import type { Message, View } from './slack/model.js';

const ENDED = /Status:\W*(Succeeded|Failed|Stopped)/;
const PATIENCE_MS = 60_000;
const CHANNEL = '#patching';

/** What people do in the channel and what they see of it, without a page. Each step waits for what it promises. */
export class Play {
  readonly world: PretendWorld;
  readonly olivia: Actor;
  readonly anil: Actor;

  constructor(world: PretendWorld) {
    this.world = world;
    this.olivia = world.slack.as('olivia');
    this.anil = world.slack.as('anil');
  }

  /** The bot's root messages, oldest first. */
  cards(): readonly Message[] {
    return this.world.slack.messages(CHANNEL).filter((message) => message.threadTs === null);
  }

  async type(actor: Actor, text: string): Promise<void> {
    const { outcome } = await actor.type(CHANNEL, text);
    demand(outcome === 'acked', `Slack took "${text}" (${outcome})`);
  }

  /** The root message that appears because of something, once it says this. */
  async cardAfter(act: () => Promise<unknown>, says: RegExp): Promise<Message> {
    const before = new Set(this.cards().map((message) => message.ts));
    await act();
    const isMeant = (message: Message): boolean => !before.has(message.ts) && says.test(textOfMessage(message));
    return this.world.slack.waitFor(`a card that says ${says.source}`, () => this.cards().find(isMeant), PATIENCE_MS);
  }

  /** The card of a task that something starts, once it has ended. */
  taskAfter(act: () => Promise<unknown>): Promise<Message> {
    return this.cardAfter(act, ENDED);
  }

  /** The same message, once it says this. */
  until(card: Message, says: RegExp): Promise<Message> {
    const look = () => this.cards().find((message) => message.ts === card.ts && says.test(textOfMessage(message)));
    return this.world.slack.waitFor(`the card to say ${says.source}`, look, PATIENCE_MS);
  }

  /** What only one person is told for a sentence, once it says this. */
  async whisper(actor: Actor, sentence: string, says: RegExp): Promise<Message> {
    const own = () => actor.sees(CHANNEL).filter((message) => message.ephemeralFor !== null);
    const before = new Set(own().map((message) => message.ts));
    await this.type(actor, sentence);
    const look = () => own().find((message) => !before.has(message.ts) && says.test(textOfMessage(message)));
    return this.world.slack.waitFor(`an answer that says ${says.source}`, look, PATIENCE_MS);
  }

  sync(): Promise<Message> {
    return this.taskAfter(() => this.type(this.olivia, '/patch sync'));
  }

  scan(group: string): Promise<Message> {
    return this.taskAfter(() => this.type(this.olivia, `/patch scan ${group}`));
  }

  /** Approves all patches that match the words, for a WSUS group. */
  async approveUpdates(words: string, wsusGroup: string): Promise<Message> {
    const card = await this.cardAfter(() => this.type(this.olivia, `/patch updates ${words}`), /wait for an approval/);
    return this.approveListed(card, wsusGroup);
  }

  /** Approves all patches of a card, for a WSUS group. */
  async approveListed(card: Message, wsusGroup: string): Promise<Message> {
    const modal = await this.openModal(this.anil, card, 'updates.approve');
    return this.taskAfter(() => this.anil.submit(modal, { groups: [this.wsusGroup(wsusGroup)] }));
  }

  async openModal(actor: Actor, card: Message, button: string): Promise<View> {
    const before = actor.modal()?.id;
    await actor.click(card, button);
    return this.world.slack.waitFor('a modal', () => {
      const modal = actor.modal();
      return modal?.id !== before && modal;
    });
  }

  /** A WSUS group's id. */
  wsusGroup(name: string): string {
    return this.world.fleet.scenario.wsusGroups.find((group) => group.name === name)?.id ?? '';
  }

  /** Shows a group's recommendations and approves them all. */
  async approveAll(group: string): Promise<Message> {
    const card = await this.cardAfter(() => this.type(this.olivia, `/patch recommendations ${group}`), /to approve/);
    return this.approveShown(card);
  }

  /** Approves all recommendations of a card. */
  async approveShown(card: Message): Promise<Message> {
    await this.anil.click(card, 'recommendations.approve');
    return this.until(card, /Decided: \d+ recommendations? approved/);
  }

  plan(group: string): Promise<Message> {
    return this.cardAfter(() => this.type(this.olivia, `/patch run ${group}`), /Plan of a run/);
  }

  /** Presses Run on a plan; the card of the task once it has ended. */
  run(plan: Message, actor: Actor = this.olivia): Promise<Message> {
    return this.taskAfter(() => actor.click(plan, 'run.start'));
  }

  members(group: string): readonly string[] {
    return this.world.fleet.scenario.provisioningGroups.find((one) => one.id === group)?.computers ?? [];
  }

  /** How often each update was installed on each computer of a group, as the computers themselves say. */
  installs(group: string): readonly number[] {
    return this.members(group).flatMap((id) => Object.values(this.world.fleet.computer(id).state.installs));
  }
}

export function demand(isSo: boolean, what: string): void {
  if (!isSo) throw new Error(`it is not so that ${what}`);
}
