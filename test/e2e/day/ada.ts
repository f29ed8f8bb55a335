import type { Visitor } from '../../support/visitor.js';
import { GROUP } from '../worlds.js';

/** What an administrator does, as the page shows it. */

export async function makesGroupByRule(ada: Visitor): Promise<void> {
  const groups = await ada.ask('/patch groups', 'Provisioning groups');
  await groups.getByRole('button', { name: 'New group…' }).click();
  const form = await ada.form('New group');
  await form.getByLabel('Name', { exact: true }).fill('Workstations');
  await form.getByLabel(/^Rule: names/).fill('fin-ws-*');
  await form.getByRole('button', { name: 'Preview' }).click();
  await form.getByText(/The rule matches 2 of \d+ computers/).waitFor();
  await form.getByRole('button', { name: 'Create' }).click();
  await ada.done(/Workstations: 2 computers/);
}

export async function addsAutomaticCheck(ada: Visitor): Promise<void> {
  const group = await ada.ask('/patch group workstations', 'Workstations', 'Compliance checks');
  await group.getByRole('button', { name: /New compliance check…/i }).click();
  const form = await ada.form(/New compliance check/i);
  await form.getByLabel('Name', { exact: true }).fill('By themselves');
  await form.getByRole('checkbox', { name: 'Enable automatic approval' }).check();
  await form.getByRole('button', { name: 'Save' }).click();
  await ada.done('Saved');
}

export async function editsGroup(ada: Visitor): Promise<void> {
  const group = await ada.ask('/patch group workstations', 'Workstations', 'By themselves');
  await group.getByRole('button', { name: /Edit group…/i }).click();
  const form = await ada.form(/Edit/);
  await form.getByLabel('Name', { exact: true }).fill('Desks');
  await form.getByRole('button', { name: 'Save' }).click();
  await ada.done('Desks');
}

export async function addsWindow(ada: Visitor): Promise<void> {
  const schedule = await ada.ask(`/patch schedule ${GROUP}`, 'Schedule · Finance', 'no maintenance window');
  await schedule.getByRole('button', { name: 'New window…' }).click();
  const form = await ada.form('New window');
  await form.getByLabel('Name', { exact: true }).fill('Saturday night');
  await form.getByText(/^Next: /).waitFor();
  await form.getByRole('button', { name: 'Save' }).click();
  await ada.done('Finance is closed for installs and restarts');
}

export async function freezes(ada: Visitor): Promise<void> {
  const none = await ada.ask('/patch freeze', 'Nothing is frozen');
  await none.getByRole('button', { name: 'New freeze…' }).click();
  const form = await ada.form('New freeze');
  await form.getByLabel('From').fill('2030-12-20T18:00');
  await form.getByLabel('To', { exact: true }).fill('2031-01-07T08:00');
  await form.getByLabel('Why').fill('Year end closing');
  await form.getByRole('button', { name: 'Freeze' }).click();
  await ada.done('Frozen from');
  await ada.ask('/patch freeze', 'Freezes', 'Year end closing', 'Dec 20, 2030');
}

export async function declinesOnWsus(ada: Visitor): Promise<void> {
  const updates = await ada.ask('/patch updates printer', 'Patches to approve on WSUS', 'Printer');
  await updates.getByRole('button', { name: 'Decline…' }).click();
  const form = await ada.form('Decline patches');
  await form.getByRole('checkbox', { name: /Printer/ }).check();
  await form.getByRole('checkbox', { name: 'Decline them for all computers' }).check();
  await form.getByRole('button', { name: 'Decline', exact: true }).click();
  await ada.done('has started');
  await ada.card('Decline patches on WSUS', /Status:\s*Succeeded/, '1 patch declined on WSUS');
}
