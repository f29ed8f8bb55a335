import type { AuditView } from '../../domain/audit-view.js';
import type { AuditEntry } from '../../domain/operation.js';
import { type Card, card, context, header, lineSections, section } from '../blocks.js';
import type { TextFile } from '../files.js';
import { AUDIT_COLUMNS, AUDIT_HEAD, auditFileText, auditLine, auditSummary, verifiedText } from '../words/audit.js';
import { csv } from './csv.js';

const MOST_LINES = 20;

/** The newest entries; more of them go as a file. */
export function auditCard(view: AuditView): Card {
  const text = auditSummary(view.entries.length, view.searched);
  const rest = view.entries.length - MOST_LINES;
  return card(text, [
    header(AUDIT_HEAD),
    section(text),
    ...lineSections(
      view.entries.slice(0, MOST_LINES),
      (entry) => auditLine(entry, view.groupNames),
      10_000,
      MOST_LINES,
    ),
    rest > 0 ? context(auditFileText(rest)) : null,
  ]);
}

export function fitsAudit(view: AuditView): boolean {
  return view.entries.length <= MOST_LINES;
}

export function auditFile(view: AuditView): TextFile {
  return { name: 'audit.csv', title: AUDIT_HEAD, content: csv([AUDIT_COLUMNS, ...view.entries.map(row)]) };
}

function row(entry: AuditEntry): readonly string[] {
  const { at, who, what, on, detail, planHash, operation } = entry;
  return [new Date(at).toISOString(), who, what, on, detail, planHash ?? '', operation ?? ''];
}

export function verifiedCard(entries: number): Card {
  const text = verifiedText(entries);
  return card(text, [section(text)]);
}
