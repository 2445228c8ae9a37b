import { DeadLetterCode, type DeadLetterState } from '../../../../shared/stream'
import { currentRoute, goTo, useRoute, type Route } from '../../route'
import { text } from '../../strings/text'
import { toIso } from '../../ui/dates'

export const STATES = ['live', 'redriven', 'all'] as const
type StateFilter = (typeof STATES)[number]
export const PAGE = 100

/** What the address says: filters as they were typed, the page, and the letter that is open. */
export interface LetterView {
  readonly state: StateFilter
  readonly code: DeadLetterCode | ''
  readonly field: string
  readonly partition: string
  readonly from: string
  readonly to: string
  /** Letters before the page. */
  readonly offset: number
  /** `PARTITION:OFFSET:TOPIC` */
  readonly open: string | null
}

/** The filters of the list. */
export function useLetterView(): LetterView {
  return viewOf(useRoute())
}

function viewOf({ query }: Route): LetterView {
  const offset = Number(query['offset'] ?? 0)
  return {
    state: STATES.find((state) => state === query['state']) ?? 'live',
    code: codeOf(query['code']),
    field: query['field'] ?? '',
    partition: query['partition'] ?? '',
    from: query['from'] ?? '',
    to: query['to'] ?? '',
    offset: Number.isSafeInteger(offset) && offset > 0 ? offset : 0,
    open: query['open'] ?? null,
  }
}

/** A changed filter begins at the first page. */
export function changeView(change: Partial<LetterView>): void {
  const filters = Object.keys(change).some((name) => name !== 'open' && name !== 'offset')
  const next = { ...viewOf(currentRoute()), ...(filters ? { offset: 0 } : {}), ...change }
  goTo(
    'dead-letters',
    [],
    Object.fromEntries(
      Object.entries(next).flatMap(([name, value]) =>
        value === null || value === '' || value === 0 || (name === 'state' && value === 'live')
          ? []
          : [[name, String(value)]],
      ),
    ),
  )
}

/** '' for what is no code. */
export function codeOf(text: string | undefined): DeadLetterCode | '' {
  return DeadLetterCode.safeParse(text).data ?? ''
}

/** Leaves out code, field, partition and times; the state stays. */
export function clearFilters(): void {
  changeView({ code: '', field: '', partition: '', from: '', to: '' })
}

/** Whether a filter beside the state is set. */
export function isFiltered({ code, field, partition, from, to }: LetterView): boolean {
  return [code, field, partition, from, to].some((value) => value !== '')
}

/** The filters as the API takes them. */
export type LetterFilters = Readonly<Record<'field' | 'partition' | 'from' | 'to', string | undefined>> & {
  readonly state: DeadLetterState | undefined
  readonly code: DeadLetterCode | undefined
}

/** What is not understood is left out, and said beside its field. */
export function filtersOf(view: LetterView): LetterFilters {
  return {
    state: view.state === 'all' ? undefined : view.state,
    code: view.code === '' ? undefined : view.code,
    field: view.field === '' ? undefined : view.field,
    partition: view.partition === '' || partitionProblem(view.partition) !== null ? undefined : view.partition,
    from: toIso(view.from, 'first') ?? undefined,
    to: toIso(view.to, 'last') ?? undefined,
  }
}

/** Null where it is a partition, or nothing. */
export function partitionProblem(value: string): string | null {
  return value === '' || (/^\d{1,10}$/.test(value) && Number(value) < 2 ** 31)
    ? null
    : text.deadLetters.filter.badPartition
}

/** Null where it is a time, or nothing. */
export function timeProblem(value: string): string | null {
  return value === '' || toIso(value, 'first') !== null ? null : text.deadLetters.filter.badTime(value)
}
