import { DiagnosticError, present } from "@kalypso-actions/diagnostics";
import { statusContext } from "@kalypso-actions/promotion";
import type { PromotionStatus } from "./run-check.ts";

/** The statuses of the control plane's commits. */
interface CommitStatusPort {
  /** By context. */
  statuses(commit: string): Promise<ReadonlyMap<string, { readonly state: string }>>;
  setStatus(commit: string, status: NewStatus): Promise<void>;
}

interface NewStatus {
  readonly context: string;
  readonly state: Parameters<PromotionStatus["set"]>[0];
  readonly description: string;
  readonly targetUrl?: string;
}

interface PromotedCommit {
  readonly commit: string;
  readonly environment: string;
  readonly runUrl: string | undefined;
}

/** Whether a token has expired, or is none; one that lacks a permission is still valid. */
function isExpired(error: unknown): boolean {
  const { status } = (error instanceof DiagnosticError ? error.cause : {}) as { readonly status?: unknown };
  return status === 401;
}

/** Sets statuses with a second token once the first has expired. */
export function withFreshToken(
  statuses: CommitStatusPort,
  fresh: Pick<CommitStatusPort, "setStatus"> | undefined,
): CommitStatusPort {
  return {
    statuses: (commit) => statuses.statuses(commit),
    setStatus: async (commit, status) => {
      try {
        await statuses.setStatus(commit, status);
      } catch (error) {
        if (fresh === undefined || !isExpired(error)) throw error;
        // Without the permission, the first error says what is missing.
        await fresh.setStatus(commit, status).catch(() => {
          throw error;
        });
      }
    },
  };
}

/** The promoted commit's status for an environment, with a link to this run. */
export function promotionStatus(
  statuses: CommitStatusPort,
  { commit, environment, runUrl }: PromotedCommit,
): PromotionStatus {
  const context = statusContext(environment);
  return {
    isDeployed: async () => (await statuses.statuses(commit)).get(context)?.state === "success",
    set: (state, description) =>
      statuses.setStatus(commit, present({ context, state, description, targetUrl: runUrl })),
  };
}
