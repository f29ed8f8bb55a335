import type { z } from 'zod';
import { parseComputerId } from '../domain/ids.js';
import { namesIn, type Sections } from './entries.js';
import { unknownIn } from './fleet.js';
import type { Problems } from './problems.js';
import { wsusSection } from './schema.js';

/** The section `wsus`; its computer must be one of the section `computers`. */
export function readWsus(sections: Sections, problems: Problems): z.infer<typeof wsusSection> | null {
  const wsus = problems.read(['wsus'], wsusSection, sections.wsus);
  if (wsus === null) return null;
  const known = namesIn(sections.computers, parseComputerId);
  if (!known.includes(wsus.computer)) problems.add(['wsus', 'computer'], unknownIn('computers', wsus.computer, known));
  return wsus;
}
