// Follows the talk: scrolls to its newest line, has it read out, puts the cursor into the box, and reports presses.

const HEADER = 72
const CLOSED = 'The connection to Handhold is gone. All that was sent is stored, and the words in the box stay there. It connects again by itself.'

const lines = () => document.querySelectorAll('[data-speaker=coach]')
const box = () => document.querySelector('[data-testid=stChatInputTextArea]')

function scroller(one) {
  while (one && !/auto|scroll/.test(getComputedStyle(one).overflowY)) one = one.parentElement
  return one
}

// A line that is taller than the window is shown from its beginning.
function follow(ended) {
  const newest = [...lines()].pop()
  if (!newest) return
  if (ended) return newest.scrollIntoView({ block: 'center' })
  const page = scroller(newest)
  page?.scrollTo({ top: 1e9 })
  const above = newest.getBoundingClientRect().top - HEADER
  if (above < 0) page?.scrollBy({ top: above })
}

function focusBox() {
  const field = box()
  const free = !document.activeElement || document.activeElement === document.body
  if (field && !field.disabled && free) field.focus()
}

function showTurn(number) {
  document.querySelector('[role=dialog] button[aria-label="Close"]')?.click()
  setTimeout(() => {
    const turn = document.getElementById(`turn-${number}`) ?? document.getElementById(`coach-${number}`)
    if (!turn) return
    turn.scrollIntoView({ block: 'center' })
    turn.setAttribute('tabindex', '-1')
    turn.focus({ preventScroll: true })
    turn.classList.add('hh-found')
    setTimeout(() => turn.classList.remove('hh-found'), 2500)
  }, 50)
}

export default function ({ data, parentElement, setTriggerValue }) {
  const line = parentElement.querySelector('.hh-announcer')
  const notice = parentElement.querySelector('.hh-offline')

  parentElement.handholdStop?.()
  const pressed = (event) => {
    const button = event.target.closest('[data-press]')
    if (!button) return
    const { press, ...about } = button.dataset
    if (press === 'turn') showTurn(about.turn)
    else setTriggerValue('pressed', { ...about, what: press })
  }
  // Closed lines would be missing on paper.
  const open = () => document.querySelectorAll('details.hh-fold:not([open])').forEach((one) => {
    one.open = true
    one.dataset.printed = 'yes'
  })
  const close = () => document.querySelectorAll('details[data-printed]').forEach((one) => {
    one.open = false
    delete one.dataset.printed
  })
  const app = document.querySelector('[data-testid=stApp]')
  const connection = new MutationObserver(() => {
    const gone = app.dataset.testConnectionState !== 'CONNECTED'
    if (notice.hidden === gone) notice.hidden = !gone
    if (gone && !notice.textContent) notice.textContent = CLOSED
    if (!gone) notice.textContent = ''
  })
  document.addEventListener('click', pressed)
  window.addEventListener('beforeprint', open)
  window.addEventListener('afterprint', close)
  if (app) connection.observe(app, { attributes: true, attributeFilter: ['data-test-connection-state'] })

  // Only when the turn changes: a redraw neither reads the same question twice nor moves the page under a reader.
  // Late pieces of the turn make the page longer, hence the second and third call.
  if (line.dataset.turn !== data.turn) {
    const first = line.dataset.turn === undefined
    line.dataset.turn = data.turn
    line.textContent = data.text
    requestAnimationFrame(() => follow(data.ended))
    for (const wait of [150, 600]) setTimeout(() => follow(data.ended), wait)
    if (first && window.matchMedia('(pointer: fine)').matches) for (const wait of [0, 150, 600, 1500]) setTimeout(focusBox, wait)
  }
  const stop = () => {
    document.removeEventListener('click', pressed)
    window.removeEventListener('beforeprint', open)
    window.removeEventListener('afterprint', close)
    connection.disconnect()
  }
  parentElement.handholdStop = stop
  return stop
}
