import type { ComputerId } from '../domain/ids.js';
import type { JobSpec, Json } from '../domain/job.js';
import type { Patch, WsusFacts, WsusSync } from '../domain/patch.js';
import type { ApprovalOrder } from '../domain/target.js';
import type { WsusHealth } from '../domain/wsus-health.js';

/** The jobs of the update server. Pure: each builds an order's content, or reads a result (PB502, PB604). */
export interface UpdateServer {
  sync(): JobSpec;
  /** Throws PB602 where a synchronization was running already. */
  readSync(result: Json, server: ComputerId): WsusSync;
  list(): JobSpec;
  readList(result: Json, server: ComputerId): { readonly patches: readonly Patch[]; readonly facts: WsusFacts };
  /** @param countSuperseded reads all updates for that; otherwise that number is null */
  health(countSuperseded: boolean): JobSpec;
  readHealth(result: Json, server: ComputerId): WsusHealth;
  approve(orders: readonly ApprovalOrder[]): JobSpec;
  /** One message an order that WSUS refused, or said nothing of; empty when all were taken. */
  readApprove(
    result: Json,
    orders: readonly ApprovalOrder[],
    server: ComputerId,
  ): { readonly refused: readonly string[] };
}
