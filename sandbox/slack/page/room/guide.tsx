import { type ReactNode, use, useState } from 'react';
import type { Lead, ShownGuide } from '../../../room/shown.js';
import { api } from '../api.js';
import type { Where } from '../where.js';
import { nameOf, useWorkspace, Way } from '../workspace.js';
import { act, openComputer, useRoom } from './live-room.js';

const HIDDEN = 'guide';

interface Ways {
  /** Makes the page this person's. */
  readonly onPerson: (id: string) => void;
  /** Opens the machine room. */
  readonly onRoom: () => void;
}

/** Leads a first-time visitor; stands above the conversation. */
export function Guide(ways: Ways): ReactNode {
  const { room } = useRoom();
  const [isHidden, setHidden] = useState(() => localStorage.getItem(HIDDEN) === 'hidden');
  if (room === null) return null;
  const hide = (hidden: boolean) => {
    localStorage.setItem(HIDDEN, hidden ? 'hidden' : 'shown');
    setHidden(hidden);
  };
  if (isHidden) {
    return (
      <p className="guide is-hidden">
        <button type="button" className="guide-link" onClick={() => hide(false)}>
          Show the guide
        </button>
      </p>
    );
  }
  return <Strip guide={room.guide} ways={ways} onHide={() => hide(true)} />;
}

function Strip(props: { readonly guide: ShownGuide; readonly ways: Ways; readonly onHide: () => void }): ReactNode {
  const { guide, ways, onHide } = props;
  return (
    <section className="guide" aria-label="Guide">
      <header>
        <Steps guide={guide} />
        <h2>{headingOf(guide)}</h2>
        <button type="button" className="guide-link" onClick={onHide}>
          Hide the guide
        </button>
      </header>
      <p aria-live="polite">
        {guide.happened !== null && <span className="guide-happened">{guide.happened} </span>}
        <span>{guide.next}</span>
      </p>
      {guide.leads.length > 0 && (
        <p className="guide-leads">
          {guide.leads.map((lead, index) => (
            <LeadButton key={JSON.stringify(lead)} lead={lead} ways={ways} isFirst={index === 0} />
          ))}
        </p>
      )}
    </section>
  );
}

function headingOf({ steps, title }: ShownGuide): string {
  const index = steps.findIndex(({ state }) => state === 'now');
  const six = steps.length - 1;
  return index < six ? `${index + 1} of ${six}: ${title}` : title;
}

function Steps({ guide }: { readonly guide: ShownGuide }): ReactNode {
  return (
    <ol className="guide-steps" aria-label="Steps">
      {guide.steps.map(({ title, state }) => (
        <li key={title} className={`guide-${state}`} title={title} aria-current={state === 'now' ? 'step' : undefined}>
          <span aria-hidden="true">{{ done: '✓', now: '●', next: '○' }[state]}</span>
          <span className="room-hidden">
            {title}
            {{ done: ', done', now: ', now', next: '' }[state]}
          </span>
        </li>
      ))}
    </ol>
  );
}

function LeadButton(props: { readonly lead: Lead; readonly ways: Ways; readonly isFirst: boolean }): ReactNode {
  const { lead, ways } = props;
  const shown = useWorkspace();
  const be = 'person' in lead && lead.person !== shown.me.id ? lead.person : null;
  const as = be === null ? '' : `Be ${nameOf(shown, be).split(' ')[0]} and `;
  const go = use(Way);
  const press = () => {
    if (be !== null) ways.onPerson(be);
    follow(lead, go, ways);
  };
  return (
    <>
      {lead.kind === 'say' && <code>{lead.text}</code>}
      <button type="button" className={`button ${props.isFirst ? 'primary' : ''} room-small`} onClick={press}>
        {capital(as + labelOf(lead))}
      </button>
    </>
  );
}

function follow(lead: Lead, go: (where: Where) => void, ways: Ways): void {
  switch (lead.kind) {
    case 'say':
      go(placeOf(lead.conversation, null));
      void api.type(lead.person, lead.conversation, lead.text, null);
      return;
    case 'card':
      go(placeOf(lead.conversation, lead.ts));
      return;
    case 'computer':
      ways.onRoom();
      openComputer(lead.id);
      return;
    case 'act':
      void act(lead.act);
  }
}

function placeOf(conversation: string, message: string | null): Where {
  return { view: 'conversation', conversation, thread: null, message };
}

function labelOf(lead: Lead): string {
  switch (lead.kind) {
    case 'say':
      return 'type it for me';
    case 'card':
      return 'show the card';
    case 'computer':
      return `show ${lead.id.toUpperCase()}`;
    case 'act':
      return lead.label;
  }
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
