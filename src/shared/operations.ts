import type { z } from 'zod'
import { batchOperations } from './operations/batch'
import { kafkaOperations, kafkaProfileOperations } from './operations/kafka'
import { lakeOperations } from './operations/lake'
import type { Operation, Operations } from './operations/operation'
import { reportOperations } from './operations/reports'
import { resultOperations } from './operations/results'
import { streamOperations } from './operations/stream'
import { eventOperations, sampleOperations, systemOperations } from './operations/system'

/** The one table of what can be asked (architecture), in the order of the OpenAPI document. */
export const OPERATIONS = {
  ...streamOperations,
  ...batchOperations,
  ...resultOperations,
  ...reportOperations,
  ...lakeOperations,
  ...kafkaOperations,
  ...kafkaProfileOperations,
  ...eventOperations,
  ...sampleOperations,
  ...systemOperations,
} as const satisfies Operations

export type OperationName = keyof typeof OPERATIONS
type Of<N extends OperationName> = (typeof OPERATIONS)[N]
type NamesOf<K extends Operation['kind']> = { [N in OperationName]: Of<N>['kind'] extends K ? N : never }[OperationName]

/** Answered as a whole, in JSON. */
export type CallName = NamesOf<'query' | 'command' | 'rows'>
/** Answered as bytes. */
export type FileName = NamesOf<'file'>

/** Of an address: a list is a parameter that is repeated; what is undefined is left out. */
export type Parameter = string | number | boolean | readonly string[] | undefined

type RequiredKeys<Q> = { [K in keyof Q]-?: undefined extends Q[K] ? never : K }[keyof Q]
/** Each parameter by its name; one that must be there must be given. */
type Asked<Q extends z.ZodObject> = { readonly [K in keyof z.output<Q>]?: Written<z.output<Q>[K]> } & {
  readonly [K in RequiredKeys<z.input<Q>> & keyof z.output<Q>]: Written<z.output<Q>[K]>
}
/** What a parameter is written from: a word of its list, a number or its text (a moment is a text too), else as it is. */
type Written<T> = [Exclude<T, undefined>] extends [string]
  ? T
  : [Exclude<T, undefined>] extends [number]
    ? number | string | undefined
    : Parameter

type ParamsOf<O> = O extends { readonly params: infer P extends z.ZodObject }
  ? { readonly params: { readonly [K in keyof z.output<P>]: string | number } }
  : object
type QueryOf<O> = O extends { readonly query: infer Q extends z.ZodObject }
  ? [RequiredKeys<z.input<Q>>] extends [never]
    ? { readonly query?: Asked<Q> }
    : { readonly query: Asked<Q> }
  : object
type BodyOf<O> = O extends { readonly body: infer B extends z.ZodType }
  ? O extends { readonly bodyRequired: false }
    ? { readonly body?: z.input<B> }
    : { readonly body: z.input<B> }
  : object

/** What a client gives to ask it. */
export type OperationInput<N extends OperationName> = ParamsOf<Of<N>> & QueryOf<Of<N>> & BodyOf<Of<N>>
/** What a client gets; null where the answer has no body. */
export type OperationOutput<N extends CallName> = Of<N>['output'] extends infer S extends z.ZodType ? z.output<S> : null

/** An input as the transports see it. */
export interface AnyInput {
  readonly params?: Readonly<Record<string, string | number>> | undefined
  readonly query?: Readonly<Record<string, Parameter>> | undefined
  readonly body?: unknown
}

/** `/batch/list?limit=5`, for any door that speaks HTTP. */
export function pathOf(name: OperationName, { params = {}, query = {} }: AnyInput): string {
  const path = OPERATIONS[name].path.replace(/\{(\w+)\}/g, (_, key: string) =>
    encodeURIComponent(String(params[key] ?? '')),
  )
  const parameters = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    if (typeof value === 'object') for (const one of value) parameters.append(key, one)
    else if (value !== undefined) parameters.set(key, String(value))
  }
  const text = parameters.toString()
  return text === '' ? path : `${path}?${text}`
}

/** What is sent for it, by any door that speaks HTTP. */
export function requestOf(name: OperationName, input: AnyInput) {
  return { method: OPERATIONS[name].method, path: pathOf(name, input), body: input.body }
}

/** Whether this status is an answer of the operation, and no error: /health says by a 503 that all is not well. */
export function isAnswer(name: OperationName, status: number): boolean {
  const { others = {} }: Operation = OPERATIONS[name]
  return (status >= 200 && status < 300) || others[status]?.output != null
}

/** What was answered, proved by the operation's schema. */
export function parseOutput<N extends CallName>(name: N, body: unknown): OperationOutput<N> {
  const output: z.ZodType | null = OPERATIONS[name].output
  return (output === null ? null : output.parse(body)) as OperationOutput<N>
}

const NAMES = Object.keys(OPERATIONS).filter(isOperationName)
export const CALL_NAMES: readonly CallName[] = NAMES.filter(isCallName)
export const FILE_NAMES: readonly FileName[] = NAMES.filter(
  (name): name is FileName => OPERATIONS[name].kind === 'file',
)

/** Whether there is such an operation. */
export function isOperationName(text: string): text is OperationName {
  return Object.hasOwn(OPERATIONS, text)
}

/** Whether asking changes nothing. */
export function onlyReads(name: OperationName): boolean {
  return OPERATIONS[name].kind !== 'command'
}

function isCallName(name: OperationName): name is CallName {
  const { kind } = OPERATIONS[name]
  return kind !== 'file' && kind !== 'events'
}
