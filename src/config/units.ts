import type { z } from 'zod';
import type { PlanRules } from '../domain/blocking.js';
import type { ApprovalRules } from '../domain/request.js';
import type { AlarmSettings, EngineTimes, WindowsSettings } from './configuration.js';
import type { alarmSection, approvalsSection, windowsSection } from './schema.js';

type WindowsSection = z.infer<typeof windowsSection>;

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** As Windows counts what is free. */
const MEGABYTE = 1_048_576;

export function windowsOf(windows: WindowsSection): WindowsSettings {
  return {
    callTimeoutMs: windows.call_timeout_seconds * SECOND,
    maxConnections: windows.max_connections,
    maxScansAtOnce: windows.max_scans_at_once,
    maxRestartsAtOncePerGroup: windows.max_restarts_at_once_per_group,
    logonTrustMs: windows.logon_trust_minutes * MINUTE,
  };
}

export function engineTimesOf(windows: WindowsSection): EngineTimes {
  return {
    pollMs: windows.poll_seconds * SECOND,
    retryMs: windows.retry_seconds * SECOND,
    maxRetryMs: windows.max_retry_seconds * SECOND,
    giveUpMs: windows.give_up_minutes * MINUTE,
    jobLimitMs: windows.job_limit_minutes * MINUTE,
    restartDelayMs: windows.restart_delay_seconds * SECOND,
    restartWaitMs: windows.restart_wait_minutes * MINUTE,
    maxClockSkewMs: windows.max_clock_skew_seconds * SECOND,
  };
}

/** @param wsusNames the names under which clients may know our WSUS */
export function rulesOf(windows: WindowsSection, wsusNames: readonly string[]): PlanRules {
  return {
    maxScanAgeMs: windows.scan_max_age_hours * HOUR,
    minFreeDiskBytes: windows.min_free_disk_mb * MEGABYTE,
    wsusNames: [...new Set(wsusNames.map((name) => name.toLowerCase()))],
  };
}

/** @param channel where requests go */
export function approvalRulesOf(approvals: z.infer<typeof approvalsSection>, channel: string | null): ApprovalRules {
  return {
    channel,
    expireMs: approvals.expire_hours * HOUR,
    remindMs: approvals.remind_hours === null ? null : approvals.remind_hours * HOUR,
    fourEyes: approvals.four_eyes,
    secondApproverAbove: approvals.second_approver_above_targets,
  };
}

export function alarmOf(alarm: z.infer<typeof alarmSection>): AlarmSettings {
  return {
    channel: alarm.channel,
    slackMs: alarm.slack_minutes * MINUTE,
    wsusMs: alarm.wsus_sync_hours === null ? null : alarm.wsus_sync_hours * HOUR,
    minFreeBytes: alarm.min_free_data_mb * MEGABYTE,
    command: alarm.command,
  };
}
