import type { KafkaMessage, KafkaMessages } from '../../../../shared/kafka'
import type { Query } from '../../api/call'
import { currentRoute, goTo } from '../../route'
import { text } from '../../strings/text'
import { toIso } from '../../ui/dates'

const words = text.kafka.messages

export const PLACES = ['newest', 'oldest', 'offset', 'time'] as const
type Place = (typeof PLACES)[number]
export const LIMITS = ['50', '100', '200', '500'] as const

/** Where the browser of messages stands, as its address says; fields as they are typed. */
export interface MessagesView {
  /** '': ours. */
  readonly topic: string
  readonly from: Place
  /** '': all. */
  readonly partition: string
  readonly offset: string
  readonly time: string
  readonly limit: string
  /** Behind an earlier page. */
  readonly cursor: string
  /** `partition:offset` of the message in the panel. */
  readonly open: string
}

const START: MessagesView = {
  topic: '',
  from: 'newest',
  partition: '',
  offset: '',
  time: '',
  limit: LIMITS[0],
  cursor: '',
  open: '',
}

/** Where messages are looked at, by the address. */
export function viewOf(query: Readonly<Record<string, string>>): MessagesView {
  return {
    ...START,
    ...Object.fromEntries(Object.entries(query).filter(([name]) => name in START)),
    from: PLACES.find((place) => place === query['from']) ?? START.from,
    limit: LIMITS.find((limit) => limit === query['limit']) ?? START.limit,
  }
}

/** Another place begins at its own first page, without the message that was open. */
export function changeView(change: Partial<MessagesView>): void {
  const view = viewOf(currentRoute().query)
  const moved = Object.keys(change).some((name) => name !== 'open')
  const next: Readonly<Record<string, string>> = { ...view, ...(moved ? { cursor: '', open: '' } : {}), ...change }
  const first = new Map<string, string>(Object.entries(START))
  goTo(
    'stream',
    ['messages'],
    Object.fromEntries(Object.entries(next).filter(([name, value]) => value !== first.get(name))),
  )
}

/** What is wrong with a field, in words that say how to mend it. */
export function problemsOf({ from, partition, offset, time }: MessagesView): {
  readonly partition?: string
  readonly offset?: string
  readonly time?: string
} {
  if (from === 'offset')
    return {
      ...(partition === '' ? { partition: words.offsetNeedsPartition } : {}),
      ...(/^\d{1,19}$/.test(offset) ? {} : { offset: words.offsetBad }),
    }
  if (from === 'time' && toIso(time, 'first') === null) return { time: words.timeBad(time) }
  return {}
}

/** The request, or null while a field is wrong. */
export function queryOf(view: MessagesView): Query | null {
  if (Object.keys(problemsOf(view)).length > 0) return null
  const { from, partition, offset, time, limit, cursor } = view
  return {
    limit,
    ...(partition === '' ? {} : { partition }),
    ...(cursor !== ''
      ? { cursor }
      : from === 'offset'
        ? { offset }
        : from === 'time'
          ? { timestamp: toIso(time, 'first') ?? '' }
          : { offset: from }),
  }
}

/** The page before this one, within one partition; null where nothing is before it. */
export function olderThan(view: MessagesView, { messages, partitions }: KafkaMessages): Partial<MessagesView> | null {
  const [only] = partitions
  const lowest = messages.map(({ offset }) => BigInt(offset)).reduce((least, one) => (one < least ? one : least), MAX)
  if (view.partition === '' || only === undefined || messages.length === 0 || lowest <= BigInt(only.firstOffset))
    return null
  const start = lowest - BigInt(view.limit)
  const first = BigInt(only.firstOffset)
  return { from: 'offset', offset: String(start < first ? first : start) }
}

const MAX = 2n ** 63n

/** A message's key in the list, and in the address of the open one. */
export function placeOf({ partition, offset }: KafkaMessage): string {
  return `${partition}:${offset}`
}

/** Text in key, value or headers, in any case. */
export function matches({ key, value, headers }: KafkaMessage, wanted: string): boolean {
  const parts = [key?.text, value?.text, ...headers.flatMap((header) => [header.key, header.value?.text])]
  return parts.some((part) => part?.toLowerCase().includes(wanted) === true)
}
