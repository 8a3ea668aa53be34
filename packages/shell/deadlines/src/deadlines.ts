const seconds = 1_000;
const minutes = 60 * seconds;

/** How long anything may take, in milliseconds, and how large an answer may be. */
export interface Deadlines {
  /** One request, with its whole answer. */
  readonly request: number;
  /** What servers ask to wait because of a limit. */
  readonly limit: number;
  /** A git command that transfers nothing over HTTP. */
  readonly gitSilence: number;
  /** A git command. */
  readonly git: number;
  /** A login to Azure, the Azure CLI's included. */
  readonly login: number;
  /** A command of the Azure CLI. */
  readonly azureCommand: number;
  /** A command that makes or removes a cluster, or installs Flux on it. */
  readonly azureCluster: number;
  /** Until what Azure has just made is found everywhere, such as a principal or a role. */
  readonly azureSpread: number;
  /** A poll of the clusters' state for which no time is left: the last one comes at the deadline. */
  readonly lastPoll: number;
  /** An action without an input `timeout`. */
  readonly action: number;
  /** What an action with an input `timeout` may take for its reports after it. */
  readonly reports: number;
  /** From the end of an action's time until it is left alone with whatever does not end. */
  readonly farewell: number;
  /** Bytes of one answer. GitHub's contents API returns files of up to 100 MB. */
  readonly answerBytes: number;
  /** Bytes of memory of a git command, where the system can limit them. */
  readonly gitMemory: number;
  /** Bytes of one file that a git command writes, where the system can limit them: a repository is one file. */
  readonly gitFile: number;
  /** Pages of one list. */
  readonly pages: number;
}

/**
 * GitHub ends requests itself after 10 seconds (docs/platforms.md), and Resource Graph's take a few. A git server
 * sends a sign of life every 5 seconds while it prepares something (`uploadpack.keepAlive`, `receive.keepAlive`).
 */
export const deadlines: Deadlines = {
  request: 60 * seconds,
  limit: 15 * minutes,
  gitSilence: 60 * seconds,
  git: 10 * minutes,
  login: 60 * seconds,
  azureCommand: 5 * minutes,
  azureCluster: 45 * minutes,
  azureSpread: 10 * minutes,
  lastPoll: 20 * seconds,
  action: 30 * minutes,
  reports: 5 * minutes,
  farewell: 20 * seconds,
  answerBytes: 150 * 1024 * 1024,
  gitMemory: 2 * 1024 * 1024 * 1024,
  gitFile: 2 * 1024 * 1024 * 1024,
  pages: 1_000,
};
