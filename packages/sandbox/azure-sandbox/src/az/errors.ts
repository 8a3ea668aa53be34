/** What az says when it refuses, and the code that it exits with. */

export class AzError extends Error {
  readonly exitCode: number;

  constructor(exitCode: number, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** A command line that az does not accept. */
export function usage(message: string): AzError {
  return new AzError(2, message);
}

/** az's own complaint, after it has understood the command line. */
export function complaint(message: string): AzError {
  return new AzError(1, message);
}

/** An error of Azure Resource Manager, with its status. az exits with 3 for what is not found, else with 1. */
export function armError(status: number, code: string, message: string): AzError {
  return new AzError(status === 404 ? 3 : 1, `(${code}) ${message}\nCode: ${code}\nMessage: ${message}`);
}

/** An error of Microsoft Graph, which az prints without its code. */
export function graphError(message: string): AzError {
  return new AzError(1, message);
}

/** Something that Azure has and this stand-in lacks; no test may take it for Azure's answer. */
export function notModelled(what: string): AzError {
  return new AzError(70, `the sandbox's az does not model ${what}`);
}
