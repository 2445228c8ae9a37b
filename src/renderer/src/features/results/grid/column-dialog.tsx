import type { ColumnChoice } from '../../../state/grid-choices'
import { text } from '../../../strings/text'
import { Button } from '../../../ui/button'
import { Dialog } from '../../../ui/dialog'
import { Checkbox } from '../../../ui/field'
import { arranged, shownNames, stepColumn, toggleHidden, togglePinned } from './column-choice'

export interface ColumnsDialogProps {
  readonly open: boolean
  readonly columns: readonly string[]
  readonly choice: ColumnChoice
  /** Null goes back to the defaults, widths too. */
  readonly onChange: (choice: ColumnChoice | null) => void
  readonly onClose: () => void
}

/** Hide, reorder and pin; all by keyboard. Pinned ones come first, as in the table. */
export function ColumnsDialog({ open, columns, choice, onChange, onClose }: ColumnsDialogProps) {
  const names = arranged(columns, choice)
  const shown = shownNames(columns, choice)
  const { hidden, pinned } = choice
  const step = (name: string, by: 1 | -1) => stepColumn(columns, names, choice, name, by)
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={text.results.columnsTitle}
      actions={
        <>
          <Button kind="quiet" onClick={() => onChange(null)}>
            {text.results.columnsReset}
          </Button>
          <Button onClick={onClose}>{text.common.close}</Button>
        </>
      }
    >
      <p className="small muted">{text.results.columnsHelp}</p>
      <ul className="column-list">
        {names.map((name) => (
          <li key={name} className="row">
            <Checkbox
              label={<span className="mono">{name}</span>}
              aria-label={text.results.show(name)}
              checked={!hidden.includes(name)}
              disabled={shown.length === 1 && shown[0] === name}
              onChange={() => onChange(toggleHidden(columns, choice, name))}
            />
            <span className="row push">
              {([-1, 1] as const).map((by) => (
                <Button
                  key={by}
                  small
                  kind="quiet"
                  aria-label={by < 0 ? text.results.up(name) : text.results.down(name)}
                  // Keeps the focus where the column can go no further.
                  aria-disabled={step(name, by) === choice}
                  onClick={() => onChange(step(name, by))}
                >
                  {by < 0 ? '↑' : '↓'}
                </Button>
              ))}
              <Checkbox
                label={text.results.pinWord}
                aria-label={text.results.pin(name)}
                checked={pinned.includes(name)}
                onChange={() => onChange(togglePinned(choice, name))}
              />
            </span>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
