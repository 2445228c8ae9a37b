import { useRoute } from '../../route'

export const SECTIONS = ['effective', 'appearance', 'api', 'about'] as const
export type Section = (typeof SECTIONS)[number]

/** `#/settings/appearance`; effective settings without one. */
export function useSection(): Section {
  const { rest } = useRoute()
  return SECTIONS.find((section) => section === rest[0]) ?? 'effective'
}
