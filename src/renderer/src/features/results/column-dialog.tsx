import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { Checkbox } from '../../ui/field'

export interface ColumnChoice {
  readonly hidden: readonly string[]
  /** Names in the wanted order; others follow in their own. */
  readonly order: readonly string[]
  /** The first column stays when the table is scrolled. */
  readonly pinned: boolean
}

export function shownColumns<C extends { readonly name: string }>(columns: readonly C[], choice: ColumnChoice): C[] {
  return inOrder(columns, choice.order).filter(({ name }) => !choice.hidden.includes(name))
}

function inOrder<C extends { readonly name: string }>(columns: readonly C[], order: readonly string[]): C[] {
  const place = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length)
  return [...columns].sort((left, right) => place(left.name) - place(right.name))
}

export interface ColumnsDialogProps {
  readonly open: boolean
  readonly columns: readonly string[]
  readonly choice: ColumnChoice
  readonly onChange: (choice: ColumnChoice) => void
  readonly onClose: () => void
}

/** Hide, reorder and pin; all by keyboard. */
export function ColumnsDialog({ open, columns, choice, onChange, onClose }: ColumnsDialogProps) {
  const names = inOrder(
    columns.map((name) => ({ name })),
    choice.order,
  ).map(({ name }) => name)

  function move(from: number, to: number): void {
    const order = [...names]
    order.splice(to, 0, ...order.splice(from, 1))
    onChange({ ...choice, order })
  }

  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={text.results.columnsTitle}
      actions={<Button onClick={onClose}>{text.common.close}</Button>}
    >
      <p className="small muted">{text.results.columnsHelp}</p>
      <ul className="column-list">
        {names.map((name, index) => (
          <li key={name} className="row">
            <Checkbox
              label={<span className="mono">{name}</span>}
              aria-label={text.results.show(name)}
              checked={!choice.hidden.includes(name)}
              onChange={({ target }) =>
                onChange({
                  ...choice,
                  hidden: target.checked ? choice.hidden.filter((one) => one !== name) : [...choice.hidden, name],
                })
              }
            />
            <span className="row push">
              <Button
                small
                kind="quiet"
                aria-label={text.results.up(name)}
                disabled={index === 0}
                onClick={() => move(index, index - 1)}
              >
                ↑
              </Button>
              <Button
                small
                kind="quiet"
                aria-label={text.results.down(name)}
                disabled={index === names.length - 1}
                onClick={() => move(index, index + 1)}
              >
                ↓
              </Button>
              <input
                type="checkbox"
                aria-label={text.results.pin(name)}
                title={text.results.pin(name)}
                checked={index === 0 && choice.pinned}
                onChange={({ target }) => {
                  if (target.checked)
                    onChange({ ...choice, order: [name, ...names.filter((one) => one !== name)], pinned: true })
                  else onChange({ ...choice, pinned: false })
                }}
              />
            </span>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
