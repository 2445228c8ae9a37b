import type { RedriveItem } from '../../../../shared/redrive'
import { overTable, type Condition } from '../../api/over-table'
import { toCurl, type Recipe } from '../../ui/copy-as'
import { filtersOf, PAGE, type LetterView } from './filters'

/** The page of the list as curl, and over the files of the table. Without a table there is only the call. */
export function listRecipe(view: LetterView, hasTable: boolean): Recipe {
  const page = { limit: PAGE, offset: view.offset }
  const curl = () => toCurl({ operation: 'deadLetters', input: { query: { ...filtersOf(view), ...page } } })
  if (!hasTable) return { curl }
  return {
    curl,
    ...overTable(() => ({
      table: 'dead_letters',
      columns: ['topic', 'kafka_partition', 'kafka_offset', 'code', 'field', 'reason', 'dead_at', 'redriven_at'],
      where: conditionsOf(view),
      order: [
        { column: 'dead_at', descending: true },
        { column: 'topic' },
        { column: 'kafka_partition' },
        { column: 'kafka_offset' },
      ],
      page,
    })),
  }
}

/** A redrive as a script would ask for it. */
export function redriveRecipe(item: RedriveItem): Recipe {
  return { curl: () => toCurl({ operation: 'redriveDeadLetters', input: { body: { items: [item] } } }) }
}

function conditionsOf(view: LetterView): readonly Condition[] {
  const { code, field, partition, from, to } = filtersOf(view)
  const given = (column: string, is: '=' | '<=' | '>=', value: string | undefined): Condition[] =>
    value === undefined ? [] : [{ column, is, value }]
  return [
    ...(view.state === 'all'
      ? []
      : [{ column: 'redriven_at', is: view.state === 'live' ? ('null' as const) : ('not null' as const) }]),
    ...given('code', '=', code),
    ...given('field', '=', field),
    ...given('kafka_partition', '=', partition),
    ...given('dead_at', '>=', from),
    ...given('dead_at', '<=', to),
  ]
}
