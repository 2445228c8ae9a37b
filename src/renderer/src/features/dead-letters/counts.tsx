import { text } from '../../strings/text'
import { formatCount } from '../../ui/format'
import { Pane } from '../../ui/layout'

const words = text.deadLetters
const MOST_FIELDS = 6

export interface CountsProps {
  readonly byCode: Readonly<Record<string, number>>
  readonly byField: Readonly<Record<string, number>>
  readonly onCode: (code: string) => void
  readonly onField: (field: string) => void
}

/** How many letters each reason and each field has; a name filters the list by it. */
export function Counts({ byCode, byField, onCode, onField }: CountsProps) {
  const fields = ranked(byField)
  return (
    <>
      <Pane title={words.reasons}>
        <Bars counts={ranked(byCode)} onPick={onCode} />
      </Pane>
      <Pane title={words.fields}>
        {fields.length === 0 ? (
          <p className="body small muted">{words.noFields}</p>
        ) : (
          <>
            <Bars counts={fields.slice(0, MOST_FIELDS)} onPick={onField} />
            {fields.length > MOST_FIELDS ? (
              <p className="body small muted">{words.moreFields(fields.length - MOST_FIELDS)}</p>
            ) : null}
          </>
        )}
      </Pane>
    </>
  )
}

interface BarsProps {
  readonly counts: readonly (readonly [string, number])[]
  readonly onPick: (name: string) => void
}

function Bars({ counts, onPick }: BarsProps) {
  const most = Math.max(1, ...counts.map(([, count]) => count))
  return (
    <ul className="body letter-bars">
      {counts.map(([name, count]) => (
        <li key={name}>
          <button type="button" className="lnk mono cut" onClick={() => onPick(name)}>
            {name}
          </button>
          <span aria-hidden="true">
            <i style={{ width: `${(count / most) * 100}%` }} />
          </span>
          <span className="num">{formatCount(count)}</span>
        </li>
      ))}
    </ul>
  )
}

function ranked(counts: Readonly<Record<string, number>>): readonly (readonly [string, number])[] {
  return Object.entries(counts).sort(
    ([leftName, left], [rightName, right]) => right - left || leftName.localeCompare(rightName),
  )
}
