import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';

type Says = readonly (string | RegExp)[];

/** One person in front of the sandbox's page; `problems` must stay empty. */
export class Visitor {
  readonly page: Page;
  readonly problems: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.setDefaultTimeout(30_000);
    page.on('pageerror', (error) => this.problems.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') this.problems.push(message.text());
    });
  }

  /** @param name whom the visitor plays */
  static async open(browser: Browser, url: string, name: string, settings: BrowserContextOptions = {}) {
    const visitor = new Visitor(await browser.newPage({ viewport: { width: 1280, height: 900 }, ...settings }));
    await visitor.page.goto(url);
    await visitor.page.getByRole('main').waitFor();
    await visitor.be(name);
    return visitor;
  }

  /** Plays another person from now on. */
  async be(name: string): Promise<void> {
    const persons = this.page.getByRole('region', { name: 'You play' });
    await this.#openMenu();
    await persons.getByRole('button', { name }).click();
    await this.page.getByText(`You write as ${name}`).waitFor();
  }

  /** A channel, or the bot's Home or Messages. */
  async go(place: string): Promise<void> {
    await this.#openMenu();
    const places = this.page.getByRole('navigation', { name: 'Workspace' });
    await places.getByRole('button', { name: new RegExp(`^${place}`) }).click();
  }

  /** On a phone they are behind a button. */
  async #openMenu(): Promise<void> {
    const menu = this.page.getByRole('button', { name: 'Channels and persons' });
    if (await menu.isVisible()) await menu.click();
  }

  async type(text: string): Promise<void> {
    const composer = this.page.getByRole('textbox', { name: /^Message/ });
    await composer.fill(text);
    await composer.press('Enter');
  }

  /** The newest message of the bot that says all of this, once there is one. */
  async card(...says: Says): Promise<Locator> {
    const cards = this.page.getByRole('article', { name: 'Message from Patchbay' });
    const card = says.reduce<Locator>((found, text) => found.filter({ hasText: text }), cards).last();
    await card.waitFor().catch(async (cause: unknown) => {
      const last = (await cards.allInnerTexts()).slice(-2).join('\n---\n');
      throw new Error(`No message says ${says.join(' and ')}. The last ones:\n${last}`, { cause });
    });
    return card;
  }

  /** Types a sentence; what the bot says to it. */
  async ask(sentence: string, ...says: Says): Promise<Locator> {
    await this.type(sentence);
    return this.card(...says);
  }

  /** The form on top, once it is there. */
  async form(title: string | RegExp): Promise<Locator> {
    const form = this.page.getByRole('dialog', { name: title });
    await form.waitFor();
    return form;
  }

  /** Reads what a form ended in, and puts it aside. */
  async done(says: string | RegExp): Promise<void> {
    const form = this.page.getByRole('dialog').filter({ hasText: says });
    await form.getByRole('button', { name: 'Close', exact: true }).press('Enter');
    await form.waitFor({ state: 'detached' });
  }

  /** Presses a button that asks whether one is sure, and is: by keyboard. */
  async press(card: Locator, button: string | RegExp, question: string | RegExp): Promise<void> {
    await card.getByRole('button', { name: button, exact: true }).press('Enter');
    const sure = await this.form(question);
    await sure.getByRole('button').last().press('Enter');
    await sure.waitFor({ state: 'detached' });
  }
}
