import { type Inline, parseMrkdwn } from '../mrkdwn.js';
import { formatDate } from './dates.js';
import { emojiOf } from './emoji.js';
import { channelName, type Directory, nameOf } from './workspace.js';

/** Message markup as it would be read aloud. */
export function plainOf(text: string, directory: Directory): string {
  const line = (items: readonly Inline[]) => items.map((item) => wordsOf(item, directory)).join('');
  return parseMrkdwn(text)
    .map((paragraph) => {
      if (paragraph.kind === 'preformatted') return paragraph.text;
      return paragraph.kind === 'quote' ? paragraph.lines.map(line).join(' ') : line(paragraph.of);
    })
    .join(' ');
}

function wordsOf(inline: Inline, directory: Directory): string {
  switch (inline.kind) {
    case 'bold':
    case 'italic':
    case 'strike':
      return inline.of.map((part) => wordsOf(part, directory)).join('');
    case 'emoji':
      return emojiOf(inline.text);
    case 'user':
      return nameOf(directory, inline.id);
    case 'channel':
      return `#${channelName(directory, inline.id)}`;
    case 'group':
      return directory.groups.find((group) => group.id === inline.id)?.handle ?? 'a group';
    case 'broadcast':
      return `@${inline.range}`;
    case 'date':
      return formatDate(inline.unix, inline.format, inline.fallback);
    default:
      return inline.text;
  }
}
