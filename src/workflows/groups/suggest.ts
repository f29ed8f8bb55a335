import { denialId } from '../../domain/denial.js';
import type { PatchWords, Suggestion, SuggestionsOf } from '../../domain/group-views.js';
import type { GroupId, PersonId } from '../../domain/ids.js';
import type { Patch } from '../../domain/patch.js';
import { importView } from '../discovery/import.js';
import { type Office, wsusOf } from '../office.js';
import { demand } from '../rights.js';

const MOST = 100;
const MOST_WORDS = 30;

/**
 * What a list that is looked up while somebody types has for what they typed: at most 100, those that begin with it
 * first.
 * @param group whose members count, for `members`
 */
export async function suggest(
  office: Office,
  person: PersonId,
  of: SuggestionsOf,
  { typed, group }: { readonly typed: string; readonly group: GroupId | null },
): Promise<readonly Suggestion[]> {
  await demand(office, person, ['viewer'], group);
  const words = typed.toLowerCase().trim();
  const found: Suggestion[] = [];
  for (const one of await candidates(office, person, of, group)) {
    if (one.text.toLowerCase().includes(words) || one.value.toLowerCase().includes(words)) found.push(one);
  }
  const rank = ({ text }: Suggestion): number => (text.toLowerCase().startsWith(words) ? 0 : 1);
  return found.sort((a, b) => rank(a) - rank(b) || (a.text < b.text ? -1 : 1)).slice(0, MOST);
}

async function candidates(
  office: Office,
  person: PersonId,
  of: SuggestionsOf,
  group: GroupId | null,
): Promise<readonly Suggestion[]> {
  switch (of) {
    case 'computers':
      return office.computers().map(named);
    case 'members': {
      const found = office.groups().find((one) => one.id === group);
      return (found?.members.byHand ?? []).map(named);
    }
    case 'wsus-clients':
      return (await importView(office, person)).candidates.map(({ id, client }) => ({ value: id, text: client.name }));
    case 'groups':
      return office.groups().map(({ id, name }) => ({ value: id, text: name }));
    case 'wsus-groups':
      return ((await wsusOf(office))?.groups ?? []).map(({ name }) => named(name));
    case 'patch-groups':
      return patchGroups(office);
    case 'products':
      return (await patchWords(office)).products.map(named);
    case 'patches':
      return (await office.store.catalogue.all()).filter((patch) => !patch.expired).map(patchNamed);
  }
}

const named = (name: string): Suggestion => ({ value: name, text: name });

async function patchGroups(office: Office): Promise<readonly Suggestion[]> {
  const kept = await Promise.all((await office.store.patchGroups.ids()).map((id) => office.store.patchGroups.get(id)));
  return kept.flatMap((one) => (one === null ? [] : [{ value: one.value.id, text: one.value.name }]));
}

/** By its KB number where it has one: a later revision of the patch has it, too. */
function patchNamed({ updateId, kbs, title }: Patch): Suggestion {
  const [kb] = kbs;
  if (kb === undefined) return { value: updateId, text: title };
  return { value: denialId({ kind: 'kb', kb }), text: `KB${kb} ${title}` };
}

/** What rules can name, as the catalogue spells it; the commonest first. */
export async function patchWords(office: Office): Promise<PatchWords> {
  const catalogue = await office.store.catalogue.all();
  return {
    classifications: commonest(catalogue.map(({ classification }) => classification)).slice(0, MOST_WORDS),
    products: commonest(catalogue.flatMap(({ products }) => products)),
    severities: ['Critical', 'Important', 'Moderate', 'Low', 'Unspecified'],
  };
}

function commonest(all: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const one of all) if (one !== '') counts.set(one, (counts.get(one) ?? 0) + 1);
  return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([one]) => one);
}
