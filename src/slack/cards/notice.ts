import type { Notice } from '../../domain/notice.js';
import { type Card, card, section } from '../blocks.js';
import { noticeText } from '../words/notices.js';

/** A sentence that is said once. */
export function noticeCard(notice: Notice, command: string): Card {
  const text = noticeText(notice, command);
  return card(text, [section(text)]);
}
