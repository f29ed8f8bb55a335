/** The emoji that messages use most; others keep their `:name:`. */
const EMOJI: Readonly<Record<string, string>> = {
  white_check_mark: '✅',
  heavy_check_mark: '✔️',
  x: '❌',
  warning: '⚠️',
  rotating_light: '🚨',
  hourglass: '⌛',
  hourglass_flowing_sand: '⏳',
  arrows_counterclockwise: '🔄',
  information_source: 'ℹ️',
  no_entry: '⛔',
  octagonal_sign: '🛑',
  lock: '🔒',
  key: '🔑',
  computer: '💻',
  desktop_computer: '🖥️',
  package: '📦',
  shield: '🛡️',
  wrench: '🔧',
  adhesive_bandage: '🩹',
  calendar: '📆',
  clock1: '🕐',
  alarm_clock: '⏰',
  bell: '🔔',
  eyes: '👀',
  wave: '👋',
  tada: '🎉',
  rocket: '🚀',
  memo: '📝',
  mag: '🔍',
  bar_chart: '📊',
  file_folder: '📁',
  paperclip: '📎',
  thumbsup: '👍',
  '+1': '👍',
  thumbsdown: '👎',
  '-1': '👎',
  red_circle: '🔴',
  large_green_circle: '🟢',
  large_yellow_circle: '🟡',
  large_blue_circle: '🔵',
  white_circle: '⚪',
  black_circle: '⚫',
  question: '❓',
  exclamation: '❗',
  fire: '🔥',
  bulb: '💡',
  pause_button: '⏸️',
  arrow_forward: '▶️',
  broom: '🧹',
};

export function emojiOf(name: string): string {
  return Object.hasOwn(EMOJI, name) ? (EMOJI[name] ?? '') : `:${name}:`;
}

/** Plain text whose `:names:` Slack draws too. */
export function withEmoji(text: string): string {
  return text.replaceAll(/:([a-z0-9_+-]+):/g, (_, name: string) => emojiOf(name));
}
