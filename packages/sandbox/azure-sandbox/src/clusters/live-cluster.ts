/** A cluster's life cycle, whatever reconciles it: every relevant change triggers a turn. */

import type { BranchMove } from "@kalypso-actions/github-sandbox";
import { Checkouts } from "./checkouts.ts";
import type { Behaviour, Cluster, ClusterWorld } from "./cluster.ts";
import type { ObjectName } from "./manifest.ts";
import { type Trouble, Troubles } from "./trouble.ts";
import { Turns } from "./turns.ts";
import type { ClusterView } from "./view.ts";

interface LiveOptions {
  readonly name: string;
  readonly world: ClusterWorld;
  readonly behaviour?: Behaviour;
}

export abstract class LiveCluster implements Cluster {
  readonly name: string;
  readonly trouble: Troubles;
  protected readonly checkouts: Checkouts;
  readonly #world: ClusterWorld;
  readonly #turns: Turns;
  readonly #unwatch: () => void;
  #behaviour: Behaviour;

  protected constructor({ name, world, behaviour = "well" }: LiveOptions) {
    this.name = name;
    this.#world = world;
    this.#behaviour = behaviour;
    this.#turns = new Turns((signal) => this.turn(signal));
    this.trouble = new Troubles(
      () => this.#turns.wake(),
      (object) => this.general(object),
    );
    this.checkouts = Checkouts.of(world);
    this.#unwatch = world.watch((move) => {
      if (this.reads(move)) this.#turns.wake();
    });
  }

  /** Resolves once the cluster has fetched and applied everything. */
  protected async begun(): Promise<this> {
    this.#turns.wake();
    await this.settled();
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#unwatch();
    await this.#turns.end();
    await this.checkouts.release(this.#world);
  }

  settled(): Promise<void> {
    return this.#turns.settled();
  }

  async reset(): Promise<void> {
    this.#behaviour = "well";
    this.trouble.clear();
    this.#turns.wake();
    await this.settled();
  }

  get behaviour(): Behaviour {
    return this.#behaviour;
  }

  set behaviour(behaviour: Behaviour) {
    this.#behaviour = behaviour;
    this.#turns.wake();
  }

  abstract view(): ClusterView | undefined;

  /** Processes everything that has happened. */
  protected abstract turn(signal: AbortSignal): Promise<void>;

  /** Whether it follows the branch. */
  protected abstract reads(move: BranchMove): boolean;

  /** The failure of an object for which none was injected. */
  protected abstract general(object: ObjectName): Trouble | undefined;
}
