import type { Shown } from '../../domain/group-views.js';

/** What a form is about, as its modal and its button carry it: an id, its revision, and what else names a part of it. */
export interface FormSubject<Id extends string> extends Shown<Id> {
  readonly rest: string;
}

/** `finance 12`, or `finance 12 finance-abc12345`. */
export function subjectOf(shown: Shown<string>, rest = ''): string {
  return `${shown.id} ${shown.revision}${rest === '' ? '' : ` ${rest}`}`;
}

/** Null where the text is none: a button's value can be anything. */
export function parseSubject<Id extends string>(
  text: string,
  parse: (id: string) => Id | null,
): FormSubject<Id> | null {
  const [, given = '', number = '', rest = ''] = /^(\S+) (\d{1,9})(?: (\S{1,100}))?$/.exec(text) ?? [];
  const id = parse(given);
  return id === null ? null : { id, revision: Number(number), rest };
}
