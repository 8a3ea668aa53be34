/** What ends a request besides GitHub's own errors. */

/** An answer that is not GitHub's. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
}

/** A limit that leaves no time to wait for its end; in milliseconds. */
export class LimitTooLong extends Error {
  override readonly name = "LimitTooLong";
  readonly asked: number;
  readonly most: number;

  constructor(asked: number, most: number) {
    super("the limit lasts too long");
    this.asked = asked;
    this.most = most;
  }
}

/** A redirect that is not followed. */
export class Redirected extends Error {
  override readonly name = "Redirected";
  readonly target: string;

  constructor(target: string) {
    super(`redirected to ${target}`);
    this.target = target;
  }
}
