import type { ReactNode } from 'react';
import { useRoom } from './live-room.js';

/**
 * What the last act led to, read out where it appears.
 * @param isQuiet not shown, unless it is a refusal: the log tells it in sight of the same eyes
 */
export function Answer({ isQuiet = false }: { readonly isQuiet?: boolean }): ReactNode {
  const { answer } = useRoom();
  const isRefusal = answer?.isRefusal ?? false;
  return (
    <p className={isQuiet && !isRefusal ? 'room-hidden' : `room-answer ${isRefusal ? 'is-refusal' : ''}`} role="status">
      {answer?.text}
    </p>
  );
}
