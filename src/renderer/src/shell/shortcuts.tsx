import { useActionList } from '../state/actions'
import { openOverlay } from '../state/overlays'
import { text } from '../strings/text'
import { Dialog } from '../ui/dialog'
import { keyWords } from '../ui/keys'

const words = text.shell.shortcuts

/** Every key, in columns. */
export function Shortcuts() {
  const actions = useActionList((list) => list.actions)
  const withKeys = (group: string): readonly (readonly [string, string])[] =>
    actions
      .filter((one) => one.group === group)
      .flatMap(({ title, keys }) => (keys === undefined ? [] : [[title, keys]]))
  const groups = text.shell.palette.groups
  return (
    <Dialog open onClose={() => openOverlay(null)} title={words.title} wide>
      <div className="sheet">
        <Group title={groups.go} rows={withKeys('go')} />
        <div>
          <Group title={groups.act} rows={withKeys('act')} />
          <Group title={words.chart} rows={words.charts} />
        </div>
        <div>
          <Group title={groups.grid} rows={words.grid} />
          <Group title={words.result} rows={words.resultGrid} />
        </div>
      </div>
    </Dialog>
  )
}

function Group({ title, rows }: { readonly title: string; readonly rows: readonly (readonly [string, string])[] }) {
  return (
    <section>
      <h3>{title}</h3>
      <dl>
        {rows.map(([name, keys]) => (
          <div key={name} className="row">
            <dt className="grow">{name}</dt>
            <dd>
              <kbd>{keyWords(keys)}</kbd>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
