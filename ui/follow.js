// Follows the talk: scrolls to its newest line, has it read out, puts the cursor into the box, and reports presses.

const HEADER = 72
const GONE = 'The connection to Handhold is gone. What has a reply is stored, and what you type stays in the box. It connects again by itself.'
const GONE_IN_MEMORY = 'The connection to Handhold is gone. This talk is kept in memory only: if Handhold was stopped, it cannot be taken up again. You can still read it here.'
const BACK_IN_DRAWER = 'Connected again. This drawer belongs to the time before: copy your words, close it, and open it once more.'

const lines = () => document.querySelectorAll('[data-speaker=coach]')
const box = () => document.querySelector('[data-testid=stChatInputTextArea]')

function scroller(one) {
  while (one && !/auto|scroll/.test(getComputedStyle(one).overflowY)) one = one.parentElement
  return one
}

// A line that is taller than the window is shown from its beginning; what stands above a talk that is over, from the top.
function follow({ ended, above }) {
  const newest = [...lines()].pop()
  if (!newest) return
  const page = scroller(newest)
  if (above) return page?.scrollTo({ top: 0 })
  if (ended) return newest.scrollIntoView({ block: 'center' })
  page?.scrollTo({ top: 1e9 })
  const missing = newest.getBoundingClientRect().top - HEADER
  if (missing < 0) page?.scrollBy({ top: missing })
}

function focusBox() {
  const field = box()
  const free = !document.activeElement || document.activeElement === document.body
  if (field && !field.disabled && free) field.focus()
}

function showTurn(number) {
  const drawer = document.querySelector('[role=dialog]')
  drawer?.querySelector('button[aria-label="Close"]')?.click()
  const show = () => {
    const turn = document.getElementById(`turn-${number}`) ?? document.getElementById(`coach-${number}`)
    const earlier = document.querySelector('.st-key-earlier button')
    if (!turn && earlier) {
      earlier.click()
      for (const wait of [1000, 2500]) setTimeout(show, wait)
    }
    if (!turn) return
    turn.scrollIntoView({ block: 'center' })
    turn.setAttribute('tabindex', '-1')
    turn.focus({ preventScroll: true })
    turn.classList.add('hh-found')
    setTimeout(() => turn.classList.remove('hh-found'), 2500)
  }
  // A closing drawer gives the focus back, and turns far away get their height only when they come near: hence more than once.
  for (const wait of drawer ? [50, 400, 900] : [0, 200]) setTimeout(show, wait)
}

// What stands in the box outlives a reload, a restart and a turn that never got its reply; it stays in this tab alone.
const draftKey = () => `handhold-draft:${new URLSearchParams(location.search).get('c')}`
const draft = () => sessionStorage.getItem(draftKey()) ?? ''

// How often somebody typed: what they send at once must not come back before it has its reply.
let typings = 0

function keepDraft(event) {
  if (event.target !== box()) return
  typings += 1
  if (event.target.value) sessionStorage.setItem(draftKey(), event.target.value)
  else sessionStorage.removeItem(draftKey())
}

function restoreDraft() {
  dropAnsweredDraft()
  const field = box()
  if (!field || field.value || !draft()) return
  const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set
  set.call(field, draft())
  field.dispatchEvent(new Event('input', { bubbles: true }))
}

function dropAnsweredDraft() {
  const said = [...document.querySelectorAll('[data-speaker=person] .hh-words')].pop()
  if (said && said.textContent.trim() === draft().trim()) sessionStorage.removeItem(draftKey())
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
  const open = () => document.querySelectorAll('details.hh-fold:not([open]), details.hh-part:not([open])').forEach((one) => {
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
    if (gone) notice.hidden = false
    if (gone) {
      if (!notice.textContent) notice.textContent = data.memory ? GONE_IN_MEMORY : GONE
      return
    }
    notice.textContent = document.querySelector('[role=dialog]') ? BACK_IN_DRAWER : ''
    notice.hidden = !notice.textContent
    setTimeout(restoreDraft, 300)
  })
  document.addEventListener('click', pressed)
  document.addEventListener('input', keepDraft)
  window.addEventListener('beforeprint', open)
  window.addEventListener('afterprint', close)
  if (app) connection.observe(app, { attributes: true, attributeFilter: ['data-test-connection-state'] })

  // Only when the turn changes: a redraw neither reads the same question twice nor moves the page under a reader.
  // Late pieces of the turn make the page longer, hence the second and third call.
  if (line.dataset.turn !== data.turn) {
    const first = line.dataset.turn === undefined
    line.dataset.turn = data.turn
    line.textContent = data.text
    requestAnimationFrame(() => follow(data))
    for (const wait of [150, 600]) setTimeout(() => follow(data), wait)
    dropAnsweredDraft()
    const before = typings
    for (const wait of first ? [300, 1200] : [300]) setTimeout(() => typings === before && restoreDraft(), wait)
    if (window.matchMedia('(pointer: fine)').matches) for (const wait of first ? [0, 150, 600, 1500] : [50, 300]) setTimeout(focusBox, wait)
  }
  const stop = () => {
    document.removeEventListener('click', pressed)
    document.removeEventListener('input', keepDraft)
    window.removeEventListener('beforeprint', open)
    window.removeEventListener('afterprint', close)
    connection.disconnect()
  }
  parentElement.handholdStop = stop
  return stop
}
