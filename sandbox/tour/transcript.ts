import { textOfMessage } from '../slack/driver.js';
import type { Message, View } from '../slack/model.js';

/** Writes what people saw and did, readable from top to bottom. */
export class Transcript {
  readonly #write: (line: string) => void;
  readonly #nameOf: (person: string) => string;

  /** @param nameOf a person's name by the id that Slack's mentions carry */
  constructor(write: (line: string) => void, nameOf: (person: string) => string) {
    this.#write = write;
    this.#nameOf = nameOf;
  }

  step(number: number, title: string): void {
    this.title(`Step ${number}: ${title}`);
  }

  title(text: string): void {
    this.#write('');
    this.#write(text);
    this.#write('-'.repeat(text.length));
  }

  says(person: string, text: string): void {
    this.#write('');
    this.#write(`${person}> ${text}`);
  }

  does(person: string, what: string): void {
    this.#write(`${person} ${what}`);
  }

  /** What Slack shows of a message or modal. */
  shows(shown: Message | View): void {
    const lines = textOfMessage(shown)
      .split('\n')
      .map((line) => this.#readable(line));
    for (const line of lines) if (line !== '') this.#write(`  | ${line}`);
  }

  /** One line of what Slack showed. */
  line(text: string): void {
    this.#write(`  | ${this.#readable(text)}`);
  }

  /** What is true of the computers, asked of themselves. */
  truth(text: string): void {
    this.#write(`  = ${text}`);
  }

  /** Slack's markup as a reader of plain text expects it. */
  #readable(line: string): string {
    return line
      .trim()
      .replaceAll(/<@(\w+)>/g, (_, id: string) => `@${this.#nameOf(id)}`)
      .replaceAll(/<!date\^[^|>]*\|([^>]*)>/g, '$1')
      .replaceAll(/[*`]/g, '')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&');
  }
}
