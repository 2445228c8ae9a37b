import { BROKER_ADDRESS_WORDS, parseBrokerAddress } from '../../shared/broker-address'
import type { SparkRemote } from '../../shared/config'
import { parseDuration, parseSize, TOPIC_NAME, TOPIC_NAME_WORDS } from '../../shared/scalars'
import { parseSparkRemote } from './spark-remote'

/** How the text of a value is read, and what it must look like. */
export interface ValueType<Value> {
  /** @param place makes a path absolute, from where it is written (decision 31) */
  read(text: string, place: (path: string) => string): Reading<Value>
  /** A text that is refused, for people: without what may be secret. */
  readonly hide?: (text: string) => string
}

export type Reading<Value> =
  | {
      readonly value: Value
      /** For people: as it is written, where the value itself is not better. */
      readonly shown: string | number | boolean
    }
  /** The end of a sentence that names the key and the text. */
  | { readonly problem: string }

export const TEXT: ValueType<string> = {
  read: (text) => (text.trim() === '' ? { problem: 'it must not be empty.' } : { value: text, shown: text }),
}

export const PATH: ValueType<string> = {
  read(text, place) {
    if (text.trim() === '') return { problem: 'it must be a path.' }
    const path = place(text)
    return { value: path, shown: path }
  },
}

/** Kafka brokers; a comma too many does no harm, as with Kafka's own tools. */
export const SERVERS: ValueType<readonly string[]> = {
  read(text) {
    const servers = text
      .split(',')
      .map((server) => server.trim())
      .filter((server) => server !== '')
    if (servers.length === 0) return { problem: 'it must be host:port, or several with commas between them.' }
    const bad = servers.find((server) => parseBrokerAddress(server) === null)
    return bad === undefined
      ? { value: servers, shown: text }
      : { problem: `"${withoutPassword(bad)}" ${BROKER_ADDRESS_WORDS}.` }
  },
  hide: withoutPassword,
}

/** An address of this machine, with its port. */
export const LOOPBACK: ValueType<string> = {
  read: (text) =>
    isLoopbackAddress(text.toLowerCase())
      ? { value: text, shown: text }
      : { problem: 'it must be a loopback address with its port, as 127.0.0.1:8080 or localhost:8080.' },
}

export const TOPIC: ValueType<string> = {
  read: (text) => (TOPIC_NAME.test(text) ? { value: text, shown: text } : { problem: `it ${TOPIC_NAME_WORDS}.` }),
}

export const BOOLEAN: ValueType<boolean> = {
  read(text) {
    const value = text === 'true'
    return value || text === 'false' ? { value, shown: value } : { problem: 'it must be true or false.' }
  },
}

/** A Spark Connect address; it may hold a token. */
export const SPARK: ValueType<SparkRemote> = {
  read(text) {
    const remote = parseSparkRemote(text)
    return typeof remote === 'string' ? { problem: remote } : { value: remote, shown: remote.shown }
  },
  hide: (text) => withoutPassword(text.replace(/;.*$/, ';***')),
}

/** Addresses as other clients take them may have a user and a password before an @. */
function withoutPassword(text: string): string {
  return text.replaceAll(/(\w+:\/\/)?([^,:@/]*):[^,]*@/g, '$1$2:***@')
}

/** A whole number from `min` to `max`. */
export function integer(min: number, max: number): ValueType<number> {
  return {
    read(text) {
      const value = Number(text)
      return /^-?\d+$/.test(text) && value >= min && value <= max
        ? { value, shown: value }
        : { problem: `it must be a whole number from ${min} to ${max}.` }
    },
  }
}

/** In milliseconds. */
export function duration(min: number): ValueType<number> {
  return {
    read(text) {
      const value = parseDuration(text)
      if (value === null) return { problem: 'it must be a number and a unit, for example 300ms, 5s, 10m, 2h or 7d.' }
      return value < min ? { problem: `it must be at least ${min}ms.` } : { value, shown: text }
    },
  }
}

/** In bytes. */
export function size(min: number): ValueType<number> {
  return {
    read(text) {
      const value = parseSize(text)
      if (value === null) return { problem: 'it must be a size, for example 64MiB, 512MB or a number of bytes.' }
      return value < min ? { problem: `it must be at least ${min} bytes.` } : { value, shown: text }
    },
  }
}

/** One of these words. */
export function choice<Choice extends string>(values: readonly Choice[]): ValueType<Choice> {
  return {
    read(text) {
      const value = values.find((known) => known === text)
      return value === undefined ? { problem: `it must be one of ${values.join(', ')}.` } : { value, shown: text }
    },
  }
}

/** With its port; in lower case. */
function isLoopbackAddress(text: string): boolean {
  const port = Number(/^(?:127\.0\.0\.1|localhost|\[::1\]):([1-9]\d{0,4})$/.exec(text)?.[1])
  return port >= 1 && port <= 65535
}
