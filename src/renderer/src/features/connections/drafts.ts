import { create } from 'zustand'
import type { Values } from './values'

/** What is typed and not saved, by the connection's id (`new` of one that is made): it survives a look elsewhere. */
export const useDrafts = create<{ readonly drafts: Readonly<Record<string, Values>> }>(() => ({ drafts: {} }))

/** Keeps what is typed of a connection while other screens are looked at. */
export function keepDraft(id: string, values: Values): void {
  useDrafts.setState(({ drafts }) => ({ drafts: { ...drafts, [id]: values } }))
}

/** Secrets that were typed are forgotten with it. */
export function dropDraft(id: string): void {
  useDrafts.setState(({ drafts }) => ({
    drafts: Object.fromEntries(Object.entries(drafts).filter(([one]) => one !== id)),
  }))
}
