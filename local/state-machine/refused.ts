/** One place that the loader refuses: `path` as in `States.Wait.TimeoutSeconds`. */
export interface Place {
  path: string;
  message: string;
}

/** The definition holds something this runner would not run as AWS does; `places` lists all of it. */
export class DefinitionRefused extends Error {
  override readonly name = "DefinitionRefused";
  readonly places: readonly Place[];
  constructor(places: readonly Place[]) {
    super(`state machine refused:\n${places.map(({ path, message }) => `  ${path}: ${message}`).join("\n")}`);
    this.places = places;
  }
}
