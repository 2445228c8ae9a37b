import { daysFromCivil, daysInMonth } from './calendar'

/**
 * The whole number that a JSON number literal stands for, judged on its decimal text, or null where it
 * has a fraction (`3.0000000000000000001`) or more digits than any of our integers.
 */
export function integralValue(literal: string): bigint | null {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(literal)
  if (match === null) return null
  const [, sign = '', whole = '', fraction = '', power = '0'] = match
  const digits = (whole + fraction).replace(/^0+/, '')
  if (digits === '') return 0n
  const significant = trimZeros(digits)
  const exponent = Number(power) - fraction.length + (digits.length - significant.length)
  if (exponent < 0 || exponent + significant.length > 19) return null
  return BigInt(`${sign}${significant}${'0'.repeat(exponent)}`)
}

const TIME = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?(?:Z|([+-])(\d{2}):?(\d{2})?)?$/

/**
 * Epoch microseconds of an ISO 8601 date and time: `Z`, an offset up to 18 hours, or none (UTC); at
 * most six significant fraction digits; a date that exists; in UTC within the years 1 to 9999.
 */
export function parseEventTime(text: string): bigint | null {
  const match = TIME.exec(text)
  if (match === null) return null
  const part = (index: number) => Number(match[index] ?? 0)
  const [year, month, day] = [part(1), part(2), part(3)]
  const [hour, minute, second] = [part(4), part(5), part(6)]
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null
  if (hour > 23 || minute > 59 || second > 59) return null
  const fraction = trimZeros(match[7] ?? '')
  if (fraction.length > 6) return null
  const offsetMinutes = part(9) * 60 + part(10)
  if (part(10) > 59 || offsetMinutes > 18 * 60) return null
  const signed = match[8] === '-' ? -offsetMinutes : offsetMinutes
  const seconds = daysFromCivil(year, month, day) * 86_400 + (hour * 60 + minute - signed) * 60 + second
  if (seconds < FIRST_SECOND || seconds > LAST_SECOND) return null
  return BigInt(seconds) * 1_000_000n + BigInt(fraction.padEnd(6, '0'))
}

/**
 * The same value as each reader of Delta tables takes it: whole numbers in digits, times in UTC with their zone; text
 * of other kinds, and what is no value of its kind, as it is.
 */
export function plainLiteral(text: string, kind: string): string {
  switch (kind) {
    case 'int32':
    case 'int64':
      return integralValue(text)?.toString() ?? text
    case 'timestamp': {
      const micros = parseEventTime(text)
      return micros === null ? text : isoOfMicros(micros)
    }
    default:
      return text
  }
}

/** Of epoch microseconds: all six digits, so that nothing is cut. */
function isoOfMicros(micros: bigint): string {
  const second = 1_000_000n
  const rest = ((micros % second) + second) % second
  const seconds = new Date(Number((micros - rest) / 1000n)).toISOString().slice(0, 19)
  return `${seconds}.${String(rest).padStart(6, '0')}Z`
}

const FIRST_SECOND = daysFromCivil(1, 1, 1) * 86_400
const LAST_SECOND = daysFromCivil(10_000, 1, 1) * 86_400 - 1

/** Without the zeros at its end. A pattern for it takes hours on a megabyte of zeros with a one behind them. */
function trimZeros(digits: string): string {
  let end = digits.length
  while (end > 0 && digits[end - 1] === '0') end--
  return digits.slice(0, end)
}
