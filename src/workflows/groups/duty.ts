import type { Office } from '../office.js';

/** Brings the rules' groups up to date with what scans and WSUS have told since the last time. */
export const membersByRule = {
  name: 'members by rule',
  look: (office: Office): Promise<void> => office.book.catchUp(),
};
