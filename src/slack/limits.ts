/**
 * What Slack takes at most. Lengths count UTF-16 code units, the stricter of the ways to count. Source: the reference
 * pages of docs.slack.dev (block kit, views, rate limits), and measurements where the pages are silent.
 */
export const LIMITS = {
  blocks: { message: 50, view: 100 },
  message: {
    /** `text` beside blocks: advised for posts, enforced by chat.update. */
    text: 4000,
    /** chat.postMessage cuts here instead of failing. */
    textCut: 40_000,
    /** All text in a message's blocks: refused from about 13,200 on, measured. */
    blockText: 13_000,
    /** The same where all of it is rich text, measured. */
    richText: 11_000,
    /** All markdown blocks of a message together. */
    markdown: 12_000,
    tables: 1,
    plans: 1,
  },
  view: { bytes: 250_000, title: 24, submit: 24, close: 24, privateMetadata: 3000, stack: 3 },
  id: 255,
  url: 3000,
  section: { text: 3000, fields: 10, field: 2000 },
  header: 150,
  context: 10,
  contextActions: 5,
  actions: 25,
  image: { alt: 2000, title: 2000 },
  input: { label: 2000, hint: 2000, text: 3000, files: 10 },
  button: { text: 75, value: 2000, label: 75 },
  option: { text: 75, description: 75, value: 150 },
  select: { options: 100, groups: 100, groupLabel: 75, minQuery: 100 },
  overflow: 5,
  choices: 10,
  placeholder: 150,
  confirm: { title: 100, text: 300, confirm: 30, deny: 30 },
  table: { rows: 100, columns: 20 },
  plan: { tasks: 50 },
  alert: 200,
} as const;
