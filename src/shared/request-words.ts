import type { z } from 'zod'
import { jsonOrNull } from './json'

type Issue = z.core.$ZodIssue

/** JSON's kinds of values, as a person calls them. */
const KIND_WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
}

/** What is counted of a value that has a length. */
const UNIT_WORDS: Readonly<Record<string, string>> = { string: 'characters', array: 'entries', object: 'entries' }

/** The first of them that is about a value of the wrong kind, where there is a value. */
export function findMistyped(issues: readonly Issue[], whole: unknown): Issue | undefined {
  return issues.find((issue) => {
    const given = valueAt(whole, issue.path)
    if (given === undefined || given === null) return false
    return issue.code === 'invalid_type' || (issue.code === 'invalid_value' && typeof given !== 'string')
  })
}

/**
 * What is wrong with a request, as a sentence that names the field.
 * @param whole what was checked
 * @param target what it is, for a problem that is of no field
 */
export function wordsOf(issue: Issue, whole: unknown, target: string): string {
  const path = issue.path.map(String).join('.')
  if (issue.code === 'unrecognized_keys')
    return `Unknown key: ${issue.keys.map((key) => (path === '' ? key : `${path}.${key}`)).join(', ')}.`
  // Of fields together: a sentence of ours.
  if (issue.code === 'custom' && path === '') return issue.message
  const name = path === '' ? `the ${target}` : path
  const given = valueAt(whole, issue.path)
  const wanted = wantedBy(issue)
  if (given === undefined) return `${name}: is missing; it ${wanted}`
  if (issue.code === 'invalid_type') {
    // A fraction is a number, and no whole one; 1e400 is infinite.
    const isOdd = typeof given === 'number' && (issue.expected === 'int' || !Number.isFinite(given))
    const got = isOdd ? String(given) : kindOf(given)
    const more = isOwn(issue) ? `; it ${issue.message}` : ''
    return `${name}: expected ${KIND_WORDS[issue.expected] ?? issue.expected}, got ${got}${more}`
  }
  return `${name}: ${wanted}${typeof given === 'string' || !isChoice(issue) ? '' : `, got ${kindOf(given)}`}`
}

/** What is wanted of a field, to stand behind its name: `must be at most 100 characters`. */
export function wantedBy(issue: Issue): string {
  if (isOwn(issue)) return issue.message
  if (issue.code === 'invalid_type') return `must be ${KIND_WORDS[issue.expected] ?? issue.expected}`
  if (issue.code === 'invalid_value')
    return `must be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map(String).join(', ')}`
  if (issue.code === 'too_small') return boundWords('at least', issue.origin, issue.minimum, issue.inclusive)
  if (issue.code === 'too_big') return boundWords('at most', issue.origin, issue.maximum, issue.inclusive)
  return issue.message
}

/** A length or a number beyond its bound. @param inclusive whether the bound itself is allowed */
function boundWords(side: 'at least' | 'at most', origin: string, bound: number | bigint, inclusive = true): string {
  const unit = UNIT_WORDS[origin]
  if (unit === undefined)
    return `must be ${inclusive ? side : side === 'at least' ? 'more than' : 'less than'} ${bound}`
  if (side === 'at least' && bound === 1) return 'must not be empty'
  return `must be ${side} ${bound} ${unit}`
}

/** Words that a schema of ours gives, not those of the library. */
function isOwn({ message }: Issue): boolean {
  return !/^(Invalid |Too small|Too big)/.test(message)
}

function isChoice({ code }: Issue): boolean {
  return code === 'invalid_union' || code === 'invalid_value'
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'an object' : typeof value === 'string' ? 'text' : typeof value
}

function valueAt(whole: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => {
    // A parameter that is JSON comes as its text.
    const inner = Object(typeof value === 'string' ? jsonOrNull(value) : value) as Record<PropertyKey, unknown>
    return Object.hasOwn(inner, key) ? inner[key] : undefined
  }, whole)
}
