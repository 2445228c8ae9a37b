/** Whether a key was pressed on a row itself, not on a button or a link in it or in the head. */
export function isRow(target: EventTarget): boolean {
  return target instanceof HTMLElement && target.matches('tbody tr')
}
