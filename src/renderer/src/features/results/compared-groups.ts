import type { ColumnCondition } from '../../../../shared/explore'

export const SHOWN_GROUPS = ['all', 'risen', 'fallen', 'onlyLeft', 'onlyRight'] as const
/** Which groups of a comparison are looked at. */
export type ShownGroups = (typeof SHOWN_GROUPS)[number]

/** As conditions on a comparison by `measure`; none for all of them. */
export function conditionsOf(shown: ShownGroups, measure: string): readonly ColumnCondition[] {
  switch (shown) {
    case 'all':
      return []
    case 'risen':
      return [{ column: differenceOf(measure), op: '>', value: 0 }]
    case 'fallen':
      return [{ column: differenceOf(measure), op: '<', value: 0 }]
    case 'onlyLeft':
      return [{ column: 'missing', op: '=', value: 'right' }]
    case 'onlyRight':
      return [{ column: 'missing', op: '=', value: 'left' }]
  }
}

/** The column of a comparison that tells how a measure differs. */
export function differenceOf(measure: string): string {
  return `${measure}.difference`
}
