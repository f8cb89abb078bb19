// A second opinion on credentials: the reference libraries of their standards, without a network.
// In: JSON on standard input, {documents: {address: document}, cases: [credential, ...], now?}.
// Out: for each case {verified, revoked, why}. Trap: `verified` stays true for a revoked one; its
// bit stands in the results of the status check.
import {readFileSync} from 'node:fs';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {verifyCredential} from '@digitalbazaar/vc';

globalThis.fetch = () => { throw new Error('No network.'); };

const {documents, cases, now} = JSON.parse(readFileSync(0, 'utf8'));
if(now) { // the check of the list's dates can be told no other time than the machine's
  const System = Date;
  globalThis.Date = class extends System {
    constructor(...values) {
      super(...(values.length ? values : [now]));
    }
  };
}
const MULTIKEY = 'https://w3id.org/security/multikey/v1';

function find(address) {
  if(Object.hasOwn(documents, address)) {
    return documents[address];
  }
  const [page, fragment] = address.split('#');
  const methods = fragment && documents[page]?.verificationMethod;
  const method = methods?.find(one => one.id === address);
  if(!method) {
    throw new Error(`Refused: ${address}`);
  }
  return {'@context': MULTIKEY, ...method};
}

const documentLoader = async address => (
  {contextUrl: null, documentUrl: address, document: find(address)});
const suite = () => new DataIntegrityProof({cryptosuite});

async function judge(credential) {
  const result = await verifyCredential({
    credential, suite: suite(), documentLoader,
    checkStatus: options => checkStatus({...options, suite: suite(), documentLoader})
  });
  const bits = result.statusResult?.results ?? [];
  return {
    verified: result.verified,
    revoked: bits.some(one => one.status === true),
    checked: bits.length,
    why: [result.error, ...(result.error?.errors ?? []), result.statusResult?.error]
      .map(one => one?.message)
      .filter(Boolean).join('; ')
  };
}

const answers = [];
for(const credential of cases) {
  answers.push(await judge(credential));
}
process.stdout.write(JSON.stringify(answers));
