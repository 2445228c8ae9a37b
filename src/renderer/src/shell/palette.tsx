import { Dialog as Base } from '@base-ui/react/dialog'
import { useQuery } from '@tanstack/react-query'
import { Command } from 'cmdk'
import { ANALYSIS_TYPES } from '../../../shared/batch'
import { call } from '../api/call'
import { keys } from '../api/keys'
import { goTo } from '../route'
import { useActionList, type Action } from '../state/actions'
import { openOverlay } from '../state/overlays'
import { text } from '../strings/text'
import { formatTimestamp } from '../ui/format'
import { Icon } from '../ui/icon'
import { Keys } from '../ui/keys'

const words = text.shell.palette
const RECENT = { limit: 50 }

/** Everything that can be done, the analyses, and recent batches, by name. */
export function Palette() {
  const actions = useActionList((list) => list.actions)
  const { data } = useQuery({
    queryKey: keys.batchList(RECENT),
    queryFn: ({ signal }) => call('batches', { query: RECENT }, signal),
  })
  const choose = (run: () => void): void => {
    openOverlay(null)
    // The dialog gives the focus back first.
    setTimeout(run, 0)
  }
  return (
    <Base.Root open onOpenChange={() => openOverlay(null)}>
      <Base.Portal>
        <Base.Backdrop className="scrim" />
        <Base.Popup className="pop palette">
          <Base.Title className="sr">{words.title}</Base.Title>
          <Command label={words.title} loop>
            <div className="palette-in">
              <Icon name="search" />
              <Command.Input placeholder={words.placeholder} autoFocus />
            </div>
            <Command.List>
              <Command.Empty>{words.empty}</Command.Empty>
              {(['act', 'go'] as const).map((group) => (
                <Command.Group key={group} heading={words.groups[group]}>
                  {actions
                    .filter(({ id, group: its }) => its === group && id !== 'palette')
                    .map((action) => (
                      <ActionItem key={action.id} action={action} onChoose={() => choose(action.run)} />
                    ))}
                </Command.Group>
              ))}
              <Command.Group heading={text.batch.newBatch}>
                {ANALYSIS_TYPES.map((analysis) => (
                  <Command.Item
                    key={analysis}
                    value={`${analysis} ${text.batch.newBatch}`}
                    onSelect={() => choose(() => goTo('batch', [], { analysis }))}
                  >
                    <span className="grow cut">
                      {analysis} <span className="muted">{text.batch.about[analysis]}</span>
                    </span>
                  </Command.Item>
                ))}
              </Command.Group>
              <Command.Group heading={text.shell.screen.batch}>
                {(data?.batches ?? []).map(({ batchId, analysisType, submitTime }) => (
                  <Command.Item
                    key={batchId}
                    value={`${analysisType} ${batchId} ${submitTime}`}
                    onSelect={() => choose(() => goTo('results', [batchId]))}
                  >
                    <span className="grow cut">
                      {analysisType} <span className="muted">{formatTimestamp(submitTime)}</span>
                    </span>
                    <span className="mono muted">{batchId}</span>
                  </Command.Item>
                ))}
              </Command.Group>
            </Command.List>
          </Command>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}

function ActionItem({ action, onChoose }: { readonly action: Action; readonly onChoose: () => void }) {
  return (
    <Command.Item value={`${action.title} ${action.id}`} onSelect={onChoose}>
      <span className="grow cut">{action.title}</span>
      {action.keys === undefined ? null : <Keys keys={action.keys} />}
    </Command.Item>
  )
}
