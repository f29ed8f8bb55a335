import type { DataSeen } from '../domain/diagnosis/own.js';
import type { SlackSeen } from '../domain/diagnosis/slack.js';

/** What we ourselves rest on. Nothing is changed by looking; what goes wrong is what is found. */
export interface OwnParts {
  slack(): Promise<SlackSeen>;
  data(): Promise<DataSeen>;
}
