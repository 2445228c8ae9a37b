import { errorName } from './requests'

/** Collects, once each, the sentences on what a broker did not tell. */
export class Notes {
  private readonly said = new Set<string>()

  add(sentence: string): void {
    this.said.add(sentence)
  }

  /** @param right the one that is missing, for example "DESCRIBE_CONFIGS on the topic" */
  refused(what: string, code: number, right: string): void {
    const name = errorName(code)
    this.add(
      name.endsWith('AUTHORIZATION_FAILED')
        ? `${what}: the broker refused to tell (${name}). It needs the right ${right}.`
        : `${what}: the broker did not tell (${name}).`,
    )
  }

  list(): string[] {
    return [...this.said]
  }
}
