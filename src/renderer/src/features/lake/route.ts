import { hrefTo, useRoute } from '../../route'

export const TABS = ['versions', 'schema', 'audit'] as const
export type Tab = (typeof TABS)[number]
export const TRANSACTIONS = 'transactions'

export interface LakeView {
  readonly table: string
  readonly tab: Tab
}

/** `#/lake/TABLE?tab=schema`; names with a slash come as one part of the address. */
export function useLakeView(): LakeView {
  const { rest, query } = useRoute()
  const table = rest[0] ?? TRANSACTIONS
  const tab = TABS.find((one) => one === query['tab']) ?? 'versions'
  return { table, tab: tab === 'audit' && table !== TRANSACTIONS ? 'versions' : tab }
}

/** The address of a tab of a table. */
export function hrefToTab(table: string, tab: Tab): string {
  return hrefTo('lake', [table], tab === 'versions' ? {} : { tab })
}
