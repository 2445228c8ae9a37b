import { useQuery } from '@tanstack/react-query'
import { call } from '../api/call'
import { keys } from '../api/keys'

/** A setting of the configuration as text, '' where it has no value. */
export function useSettingText(): (key: string) => string {
  const { data } = useQuery({ queryKey: keys.settings, queryFn: ({ signal }) => call('settings', {}, signal) })
  return (key) => String(data?.settings.find((one) => one.key === key)?.value ?? '')
}
