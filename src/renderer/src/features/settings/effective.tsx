import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Setting } from '../../../../shared/system'
import { call } from '../../api/call'
import { keys } from '../../api/keys'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { CopyAs, toCurl } from '../../ui/copy-as'
import { DataTable, type Column } from '../../ui/data-table'
import { Segmented, TextInput } from '../../ui/field'
import { EmptyState, ErrorState, LoadingRows } from '../../ui/states'
import { Null } from '../../ui/time'
import { ChangePanel } from './change-panel'
import { SettingValue } from './setting-value'

const words = text.settings.effective
const SOURCES = ['', 'flag', 'environment', 'file', 'default'] as const
type SourceFilter = (typeof SOURCES)[number]

const COLUMNS: readonly Column<Setting>[] = [
  {
    id: 'key',
    header: words.columns.key,
    cell: ({ key }) => <span className="mono">{key}</span>,
    sortBy: ({ key }) => key,
  },
  {
    id: 'value',
    header: words.columns.value,
    cell: ({ value }) => <SettingValue value={value} />,
  },
  {
    id: 'source',
    header: words.columns.source,
    cell: ({ source }) =>
      source === 'default' ? <span className="muted">{words.source.default}</span> : words.source[source],
    sortBy: ({ source }) => source,
  },
  {
    id: 'from',
    header: words.columns.from,
    cell: ({ from }) => (from === null ? <Null /> : <span className="mono">{from}</span>),
    optional: true,
  },
]

/** Every key, its value and where it came from; a key tells how it is changed. */
export function EffectiveSettings() {
  const [search, setSearch] = useState('')
  const [source, setSource] = useState<SourceFilter>('')
  const [opened, setOpened] = useState<string | null>(null)
  const { data, error, refetch } = useQuery({
    queryKey: keys.settings,
    queryFn: ({ signal }) => call('settings', {}, signal),
  })
  if (data === undefined)
    return error === null ? (
      <LoadingRows rows={16} columns={4} />
    ) : (
      <ErrorState title={words.failed} error={error} onRetry={() => void refetch()} />
    )
  const { settings } = data
  const wanted = search.trim().toLowerCase()
  const shown = settings.filter(
    (setting) =>
      (source === '' || setting.source === source) &&
      [setting.key, String(setting.value ?? ''), setting.source, setting.from ?? ''].some((one) =>
        one.toLowerCase().includes(wanted),
      ),
  )
  const setting = settings.find(({ key }) => key === opened)

  return (
    <div className={`cols fill g-effective${setting === undefined ? '' : ' with-panel'}`}>
      <section className="pane" aria-labelledby="settings-effective">
        <header>
          <h2 id="settings-effective">{words.title}</h2>
          <span className="note drop-1180">{words.note(settings.length)}</span>
          <span className="acts">
            <CopyAs recipe={{ curl: () => toCurl({ operation: 'settings', input: {} }) }} />
            <Segmented
              label={words.sourceFilter}
              value={source}
              options={SOURCES.map((one) => ({ value: one, label: one === '' ? words.all : words.source[one] }))}
              onChange={setSource}
            />
            <span className="settings-search">
              <TextInput
                type="search"
                aria-label={words.search}
                placeholder={words.searchHint}
                value={search}
                onChange={(event) => setSearch(event.target.value)}
              />
            </span>
          </span>
        </header>
        {shown.length === 0 ? (
          <EmptyState
            title={words.noMatch}
            action={
              <Button
                onClick={() => {
                  setSearch('')
                  setSource('')
                }}
              >
                {words.clear}
              </Button>
            }
          />
        ) : (
          <DataTable
            label={words.table}
            columns={COLUMNS}
            rows={shown}
            rowKey={({ key }) => key}
            selected={opened}
            onOpen={({ key }) => setOpened(key)}
          />
        )}
        <div className="grid-foot">
          <span>{words.shown(shown.length, settings.length)}</span>
          <span className="muted">{words.pick}</span>
        </div>
      </section>
      {setting === undefined ? null : (
        <ChangePanel key={setting.key} setting={setting} onClose={() => setOpened(null)} />
      )}
    </div>
  )
}
