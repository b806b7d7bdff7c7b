// The oracle for trust policies: reads cases from standard input, writes one verdict for each to standard output.
//
// iam-simulate is licensed under the AGPL. It runs here as a program of its own, for tests; nothing of it is shipped.
import { runSimulation } from '@cloud-copilot/iam-simulate'

const chunks = []
for await (const chunk of process.stdin) chunks.push(chunk)
const cases = JSON.parse(Buffer.concat(chunks).toString('utf8'))

async function isAllowed(one, action) {
  const result = await runSimulation(
    {
      request: {
        principal: one.principal,
        action,
        resource: { resource: one.role, accountId: one.role.split(':')[4] },
        contextVariables: one.context
      },
      identityPolicies: one.identity.map((policy, index) => ({ name: `identity-${index}`, policy })),
      sessionPolicy: one.session ?? undefined,
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      resourcePolicy: one.trust
    },
    {}
  )
  if (result.resultType === 'error') throw new Error(JSON.stringify({ errors: result.errors, one }))
  return result.overallResult === 'Allowed'
}

// A verdict is the first of the needed actions that is refused, or null.
const verdicts = []
for (const one of cases) {
  let refused = null
  for (const action of one.actions) {
    if (refused === null && !(await isAllowed(one, action))) refused = action
  }
  verdicts.push(refused)
}
process.stdout.write(JSON.stringify(verdicts))
