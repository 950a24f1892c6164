// The ten-state script in xstate, an actor a session. Reads "script JSON" once, then a number of turns a line; answers with
// the seconds of CPU they took.
const { assign, createActor, createMachine } = require('xstate')
const lines = require('node:readline').createInterface({ input: process.stdin })

// Turns until node has compiled what runs often.
const WARM_UP = 30000

let actor, stops

function begin({ script, fewest }) {
  stops = Object.fromEntries(script.map((stop) => [stop.state, stop]))
  const states = {}
  script.forEach((stop, place) => {
    states[stop.state] = {
      on: {
        advance: {
          target: script[(place + 1) % script.length].state,
          guard: ({ event }) => event.text.split(' ').length >= fewest,
          actions: assign({ slots: ({ context, event }) => ({ ...context.slots, [stop.slot]: event.text }) }),
        },
      },
    }
  })
  actor = createActor(createMachine({ id: 'ten', initial: script[0].state, context: { slots: {} }, states }))
  actor.start()
  spend(WARM_UP)
}

function spend(times) {
  const began = process.cpuUsage()
  let question = ''
  for (let turn = 0; turn < times; turn++) {
    actor.send({ type: 'advance', text: stops[actor.getSnapshot().value].reply })
    question = stops[actor.getSnapshot().value].question
  }
  const took = process.cpuUsage(began)
  if (!question) throw new Error('no question')
  return (took.user + took.system) / 1e6
}

lines.on('line', (line) => {
  if (line.startsWith('{')) begin(JSON.parse(line))
  else process.stdout.write(`${spend(Number(line))}\n`)
})
