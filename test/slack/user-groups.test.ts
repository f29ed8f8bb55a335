import { afterEach, describe, expect, it } from 'vitest';
import type { UserGroupId } from '../../src/domain/roles.js';
import { UserGroups } from '../../src/slack/user-groups.js';
import { withSlack } from '../support/slack.js';
import { rememberingLog } from '../support/slack-app.js';
import { VirtualClock } from '../support/virtual-clock.js';

const APPROVERS = 'S0APPROVERS' as UserGroupId;
const benches: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const bench of benches.splice(0)) await bench.close();
});

async function open() {
  const clock = new VirtualClock(Date.UTC(2026, 10, 10, 12));
  const bench = await withSlack();
  benches.push(bench);
  const { log, lines } = rememberingLog();
  const { slack } = bench;
  const asked = () => slack.calls.filter(({ method }) => method === 'usergroups.users.list').length;
  return { ...{ clock, slack, lines, asked }, groups: new UserGroups(bench.web, clock, log) };
}

describe('a user group', () => {
  it('has the members that Slack names, and is asked for once a minute', async () => {
    const { groups, asked, clock } = await open();
    expect(await Promise.all([groups.membersOf(APPROVERS), groups.membersOf(APPROVERS)])).toEqual([
      ['U0ANIL', 'U0ADA'],
      ['U0ANIL', 'U0ADA'],
    ]);
    await clock.advance(59_000);
    await groups.membersOf(APPROVERS);
    expect(asked()).toBe(1);
    await clock.advance(2_000);
    await groups.membersOf(APPROVERS);
    expect(asked()).toBe(2);
  });

  it('has unknown members where Slack does not answer; it is asked again soon, not at once', async () => {
    const { groups, asked, clock, slack, lines } = await open();
    slack.faults.next('usergroups.users.list', { kind: 'error', error: 'fatal_error' });
    expect(await groups.membersOf(APPROVERS)).toBeNull();
    expect(await groups.membersOf(APPROVERS)).toBeNull();
    expect(asked()).toBe(1);
    expect(lines.join('\n')).toContain('user group not read');
    await clock.advance(6_000);
    expect(await groups.membersOf(APPROVERS)).toEqual(['U0ANIL', 'U0ADA']);
  });

  it('that there is not has unknown members', async () => {
    const { groups } = await open();
    expect(await groups.membersOf('S0NOBODY' as UserGroupId)).toBeNull();
  });

  it('is called by its handle, or by its id where that is not known', async () => {
    const { groups, slack, clock } = await open();
    expect(await groups.nameOf(APPROVERS)).toBe('@patch-approvers');
    expect(await groups.nameOf('S0NOBODY' as UserGroupId)).toBe('S0NOBODY');
    await clock.advance(700_000);
    slack.faults.next('usergroups.list', { kind: 'error', error: 'missing_scope' });
    expect(await groups.nameOf(APPROVERS)).toBe('S0APPROVERS');
  });
});
