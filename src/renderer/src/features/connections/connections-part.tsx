import type { KafkaProfiles } from '../../../../shared/kafka-profiles'
import { goTo, hrefTo } from '../../route'
import { useSettingText } from '../../state/setting-text'
import { text } from '../../strings/text'
import { Button, IconButton } from '../../ui/button'
import { Pane } from '../../ui/layout'
import { State } from '../../ui/mark'
import { EmptyState, ErrorState, LoadingRows } from '../../ui/states'
import { ConfiguredConnection } from './configured'
import './connections.css'
import { useDrafts } from './drafts'
import { ConnectionEditor } from './editor'
import { useProfiles } from './use-profiles'

const words = text.connections.list
/** Of an address: no saved connection has this id. */
const NEW = 'new'
const CONFIGURED = 'configuration'

/** `#/stream/connections`: the one in use; `.../new`, `.../configuration`, `.../ID` */
export function ConnectionsPart({ id }: { readonly id: string | undefined }) {
  const { data, error, refetch } = useProfiles()
  if (data === undefined)
    return error === null ? (
      <LoadingRows rows={8} columns={3} />
    ) : (
      <ErrorState title={words.failed} error={error} onRetry={() => void refetch()} />
    )
  const current = id ?? data.inUse ?? CONFIGURED
  return (
    <div className="cols fill g-connections">
      <ConnectionList data={data} current={current} />
      <Chosen key={current} data={data} current={current} />
    </div>
  )
}

interface ChosenProps {
  readonly data: KafkaProfiles
  readonly current: string
}

function Chosen({ data, current }: ChosenProps) {
  if (current === CONFIGURED) return <ConfiguredConnection inUse={data.inUse === null} />
  if (current === NEW) return <ConnectionEditor profile={null} keychain={data.keychain} />
  const profile = data.profiles.find((one) => one.id === current)
  if (profile !== undefined) return <ConnectionEditor profile={profile} keychain={data.keychain} />
  return (
    <div className="pane">
      <EmptyState title={words.gone} action={<Button onClick={create}>{words.create}</Button>}>
        {words.goneWhy}
      </EmptyState>
    </div>
  )
}

function ConnectionList({ data: { profiles, inUse }, current }: ChosenProps) {
  const settingText = useSettingText()
  const drafts = useDrafts((state) => state.drafts)
  const entries = [
    {
      id: CONFIGURED,
      name: words.configured,
      servers: settingText('pipeline.kafka.bootstrap-servers'),
      used: inUse === null,
    },
    ...profiles.map(({ id, name, bootstrapServers, inUse: used }) => ({
      id,
      name,
      servers: bootstrapServers.join(', '),
      used,
    })),
    ...(current === NEW || NEW in drafts ? [{ id: NEW, name: words.isNew, servers: '', used: false }] : []),
  ]
  return (
    <Pane title={words.title} actions={<IconButton small icon="plus" label={words.create} onClick={create} />}>
      <nav className="scroll fill connections-list" aria-label={words.title}>
        <ul>
          {entries.map(({ id, name, servers, used }) => (
            <li key={id}>
              <a href={hrefTo('stream', ['connections', id])} aria-current={id === current ? 'page' : undefined}>
                <span className="strong cut">{name}</span>
                <span className="muted cut">{servers}</span>
                {used ? <State kind="ok" word={words.inUse} /> : null}
                {id in drafts || id === NEW ? <State kind="waiting" word={words.unsaved} /> : null}
              </a>
            </li>
          ))}
        </ul>
      </nav>
    </Pane>
  )
}

function create(): void {
  goTo('stream', ['connections', NEW])
}
