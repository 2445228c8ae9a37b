import type { ColumnChoice } from '../../../state/grid-choices'

/** Every column, hidden ones too: the pinned first, each part in the wanted order. */
export function arranged(names: readonly string[], { order, pinned }: ColumnChoice): string[] {
  const place = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length)
  const sorted = [...names].sort((left, right) => place(left) - place(right))
  const isPinned = (name: string): boolean => pinned.includes(name)
  return [...sorted.filter(isPinned), ...sorted.filter((name) => !isPinned(name))]
}

/** Those that are shown, as they stand from left to right. */
export function shownNames(names: readonly string[], choice: ColumnChoice): string[] {
  return arranged(names, choice).filter((name) => !choice.hidden.includes(name))
}

/** One place to the left or right among `visible`; a pinned column stays among the pinned, another among the others. */
export function stepColumn(
  names: readonly string[],
  visible: readonly string[],
  choice: ColumnChoice,
  name: string,
  step: 1 | -1,
): ColumnChoice {
  const target = visible[visible.indexOf(name) + step]
  if (target === undefined || choice.pinned.includes(target) !== choice.pinned.includes(name)) return choice
  return { ...choice, order: moved(arranged(names, choice), name, target) }
}

/** To where another column stands, as by dragging; it is then pinned or not as that one is. */
export function dropColumn(names: readonly string[], choice: ColumnChoice, name: string, target: string): ColumnChoice {
  const pinned = choice.pinned.filter((one) => one !== name)
  return {
    ...choice,
    order: moved(arranged(names, choice), name, target),
    pinned: choice.pinned.includes(target) ? [...pinned, name] : pinned,
  }
}

/** Hides a column, or shows it again; the last one stays. */
export function toggleHidden(names: readonly string[], choice: ColumnChoice, name: string): ColumnChoice {
  if (choice.hidden.includes(name)) return { ...choice, hidden: choice.hidden.filter((one) => one !== name) }
  const isLast = shownNames(names, choice).every((one) => one === name)
  return isLast ? choice : { ...choice, hidden: [...choice.hidden, name] }
}

/** Pinned columns stay on the left. */
export function togglePinned(choice: ColumnChoice, name: string): ColumnChoice {
  const { pinned } = choice
  return { ...choice, pinned: pinned.includes(name) ? pinned.filter((one) => one !== name) : [...pinned, name] }
}

function moved(order: readonly string[], name: string, target: string): string[] {
  const rest = order.filter((one) => one !== name)
  const isAfter = order.indexOf(target) > order.indexOf(name)
  rest.splice(rest.indexOf(target) + (isAfter ? 1 : 0), 0, name)
  return rest
}
