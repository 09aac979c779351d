// Does the endpoint speak GraphQL over HTTP? Asks the audits that the specification's authors publish.
//
//     node web/test/audits.mjs http://127.0.0.1:8000/graphql

import { serverAudits } from 'graphql-http';
import { check, finish } from './report.mjs';

const [url] = process.argv.slice(2);

for (const audit of serverAudits({ url })) {
  await check(`${audit.id} ${audit.name}`, async () => {
    const result = await audit.fn();
    // A recommendation that is not followed comes back as a warning; here it fails like the rest.
    if (result.status !== 'ok') throw new Error(`${result.status}: ${result.reason}`);
  });
}
finish();
