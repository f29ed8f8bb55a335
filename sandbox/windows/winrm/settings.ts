import type { CbtHardeningLevel } from '../ntlm/ntlm-acceptor.js';

/** One WinRM service's configuration, as `winrm get winrm/config` lists it; quotas apart. */
export interface ServiceSettings {
  /** Its listeners. */
  readonly http: boolean;
  readonly https: boolean;
  /** Service/Auth. */
  readonly negotiate: boolean;
  readonly basic: boolean;
  /** Service/AllowUnencrypted: over HTTP, messages that are not sealed, and Basic. */
  readonly allowUnencrypted: boolean;
  /** Service/CbtHardeningLevel. */
  readonly cbtHardeningLevel: CbtHardeningLevel;
  /** Whether NTLM without a MIC is refused; Windows lets it pass. */
  readonly micRequired: boolean;
  readonly maxEnvelopeSizekb: number;
  /** An OperationTimeout above it is cut down to it. */
  readonly maxTimeoutms: number;
  readonly maxConnections: number;
  /** Winrs/AllowRemoteShellAccess. */
  readonly allowRemoteShellAccess: boolean;
}

/** As Windows Server comes, with what `winrm quickconfig` adds: an HTTP listener. */
export const STOCK_SERVICE: ServiceSettings = {
  http: true,
  https: false,
  negotiate: true,
  basic: false,
  allowUnencrypted: false,
  cbtHardeningLevel: 'Relaxed',
  micRequired: false,
  maxEnvelopeSizekb: 500,
  maxTimeoutms: 60_000,
  maxConnections: 300,
  allowRemoteShellAccess: true,
};

/** With a certificate and an HTTPS listener in place of the HTTP one. */
export const HTTPS_SERVICE: ServiceSettings = { ...STOCK_SERVICE, http: false, https: true };

/** The same, opened for Basic by an administrator. */
export const BASIC_SERVICE: ServiceSettings = { ...HTTPS_SERVICE, basic: true };
