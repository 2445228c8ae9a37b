/** What parts of the engine need of a log; pino's logger is one. First the facts, then the words. */
export interface Logger {
  debug(facts: object, message: string): void
  info(facts: object, message: string): void
  warn(facts: object, message: string): void
  error(facts: object, message: string): void
}

/** For tests and library use. */
export const SILENT: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing }

function nothing(): void {
  // nothing to say
}
