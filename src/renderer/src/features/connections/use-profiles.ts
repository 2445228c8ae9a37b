import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { messageOf } from '../../../../shared/errors'
import type { KafkaProfileInput, KafkaProfiles } from '../../../../shared/kafka-profiles'
import { call } from '../../api/call'
import { keys } from '../../api/keys'
import { useSettingText } from '../../state/setting-text'
import { text } from '../../strings/text'
import { ofShell, toCurl } from '../../ui/copy-as'
import { notify } from '../../ui/toast'
import { serversOf } from './values'

const words = text.connections
/** Between lines of which each needs the one before. */
export const THEN = ' &&\n'

/** The saved connections. */
export function useProfiles() {
  return useQuery({ queryKey: keys.kafka('profiles'), queryFn: ({ signal }) => call('kafkaProfiles', {}, signal) })
}

export interface ConnectionInUse {
  /** Null: the connection of the configuration. */
  readonly name: string | null
  /** Each `host:port`; none until they are known. */
  readonly servers: readonly string[]
  readonly topic: string
}

/** Where a start reads from, where nothing else is typed. */
export function useConnectionInUse(): ConnectionInUse {
  const settingText = useSettingText()
  const { data } = useProfiles()
  const profile = data?.profiles.find(({ inUse }) => inUse)
  return {
    name: profile?.name ?? null,
    servers: profile?.bootstrapServers ?? serversOf(settingText('pipeline.kafka.bootstrap-servers')),
    topic: profile?.topic ?? settingText('pipeline.kafka.stream-topic'),
  }
}

/**
 * Uses brokers in plain text and without sign-in: of the configuration or a saved connection, else one that is saved
 * now, with the topic where that is not ''.
 */
export function useServers(): (servers: readonly string[], topic: string) => Promise<void> {
  const wayTo = useWayTo()
  const queries = useQueryClient()
  return async (servers, topic) => {
    const way = await wayTo(servers, topic)
    const profile = 'create' in way ? (await call('createKafkaProfile', { body: way.create })).id : way.profile
    await call('useKafkaProfile', { body: { profile } })
    await queries.invalidateQueries({ queryKey: keys.kafka() })
  }
}

/** The same as curl lines. */
export function useServersAsCurl(): (servers: readonly string[], topic: string) => Promise<string> {
  const wayTo = useWayTo()
  const use = (profile: string | null) => toCurl({ operation: 'useKafkaProfile', input: { body: { profile } } })
  return async (servers, topic) => {
    const way = await wayTo(servers, topic)
    if ('profile' in way) return use(way.profile)
    const create = await toCurl({ operation: 'createKafkaProfile', input: { body: way.create } })
    return [`id=$(${create} | sed -n 's/.*"id":"\\([^"]*\\)".*/\\1/p')`, await use(ofShell('id'))].join(THEN)
  }
}

/** A connection that there is, by its id (null: that of the configuration), or one to be made. */
type Way = { readonly profile: string | null } | { readonly create: KafkaProfileInput }

function useWayTo(): (servers: readonly string[], topic: string) => Promise<Way> {
  const settingText = useSettingText()
  return async (servers, topic) => {
    const isSame = (others: readonly string[]) => others.join() === servers.join()
    const { profiles } = await call('kafkaProfiles', {})
    const saved = profiles.find(
      ({ bootstrapServers, security: { protocol } }) => protocol === 'PLAINTEXT' && isSame(bootstrapServers),
    )
    const isConfigured =
      settingText('pipeline.kafka.security.protocol') === 'PLAINTEXT' &&
      isSame(serversOf(settingText('pipeline.kafka.bootstrap-servers')))
    if (isConfigured) return { profile: null }
    return saved === undefined ? { create: newProfile(servers, topic, profiles) } : { profile: saved.id }
  }
}

/** Called as its first server, and numbered where that name is taken. */
function newProfile(servers: readonly string[], topic: string, profiles: KafkaProfiles['profiles']): KafkaProfileInput {
  const base = (servers[0] ?? '').slice(0, 90)
  const isFree = (name: string) => profiles.every((one) => one.name !== name)
  const names = [base, ...profiles.map((_, index) => `${base} (${index + 2})`)]
  return {
    name: names.find(isFree) ?? base,
    bootstrapServers: [...servers],
    ...(topic === '' ? {} : { topic }),
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
