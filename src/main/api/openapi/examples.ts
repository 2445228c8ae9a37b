import examples from './examples.json'

/** What a request may look like and what comes back, for the document; a test holds them against the schemas. */
export interface RouteExample {
  readonly request?: unknown
  /** By status; of a file that may be of several types, by type. */
  readonly answers?: Readonly<Record<string, unknown>>
}

/** By method and path. */
export const EXAMPLES: Readonly<Record<string, RouteExample>> = examples
