import { useId, type ReactNode } from 'react'

export interface HeadProps {
  readonly title: string
  /** One muted sentence. */
  readonly sub?: ReactNode
  /** Buttons, right; at most one is primary. */
  readonly actions?: ReactNode
}

/** The head of a screen: its h1, its sentence, its actions. */
export function Head({ title, sub, actions }: HeadProps) {
  return (
    <div className="head">
      <h1>{title}</h1>
      {sub === undefined ? null : <span className="sub">{sub}</span>}
      {actions === undefined ? null : <div className="acts">{actions}</div>}
    </div>
  )
}

/** One line of facts under the head: table version, bounds, UTC. */
export function AsOf({ facts, children }: { readonly facts: readonly ReactNode[]; readonly children?: ReactNode }) {
  return (
    <div className="asof">
      {facts.map((fact, index) => (
        <span key={index}>{fact}</span>
      ))}
      {children === undefined ? null : <span className="push">{children}</span>}
    </div>
  )
}

export interface PaneProps {
  readonly title: string
  readonly note?: ReactNode
  readonly actions?: ReactNode
  /** Takes the height that is left. */
  readonly fill?: boolean
  /** A hairline above. */
  readonly rule?: boolean
  readonly children: ReactNode
}

/** A region of the sheet with its h2; regions touch, a hairline divides them. */
export function Pane({ title, note, actions, fill = false, rule = false, children }: PaneProps) {
  const id = useId()
  return (
    <section
      className={['pane', rule ? 'rule' : '', fill ? 'fill' : ''].filter(Boolean).join(' ')}
      aria-labelledby={id}
    >
      <header>
        <h2 id={id}>{title}</h2>
        {note === undefined ? null : <span className="note">{note}</span>}
        {actions === undefined ? null : <span className="acts">{actions}</span>}
      </header>
      {children}
    </section>
  )
}

export interface ReadOut {
  readonly label: string
  readonly value: string
  readonly unit?: string
  /** A sentence with a number in it. */
  readonly note?: ReactNode
}

/** The figures a screen opens with. */
export function ReadOuts({ items }: { readonly items: readonly ReadOut[] }) {
  return (
    <dl className="reads">
      {items.map(({ label, value, unit, note }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd className="v">
            {value}
            {unit === undefined ? null : <small>{unit}</small>}
          </dd>
          <dd className="s cut">{note ?? ' '}</dd>
        </div>
      ))}
    </dl>
  )
}

/** Names and values in two columns. */
export function Facts({ items }: { readonly items: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="dl">
      {items.map(([name, value]) => (
        <div key={name} className="dl-row">
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
