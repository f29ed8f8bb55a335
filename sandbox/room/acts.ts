import { z } from 'zod';
import type { Fleet } from '../windows/fleet.js';
import type { BotKeeper } from './bot-keeper.js';
import { healComputer, setCondition } from './conditions.js';
import { Impossible } from './rule.js';
import { type Act, CONDITIONS } from './shown.js';

export const actBody = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('computer'),
    computer: z.string().max(64),
    condition: z.enum(CONDITIONS),
    on: z.boolean(),
  }),
  z.object({ kind: z.literal('kill-bot') }),
  z.object({ kind: z.literal('heal') }),
  z.object({ kind: z.literal('patch-tuesday') }),
]);

/** Does what a visitor asks; says what will be seen of it. Throws Impossible. */
export async function perform(fleet: Fleet, bot: BotKeeper, act: Act): Promise<string> {
  switch (act.kind) {
    case 'computer':
      return await setCondition(fleet, act.computer, act.condition, act.on);
    case 'kill-bot':
      return killBot(bot);
    case 'heal':
      return await healAll(fleet);
    case 'patch-tuesday':
      return await patchTuesday(fleet);
  }
}

function killBot(bot: BotKeeper): string {
  const { pid, state } = bot.state;
  if (state === 'dead' || pid === null) throw new Impossible('The bot is dead already; it comes back by itself.');
  bot.kill();
  return `Process ${pid} got kill -9: no goodbye, nothing saved on the way out. What runs on the computers goes on; the bot comes back and takes it up.`;
}

async function healAll(fleet: Fleet): Promise<string> {
  let healed = 0;
  for (const { id } of fleet.hosts) if (await healComputer(fleet, id)) healed += 1;
  if (healed === 0) throw new Impossible('Nothing is broken.');
  return `${healed} ${healed === 1 ? 'computer is' : 'computers are'} healthy again: scan, and retry what failed.`;
}

async function patchTuesday(fleet: Fleet): Promise<string> {
  const { month, updates } = await fleet.releasePatchTuesday();
  return `Microsoft published ${month} with ${updates} updates. Nobody here knows them before /patch sync brings them.`;
}
