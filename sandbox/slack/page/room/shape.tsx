import type { ReactNode } from 'react';
import type { Tone } from '../../../room/shown.js';

/** Each tone is a form of its own: whoever sees no colours sees the form, whoever sees nothing hears the words beside it. */
const FORMS: Readonly<Record<Tone, ReactNode>> = {
  good: (
    <>
      <circle cx="8" cy="8" r="7" />
      <path d="M4.5 8.2 7 10.7l4.5-5" className="shape-line" />
    </>
  ),
  busy: (
    <>
      <circle cx="8" cy="8" r="6" className="shape-ring" />
      <path d="M8 2a6 6 0 0 1 6 6" className="shape-arc" />
    </>
  ),
  waiting: <path d="M8 1 15 8 8 15 1 8Z" />,
  trouble: (
    <>
      <path d="M8 1 15.5 14.5H.5Z" />
      <path d="M8 6v4M8 12v.6" className="shape-line" />
    </>
  ),
  off: (
    <>
      <rect x="1.5" y="1.5" width="13" height="13" rx="2" className="shape-ring" />
      <path d="m5 5 6 6m0-6-6 6" className="shape-cross" />
    </>
  ),
};

export function Shape({ tone }: { readonly tone: Tone }): ReactNode {
  return (
    <svg className={`shape shape-${tone}`} viewBox="0 0 16 16" aria-hidden="true">
      {FORMS[tone]}
    </svg>
  );
}
