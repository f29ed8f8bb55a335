import { type Digest, type DigestList, rowsOf } from '../../domain/digest.js';
import type { GroupId } from '../../domain/ids.js';
import type { Asker } from '../desk.js';
import { computersOf, groupOf, type Office } from '../office.js';
import { demand } from '../rights.js';
import { digestNow } from './digests.js';

export interface DigestsDesk {
  /** Shows a digest of a group, or of all groups, where it was asked for. */
  digest(asker: Asker, group: GroupId | null): Promise<Digest>;
  digestList(groups: readonly GroupId[]): Promise<DigestList>;
}

export function openDigestsDesk(office: Office): DigestsDesk {
  return {
    digest: async (asker, id) => {
      await demand(office, asker.person, ['viewer'], id);
      return digestNow(office, asker, id === null ? office.groups() : [groupOf(office, id)]);
    },
    digestList: async (ids) => {
      const groups = office.groups().filter((group) => ids.includes(group.id));
      const computers = await computersOf(office, [...new Set(groups.flatMap((group) => group.computers))]);
      return {
        rows: rowsOf(computers).map((row) => ({
          ...row,
          groups: groups.filter((group) => group.computers.includes(row.computerId)).map(({ name }) => name),
        })),
      };
    },
  };
}
