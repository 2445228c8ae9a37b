import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { messageOf } from '../../../../shared/errors'
import type { KafkaProfiles } from '../../../../shared/kafka-profiles'
import { call } from '../../api/call'
import { keys } from '../../api/keys'
import { text } from '../../strings/text'
import { notify } from '../../ui/toast'

const words = text.connections

export function useProfiles() {
  return useQuery({ queryKey: keys.kafka('profiles'), queryFn: ({ signal }) => call('kafkaProfiles', {}, signal) })
}

/** A setting of the configuration as text, '' where it has no value. */
export function useSettingText(): (key: string) => string {
  const { data } = useQuery({ queryKey: keys.settings, queryFn: ({ signal }) => call('settings', {}, signal) })
  return (key) => String(data?.settings.find((one) => one.key === key)?.value ?? '')
}

/** Brokers and topic that a start reads from where nothing else is typed. */
export function useConnectionInUse(): { readonly servers: string; readonly topic: string } {
  const settingText = useSettingText()
  const { data } = useProfiles()
  const profile = data?.profiles.find(({ inUse }) => inUse)
  const servers = profile?.bootstrapServers.join(', ') ?? settingText('pipeline.kafka.bootstrap-servers')
  return {
    servers: profile === undefined ? servers : `${profile.name} (${servers})`,
    topic: profile?.topic ?? settingText('pipeline.kafka.stream-topic'),
  }
}

export interface Wanted {
  /** Null: the connection of the configuration. */
  readonly id: string | null
  readonly name: string
  /** The stream is stopped first. */
  readonly stop: boolean
}

/** Another connection than before: what was read of the cluster is of the other one. */
export function useSwitch(onDone: () => void = () => undefined) {
  const queries = useQueryClient()
  return useMutation({
    async mutationFn({ id, stop }: Wanted): Promise<KafkaProfiles> {
      if (stop) await call('stopStream', {})
      return call('useKafkaProfile', { body: { profile: id } })
    },
    onSuccess: (_, { name }) => notify({ mark: 'ok', title: words.used(name), detail: words.usedDetail }),
    onError: (error) => notify({ mark: 'failed', title: words.useFailed, detail: messageOf(error) }),
    onSettled() {
      onDone()
      return queries.invalidateQueries({ queryKey: keys.kafka() })
    },
  })
}
